import Foundation

/// A file that the command line names, read or written whole.
enum NamedFile {
    /// - Throws: ``FileFailure`` that says why it cannot be read.
    static func contents(of path: String) throws -> Data {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw FileFailure(description: "\(path): is a folder; expected a file")
        }
        guard access(path, R_OK) == 0, let data = FileManager.default.contents(atPath: path) else {
            throw FileFailure(description: "\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        return data
    }

    /// The text of a file of UTF-8.
    static func text(of path: String) throws -> String? {
        String(validating: try contents(of: path), as: UTF8.self)
    }

    /// Writes a file whole, in the place of one of this name.
    ///
    /// - Throws: ``FileFailure`` that says what cannot be done.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileFailure(description: "\(path): cannot be written: \(error.localizedDescription)")
        }
    }
}
