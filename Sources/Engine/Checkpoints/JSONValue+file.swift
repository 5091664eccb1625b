import FileKinds
public import Foundation
public import StrictJSON

extension JSONValue {
    /// Reads one value from a file's bytes, which may begin with a byte order mark; an error names the file.
    public init(parsing data: Data, in file: String) throws(CheckpointError) {
        do {
            try self.init(parsing: data.starts(with: [0xEF, 0xBB, 0xBF]) ? Data(data.dropFirst(3)) : data)
        } catch {
            throw CheckpointError.foreign(
                data.prefix(FileKind.prefixLength), file: file, otherwise: error.description)
        }
    }
}
