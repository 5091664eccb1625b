import Foundation

/// A file that a command reads whole.
enum InputFile {
    /// - Throws: ``Failure`` that says why it cannot be read.
    static func contents(of path: String) throws -> Data {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw Failure(.file, "\(path): is a folder; expected a file")
        }
        guard access(path, R_OK) == 0, let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.file, "\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        return data
    }
}
