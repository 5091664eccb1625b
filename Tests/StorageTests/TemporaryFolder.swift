import Foundation
import Storage

/// A folder that goes with the test that made it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("assay-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A store in a folder of its own below this one.
    func store(_ name: String = "data", files: any FileSystem = LocalFileSystem()) throws -> Store {
        var configuration = Store.Configuration()
        configuration.minimumFreeBytes = 0
        return try Store(folder: path + "/" + name, configuration: configuration, files: files)
    }
}
