import Dispatch
import Foundation
import Synchronization

/// Closes a descriptor once every source that watches it has been cancelled.
final class ClosingDescriptor: Sendable {
    let descriptor: Int32
    private let watchers = Mutex(0)

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func watch() { watchers.withLock { $0 += 1 } }

    func unwatch() {
        let isLast = watchers.withLock { count in
            count -= 1
            return count == 0
        }
        if isLast { _ = Glibc.close(descriptor) }
    }
}

extension StreamSocket {
    /// Formed outside of any actor, for Dispatch runs the closures on the loop's queue.
    nonisolated static func makeReads(
        _ closing: ClosingDescriptor, _ owner: some SocketOwner
    ) -> any DispatchSourceRead {
        let descriptor = closing.descriptor
        closing.watch()
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: owner.loop.queue)
        source.setEventHandler { owner.assumeIsolated { $0.socketIsReadable(descriptor) } }
        source.setCancelHandler { closing.unwatch() }
        return source
    }

    nonisolated static func signal(_ descriptor: Int32, _ owner: some SocketOwner) {
        owner.loop.queue.async { owner.assumeIsolated { $0.socketIsReadable(descriptor) } }
    }

    nonisolated static func makeWrites(
        _ closing: ClosingDescriptor, _ owner: some SocketOwner
    ) -> any DispatchSourceWrite {
        let descriptor = closing.descriptor
        closing.watch()
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: owner.loop.queue)
        source.setEventHandler { owner.assumeIsolated { $0.socketIsWritable(descriptor) } }
        source.setCancelHandler { closing.unwatch() }
        return source
    }

    /// A new non-blocking stream socket that a started process does not inherit.
    static func open(_ family: Int32, operation: String) throws(SocketError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw SocketError(errno: errno, operation: operation) }
        return descriptor
    }

    static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Small writes leave at once; has no meaning, and does no harm, on Unix sockets.
    static func disableDelay(_ descriptor: Int32) { set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY) }
}
