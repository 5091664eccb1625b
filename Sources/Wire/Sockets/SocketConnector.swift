import Dispatch
import Foundation
import Parallelism

/// Opens connections without blocking: names are looked up on threads of their own, addresses tried one after the
/// other.
public enum SocketConnector {
    /// A connected non-blocking descriptor, which the caller owns.
    public static func connect(
        to address: SocketAddress, on loop: EventLoop, within time: Duration
    ) async throws -> Int32 {
        let deadline = ContinuousClock.now + time
        let candidates = try await resolve(address)
        var failure = SocketError(.unresolved, operation: "connect to \(address)", message: "the name has no address")
        for candidate in candidates {
            let remaining = deadline - ContinuousClock.now
            guard remaining > .zero else { break }
            do {
                return try await ConnectionAttempt(on: loop, operation: "connect to \(address)")
                    .connect(to: candidate, within: remaining)
            } catch let error as SocketError {
                failure = error
            }
        }
        throw failure
    }

    private static func resolve(_ address: SocketAddress) async throws -> [SystemAddress] {
        if case .unix = address { return try SystemAddress.resolve(address, passive: false) }
        return try await BlockingThread.run(named: "look-up") { try SystemAddress.resolve(address, passive: false) }
    }
}

/// One try to connect to one address.
private actor ConnectionAttempt {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let operation: String
    private var descriptor: Int32 = -1
    private var source: (any DispatchSourceWrite)?
    private var timer: LoopTimer?
    private var continuation: CheckedContinuation<Int32, any Error>?
    private var outcome: Result<Int32, any Error>?

    init(on loop: EventLoop, operation: String) {
        self.loop = loop
        self.operation = operation
    }

    func connect(to address: SystemAddress, within time: Duration) async throws -> Int32 {
        descriptor = try StreamSocket.open(address.family, operation: operation)
        if address.family != AF_UNIX { StreamSocket.disableDelay(descriptor) }
        let status = address.withPointer { Glibc.connect(descriptor, $0, $1) }
        if status == 0 { return descriptor }
        guard errno == EINPROGRESS else {
            let error = SocketError(errno: errno, operation: operation)
            close(descriptor)
            throw error
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                self.continuation = continuation
                if Task.isCancelled { finish(.failure(CancellationError())) } else { watch(within: time) }
            }
        } onCancel: {
            Task { await self.finish(.failure(CancellationError())) }
        }
    }

    private func watch(within time: Duration) {
        let source = Self.makeSource(descriptor, self)
        self.source = source
        source.resume()
        timer = Self.makeTimer(self, time)
    }

    private nonisolated static func makeSource(
        _ descriptor: Int32, _ attempt: ConnectionAttempt
    ) -> any DispatchSourceWrite {
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: attempt.loop.queue)
        source.setEventHandler { attempt.assumeIsolated { $0.isWritable() } }
        source.setCancelHandler { attempt.assumeIsolated { $0.settle() } }
        return source
    }

    private nonisolated static func makeTimer(_ attempt: ConnectionAttempt, _ time: Duration) -> LoopTimer {
        LoopTimer(on: attempt.loop, after: time) { attempt.assumeIsolated { $0.ranOut() } }
    }

    private func isWritable() {
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length)
        if number == 0 {
            finish(.success(descriptor))
        } else {
            finish(.failure(SocketError(errno: number, operation: operation)))
        }
    }

    private func ranOut() {
        finish(.failure(SocketError(.timedOut, operation: operation, message: "no answer in time")))
    }

    /// Ends the attempt once; the continuation goes on when the source has let go of the descriptor.
    private func finish(_ result: Result<Int32, any Error>) {
        guard outcome == nil else { return }
        outcome = result
        timer?.cancel()
        if let source { source.cancel() } else { settle() }
    }

    private func settle() {
        guard let outcome, let continuation else { return }
        self.continuation = nil
        source = nil
        if case .failure = outcome { _ = Glibc.close(descriptor) }
        continuation.resume(with: outcome)
    }
}
