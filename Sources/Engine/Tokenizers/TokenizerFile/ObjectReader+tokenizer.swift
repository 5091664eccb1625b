import StrictJSON

/// What the parts of a tokenizer file have in common.
extension ObjectReader {
    /// The word that tells which kind of part this is; `nil` after an error was found.
    func kind() -> String? {
        let kind = required("type", as: String.self)
        // Which fields it could have is not known without.
        if kind == nil { complaintAboutUnknown = { _ in nil } }
        return kind
    }

    /// Refuses a kind of part that is not understood.
    func refuseKind(_ kind: String, known: String) {
        refuseUnsupported("type", "is \"\(kind.prefix(80))\"; \(known) are understood")
        complaintAboutUnknown = { _ in nil }
    }

    /// A string's UTF-8 bytes; `nil` after an error was found.
    func bytes(_ name: String) -> [UInt8]? {
        required(name, as: String.self).map { Array($0.utf8) }
    }

    /// A string of exactly one scalar, in UTF-8; `nil` after an error was found.
    func scalar(_ name: String) -> [UInt8]? {
        guard let bytes = bytes(name) else { return nil }
        if UTF8Text.scalars(of: bytes).count == 1 { return bytes }
        refuse(name, "is \(JSONValue.string(bytes).seen); expected one character")
        return nil
    }

    /// A whole number written without fraction and exponent; `nil` after an error was found.
    func whole(_ name: String) -> Int? {
        guard let value = required(name, as: JSONValue.self) else { return nil }
        if let whole = value.integer { return whole }
        refuse(name, "is \(value.seen); expected a whole number")
        return nil
    }

    /// The pattern under a field; `nil` after an error was found.
    func pattern(_ name: String) -> PatternProgram? {
        required(name, as: FilePattern.self)?.program
    }

    /// Asks for the fields that `ByteLevel` has wherever it stands.
    ///
    /// - Returns: whether a space is put before what begins with none, and whether text is cut by GPT-2's expression;
    ///   `nil` after an error was found. Where offsets are trimmed changes no id.
    func byteLevel() -> (addsSpace: Bool, usesExpression: Bool)? {
        let addsSpace = required("add_prefix_space", as: Bool.self)
        let trims = required("trim_offsets", as: Bool.self)
        let usesExpression = optional("use_regex", as: Bool.self, else: true)
        guard let addsSpace, trims != nil else { return nil }
        return (addsSpace, usesExpression)
    }
}

/// A pattern: `{"String": …}` or `{"Regex": …}`.
struct FilePattern: JSONObjectReadable {
    let program: PatternProgram

    /// The longest literal, in bytes.
    private static let literalLimit = 4096

    init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["String", "Regex"])
        let literal = fields.optional("String", as: String.self)
        let expression = fields.optional("Regex", as: String.self)
        do throws(PatternError) {
            if let literal {
                guard !literal.isEmpty, literal.utf8.count <= Self.literalLimit else {
                    throw PatternError(message: "is empty or longer than 4,096 bytes")
                }
                program = try PatternProgram(PatternNode(literal: literal))
            } else if let expression {
                program = try PatternProgram(regularExpression: expression)
            } else {
                return nil
            }
        } catch {
            let seen = JSONValue.text(expression ?? literal ?? "").seen
            fields.findings.add(fields.pointer, "\(seen) \(error.message)", isUnsupported: true)
            return nil
        }
    }
}
