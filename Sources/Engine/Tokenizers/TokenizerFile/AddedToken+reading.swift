import StrictJSON

/// One of a tokenizer file's `added_tokens`.
extension AddedToken: JSONObjectReadable {
    init?(reading fields: ObjectReader) {
        let id = fields.whole("id")
        let content = fields.required("content", as: String.self, check: .notEmpty)
        // Special tokens are told from others where text is made of tokens alone.
        let isSpecial = fields.required("special", as: Bool.self)
        let isSingleWord = fields.required("single_word", as: Bool.self)
        let stripsLeft = fields.required("lstrip", as: Bool.self)
        let stripsRight = fields.required("rstrip", as: Bool.self)
        let isNormalized = fields.required("normalized", as: Bool.self)
        guard let id, let content, isSpecial != nil, let isSingleWord, let stripsLeft, let stripsRight,
            let isNormalized
        else { return nil }
        guard let id = Int32(exactly: id) else {
            fields.refuse("id", "is \(id); expected a token id, which has at most 31 bits")
            return nil
        }
        self.init(
            id: id, content: Array(content.utf8), isSingleWord: isSingleWord, stripsLeft: stripsLeft,
            stripsRight: stripsRight, isNormalized: isNormalized)
    }
}

/// Holds a tokenizer file's added tokens against its vocabulary.
struct AddedTokensCheck {
    private static let place = JSONPointer.root.appending("added_tokens")

    let vocabulary: Vocabulary
    let findings: Findings

    /// The tokens in their groups; `nil` after an error was found.
    func grouped(_ tokens: [AddedToken], normalizer: Normalizer?) -> AddedTokens? {
        var contents: Set<[UInt8]> = []
        // The package numbers tokens that the vocabulary lacks from its size on, whatever the file says.
        var nextID = vocabulary.count
        for (index, token) in tokens.enumerated() {
            let place = Self.place.appending(index)
            if !contents.insert(token.content).inserted {
                findings.add(
                    place.appending("content"),
                    "\(JSONValue.string(token.content).seen) stands twice among the added tokens")
            }
            let known = vocabulary.id(of: token.content)
            if let complaint = complaint(about: token, expected: known.map(Int.init) ?? nextID) {
                findings.add(place.appending("id"), complaint)
            } else if known == nil, let other = vocabulary.token(token.id) {
                findings.add(
                    place.appending("id"), "is \(token.id), which is also \(JSONValue.string(other).seen)'s")
            }
            if known == nil { nextID += 1 }
        }
        return findings.errors.isEmpty ? group(tokens, normalizer) : nil
    }

    private func complaint(about token: AddedToken, expected: Int) -> String? {
        guard token.id >= 0, token.id < TokenizerFile.idLimit else {
            return "is \(token.id); expected 0 to \(TokenizerFile.idLimit - 1)"
        }
        return token.id == expected
            ? nil
            : "is \(token.id), but by the vocabulary this token has \(expected): tokens that it lacks are numbered "
                + "from its size on"
    }

    private func group(_ tokens: [AddedToken], _ normalizer: Normalizer?) -> AddedTokens? {
        do throws(AddedTokens.Ambiguity) {
            return try AddedTokens(tokens, normalizer: normalizer)
        } catch {
            findings.add(
                Self.place.appending(error.index).appending("content"),
                "\(JSONValue.string(tokens[error.index].content).seen) is, normalised, empty or the same as "
                    + "another added token")
            return nil
        }
    }
}
