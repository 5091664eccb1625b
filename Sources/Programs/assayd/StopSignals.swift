import Dispatch
import Foundation

/// What tells a process of `assayd` to end, as a stream: one element an occasion.
enum StopSignal: Sendable {
    /// SIGTERM or SIGINT.
    case signal(Int32)
    /// The pipe on standard input closed: the process that started this one is gone.
    case inputClosed
}

/// Watches for what tells this process to end.
///
/// Its sources live as long as the value.
final class StopSignals: Sendable {
    let stream: AsyncStream<StopSignal>
    /// Kept, and never touched again: a source that is released hears nothing.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// - Parameter followsInput: whether the end of standard input counts, if that is a pipe or a socket. A worker must
    ///   not outlive a service that was killed, and a closed pipe is all that it hears of that.
    init(followsInput: Bool) {
        let (stream, continuation) = AsyncStream.makeStream(of: StopSignal.self)
        self.stream = stream
        sources = [SIGTERM, SIGINT].map { Self.source(of: $0, into: continuation) }
        if followsInput, Self.inputIsPipe { Self.watchInput(continuation) }
    }

    /// The first occasion.
    func first() async -> StopSignal {
        for await occasion in stream { return occasion }
        return .inputClosed
    }

    private static func source(
        of signal: Int32, into continuation: AsyncStream<StopSignal>.Continuation
    ) -> any DispatchSourceSignal {
        // The default action would end the process before the source hears of the signal.
        Foundation.signal(signal, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
        source.setEventHandler { @Sendable in continuation.yield(.signal(signal)) }
        source.activate()
        return source
    }

    /// A person's terminal or `/dev/null` is no sign of life of a service.
    private static var inputIsPipe: Bool {
        var status = stat()
        guard fstat(STDIN_FILENO, &status) == 0 else { return false }
        return [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
    }

    private static func watchInput(_ continuation: AsyncStream<StopSignal>.Continuation) {
        let thread = Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                break
            }
            continuation.yield(.inputClosed)
        }
        thread.name = "standard input"
        thread.start()
    }
}
