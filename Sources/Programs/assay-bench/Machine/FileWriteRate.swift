import Foundation

/// Gigabytes a second of writing a new file from memory, on every thread at once, unsynced: what the kernel takes for
/// the output of a merge alone.
struct FileWriteRate {
    private static let (bytes, piece) = (512 << 20, 4 << 20)
    let threads: Int

    /// - Parameter path: a file that does not exist.
    func measure(path: String) throws -> Double {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let pieces = Self.bytes / Self.piece
        let content = [UInt8](repeating: 1, count: Self.piece)
        let elapsed = try seconds {
            try inParallel(threads: threads) { [threads] thread in
                for index in stride(from: thread, to: pieces, by: threads) {
                    let written = pwrite(descriptor, content, Self.piece, index * Self.piece)
                    guard written == Self.piece else {
                        throw CocoaError(.fileWriteOutOfSpace, userInfo: [NSFilePathErrorKey: path])
                    }
                }
            }
        }
        return Double(Self.bytes) / elapsed / 1e9
    }
}
