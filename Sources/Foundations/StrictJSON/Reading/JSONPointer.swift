/// A place in a JSON text (RFC 6901): `/evaluations/3/mixture/web`.
///
/// The empty pointer is the whole text.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The whole text.
    public static let root = JSONPointer(description: "")

    private init(description: String) { self.description = description }

    /// The member of that name.
    public func appending(_ key: String) -> JSONPointer {
        var escaped = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(description: description + "/" + escaped)
    }

    /// The element at that index.
    public func appending(_ index: Int) -> JSONPointer {
        JSONPointer(description: "\(description)/\(index)")
    }

    /// The place as people write it: `rope_scaling.factor`, `added_tokens[3].id`; empty for the whole text.
    package var keyPath: String { Self.keyPath(of: description) }

    /// The same of a pointer's text.
    ///
    /// A key that is made of digits is shown as an index.
    static func keyPath(of pointer: String) -> String {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().reduce(into: "") { path, part in
            let isIndex = !part.isEmpty && part.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            if isIndex {
                path += "[\(part)]"
            } else {
                let key = part.replacing("~1", with: "/").replacing("~0", with: "~")
                path += (path.isEmpty ? "" : ".") + key
            }
        }
    }
}
