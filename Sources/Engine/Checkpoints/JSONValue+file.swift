public import Foundation
public import StrictJSON

extension JSONValue {
    /// Reads one value from a file's bytes; an error names the file.
    public init(parsing data: Data, in file: String) throws(CheckpointError) {
        do {
            try self.init(parsing: data)
        } catch {
            throw CheckpointError(.malformed, file: file, message: error.description)
        }
    }
}
