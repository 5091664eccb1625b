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
}
