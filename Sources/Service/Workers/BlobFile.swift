import Foundation

/// A file as it was at some moment.
struct BlobFile: Hashable, Sendable {
    let path: String
    private let stamp: Stamp

    /// What a file that is written to, or replaced, has another of.
    private struct Stamp: Hashable, Sendable {
        let size: Int64
        let number: UInt64
        let seconds: Int64
        let nanoseconds: Int64

        init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            size = Int64(status.st_size)
            number = UInt64(status.st_ino)
            seconds = Int64(status.st_mtim.tv_sec)
            nanoseconds = Int64(status.st_mtim.tv_nsec)
        }
    }

    /// `nil` if there is none.
    init?(path: String) {
        guard let stamp = Stamp(of: path) else { return nil }
        self.path = path
        self.stamp = stamp
    }

    /// Whether it is there as it was.
    var isUnchanged: Bool { Stamp(of: path) == stamp }
}
