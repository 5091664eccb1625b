import CLibFuzzer
import Foundation

/// A file in memory that has a path, so that readers that open and map files are fed without a disk.
final class MemoryFile {
    private let descriptor: CInt

    var path: String { "/proc/self/fd/\(descriptor)" }

    init?(_ bytes: UnsafeRawBufferPointer) {
        descriptor = assay_memory_file()
        guard descriptor >= 0 else { return nil }
        guard write(descriptor, bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1), bytes.count) == bytes.count
        else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
