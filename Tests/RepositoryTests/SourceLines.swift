/// What a line of Swift is, told from its text as swift-format lays it out.
enum SourceLines {
    /// The first lines of the functions in a file, with how many lines each has.
    ///
    /// A function ends where a brace stands in the column in which its declaration begins.
    static func functions(in lines: [Substring]) -> [(line: Int, count: Int)] {
        let opening = /( *)(?:@\S+ +)*(?:[a-z]+(?:\([a-z]+\))? +)*(?:func |init[?(<]|subscript[(<]|deinit )/
        return lines.indices.compactMap { start in
            guard begins(lines[start]), let match = lines[start].prefixMatch(of: opening) else { return nil }
            let end = match.1 + "}"
            // A declaration of one line, or one of a protocol, has no such brace below it before the next line of its
            // own indentation.
            guard !lines[start].hasSuffix("}"),
                let last = lines[(start + 1)...].firstIndex(where: { $0 == end || isSibling($0, of: match.1) }),
                lines[last] == end
            else { return nil }
            return (start + 1, last - start + 1)
        }
    }

    /// Whether a line begins with a small letter or an attribute, as declarations do: told quicker than by a pattern.
    private static func begins(_ line: Substring) -> Bool {
        guard let first = line.utf8.first(where: { $0 != UInt8(ascii: " ") }) else { return false }
        return first == UInt8(ascii: "@") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    }

    /// Whether a line begins something else at the same or a lesser depth: not the rest of a declaration.
    private static func isSibling(_ line: Substring, of indentation: Substring) -> Bool {
        let depth = line.prefix { $0 == " " }.count
        guard depth <= indentation.count, let first = line.dropFirst(depth).first else { return false }
        return first != ")" && first != "{" && !line.dropFirst(depth).hasPrefix("where ")
    }

    /// The places of the declarations that other targets see, and whether each has a documentation comment.
    ///
    /// Counted is each line that begins, after attributes, with `public` or `package` and declares something: a type, a
    /// member, an initializer, whether somebody wrote it or the compiler would have if it were not for other targets.
    /// Imports are not; nor are cases of enumerations and requirements of protocols, which have no such word.
    static func declarations(in lines: [Substring]) -> [(line: Int, isDocumented: Bool)] {
        let declaration = /\s*(?:@\S+ +)*(?:public|package)(?:\([a-z]+\))? +(?!import )[^:]/
        return lines.indices.compactMap { index in
            guard begins(lines[index]), lines[index].prefixMatch(of: declaration) != nil else { return nil }
            let above = lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") }
            return (index + 1, above?.drop { $0 == " " }.hasPrefix("///") ?? false)
        }
    }
}
