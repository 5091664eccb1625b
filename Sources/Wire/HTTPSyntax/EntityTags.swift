/// Comparison of entity tags (RFC 9110, section 8.8.3).
public enum EntityTags {
    /// Whether a field of `If-None-Match` names the tag (given without quotes), by weak comparison, or is `*`.
    public static func list(_ field: String, contains tag: String) -> Bool {
        members(field).contains { $0.tag == "*" || $0.tag == "\"\(tag)\"" }
    }

    /// Whether a field of `If-Range` is the tag, by strong comparison.
    ///
    /// A date never is.
    public static func isSame(_ field: String, as tag: String) -> Bool { field == "\"\(tag)\"" }

    /// A tag may hold commas, so quotes decide.
    private static func members(_ field: String) -> [(tag: String, isWeak: Bool)] {
        var found: [(String, Bool)] = []
        var rest = Substring(field)
        while true {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
            guard !rest.isEmpty else { return found }
            let isWeak = rest.hasPrefix("W/")
            if isWeak { rest = rest.dropFirst(2) }
            if rest.first == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: "\"") else { return found }
                found.append((String(rest[...end]), isWeak))
                rest = rest[rest.index(after: end)...]
            } else {
                let token = rest.prefix { $0 != "," && $0 != " " }
                found.append((String(token), isWeak))
                rest = rest[token.endIndex...]
            }
        }
    }
}
