import Dispatch
import Foundation

/// A connected non-blocking socket on an event loop.
///
/// Not sendable: it belongs to its owner.
///
/// What is sent is written at once as far as the system takes it, and queued beyond. `receive` and `transmit` are the
/// only places where bytes pass, so an encrypted transport goes there.
public final class StreamSocket {
    public enum Reception {
        /// So many bytes were received.
        case bytes(Int)
        /// Nothing is there now.
        case none
        /// The other end sends no more.
        case ended
        /// The connection is broken.
        case failed(SocketError)
    }

    public let descriptor: Int32
    private let loop: EventLoop
    private let reads: any DispatchSourceRead
    private var writes: (any DispatchSourceWrite)?
    private let makeWrites: () -> any DispatchSourceWrite
    private let closing: ClosingDescriptor
    private let signalReadable: () -> Void
    private var isReadPaused = true
    private var hasPaused = false
    private var isWritePaused = true
    private var output = OutputQueue()
    private var isFinishing = false
    private var isSendingBroken = false

    /// Whether `close` has been called.
    public private(set) var isClosed = false
    /// Bytes that are queued and not yet taken by the system.
    public var pendingBytes: Int { output.count }
    /// How many bytes the system has taken so far.
    public private(set) var sentBytes: Int64 = 0

    /// Takes over a connected non-blocking descriptor; reading begins with `resumeReading`.
    public init(_ descriptor: Int32, owner: some SocketOwner) {
        self.descriptor = descriptor
        loop = owner.loop
        let closing = ClosingDescriptor(descriptor)
        self.closing = closing
        reads = Self.makeReads(closing, owner)
        signalReadable = { Self.signal(descriptor, owner) }
        makeWrites = { Self.makeWrites(closing, owner) }
    }

    deinit { close() }

    public func pauseReading() {
        guard !isReadPaused, !isClosed else { return }
        isReadPaused = true
        hasPaused = true
        reads.suspend()
    }

    public func resumeReading() {
        guard isReadPaused, !isClosed else { return }
        isReadPaused = false
        reads.resume()
        if hasPaused { readAgain() }
    }

    /// Whether the owner wants to hear of bytes: it neither paused reading nor closed the socket.
    public var isReading: Bool { !isReadPaused && !isClosed }

    /// Tells the owner once more, soon, that the socket may be readable.
    ///
    /// Dispatch on Linux drops a source for good after it has told of a hang-up, whatever is left to be read then.
    public func readAgain() { signalReadable() }

    /// Receives up to 64 KiB and hands them to `body`; the bytes are only valid within it.
    ///
    /// Once told that the socket is readable, receive until there is nothing, or call `readAgain`.
    public func receive(_ body: (UnsafeRawBufferPointer) -> Void) -> Reception {
        loop.withScratch { scratch in
            guard !isClosed else { return .ended }
            while true {
                let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
                if count > 0 {
                    body(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
                    return .bytes(count)
                }
                if count == 0 { return .ended }
                switch errno {
                case EINTR: continue
                case EAGAIN: return .none
                default: return .failed(SocketError(errno: errno, operation: "receive"))
                }
            }
        }
    }

    /// Sends bytes, or queues what the system does not take now.
    ///
    /// False once the connection is broken.
    ///
    /// - Parameter more: more follows at once, so the system may wait to fill a packet.
    @discardableResult
    public func send(_ bytes: [UInt8], more: Bool = false) -> Bool {
        guard !isClosed, !isFinishing, !isSendingBroken else { return false }
        guard output.isEmpty else {
            output.append(bytes[...])
            return true
        }
        switch transmit(bytes[...], more: more) {
        case nil: return false
        case let sent? where sent < bytes.count:
            output.append(bytes[sent...])
            waitUntilWritable()
            return true
        case _?: return true
        }
    }

    /// Sends queued bytes; call it when the socket is writable.
    ///
    /// False once the connection is broken.
    public func flush() -> Bool {
        while let bytes = output.first {
            guard let sent = transmit(bytes, more: false) else { return false }
            output.removeFirst(sent)
            if sent < bytes.count { return true }
        }
        pauseWriting()
        if isFinishing { shutdown(descriptor, Int32(SHUT_WR)) }
        return true
    }

    /// Says that nothing more will be sent, after what is queued.
    public func finishSending() {
        guard !isClosed, !isFinishing else { return }
        isFinishing = true
        if output.isEmpty { shutdown(descriptor, Int32(SHUT_WR)) }
    }

    /// Closes the connection at once; queued bytes are lost.
    ///
    /// The descriptor is closed when its sources let go of it.
    public func close() {
        guard !isClosed else { return }
        // A suspended source may not be released, and is cancelled only once resumed.
        resumeReading()
        if isWritePaused { writes?.resume() }
        isClosed = true
        output = OutputQueue()
        reads.cancel()
        writes?.cancel()
    }

    /// How many bytes the system took; nil when the connection is broken.
    private func transmit(_ bytes: ArraySlice<UInt8>, more: Bool) -> Int? {
        let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
        var sent = 0
        while sent < bytes.count {
            let rest = bytes.count - sent
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, rest, flags) }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                breakSending()
                return nil
            }
        }
        sentBytes += Int64(sent)
        return sent
    }

    /// Nothing more can be sent; what the other end sent before may still be received.
    private func breakSending() {
        isSendingBroken = true
        output = OutputQueue()
        pauseWriting()
    }

    private func waitUntilWritable() {
        if writes == nil { writes = makeWrites() }
        guard isWritePaused else { return }
        isWritePaused = false
        writes?.resume()
    }

    private func pauseWriting() {
        guard !isWritePaused, !isClosed else { return }
        isWritePaused = true
        writes?.suspend()
    }
}
