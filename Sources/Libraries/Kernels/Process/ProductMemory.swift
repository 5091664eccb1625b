import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The memory that OpenBLAS takes for itself, once for each thread that multiplies.
///
/// The library asks the system again and again, for ever, when it cannot have that memory; so it is asked for here
/// first, where a refusal is an error.
package enum ProductMemory {
    /// What OpenBLAS 0.3 maps for a thread on x86-64: 128 MiB, of which it touches what its products need.
    package static let bytesPerThread = 128 << 20

    /// The most threads that were ever prepared; the library keeps what it has taken.
    private static let prepared = Mutex(0)

    /// Makes sure that so many threads can multiply at once.
    ///
    /// - Throws: ``KernelError`` `outOfMemory` if the system, or a limit set on the process, leaves no room for it.
    package static func prepare(threads: Int) throws(KernelError) {
        try prepared.withLock { (known) throws(KernelError) in
            guard threads > known else { return }
            try checkRoom(buffers: threads - known, bytes: bytesPerThread)
            known = threads
        }
    }

    /// Threads that are multiplying by ``whileMultiplying(_:)``.
    private static let working = Atomic(0)

    /// Calls what multiplies on the calling thread alone, once there is room for one more thread's products.
    ///
    /// For products beside a ``ThreadTeam``, which asks for all its threads at once.
    ///
    /// - Throws: ``KernelError`` `outOfMemory` as ``prepare(threads:)`` does; `body` is not called then.
    package static func whileMultiplying<Result>(_ body: () -> Result) throws(KernelError) -> Result {
        KernelPath.prepare()
        let threads = working.add(1, ordering: .relaxed).newValue
        defer { working.subtract(1, ordering: .relaxed) }
        try prepare(threads: threads)
        return body()
    }

    /// Maps buffers and gives them back.
    static func checkRoom(buffers: Int, bytes: Int) throws(KernelError) {
        var held: [UnsafeMutableRawPointer] = []
        defer { for buffer in held { munmap(buffer, bytes) } }
        for _ in 0..<buffers {
            let buffer = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let buffer, buffer != MAP_FAILED else {
                throw KernelError(
                    .outOfMemory,
                    "\(buffers) threads need \(bytes >> 20) MiB each for matrix products, and there is room for "
                        + "\(held.count); take fewer threads, or raise the limit (ulimit -d, ulimit -v)")
            }
            held.append(buffer)
        }
    }
}
