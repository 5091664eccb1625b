import StrictJSON

/// One of a tokenizer file's `added_tokens`, as it stands there.
struct AddedTokenEntry: JSONObjectReadable {
    let id: Int
    /// UTF-8; not empty.
    let content: [UInt8]
    let isSingleWord: Bool
    let stripsLeft: Bool
    let stripsRight: Bool
    let isNormalized: Bool

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
        (self.id, self.content, self.isSingleWord) = (id, Array(content.utf8), isSingleWord)
        (self.stripsLeft, self.stripsRight, self.isNormalized) = (stripsLeft, stripsRight, isNormalized)
    }
}

/// Holds a tokenizer file's added tokens against its vocabulary.
struct AddedTokensCheck {
    private static let place = JSONPointer.root.appending("added_tokens")

    let vocabulary: Vocabulary
    /// Ids must be below.
    let idLimit: Int
    let findings: Findings

    /// The tokens of the entries; `nil` after an error was found.
    func tokens(of entries: [AddedTokenEntry], normalizer: Normalizer?) -> AddedTokens? {
        var tokens: [AddedToken] = []
        var contents: Set<[UInt8]> = []
        // The package numbers tokens that the vocabulary lacks from its size on, whatever the file says.
        var nextID = vocabulary.count
        for (index, entry) in entries.enumerated() {
            let place = Self.place.appending(index)
            if !contents.insert(entry.content).inserted {
                findings.add(
                    place.appending("content"),
                    "\(JSONValue.string(entry.content).seen) stands twice among the added tokens")
            }
            let known = vocabulary.id(of: entry.content)
            defer { if known == nil { nextID += 1 } }
            guard let id = id(of: entry, expected: known.map(Int.init) ?? nextID, at: place.appending("id")) else {
                continue
            }
            if known == nil, let other = vocabulary.token(id) {
                findings.add(place.appending("id"), "is \(id), which is also \(JSONValue.string(other).seen)'s")
            }
            tokens.append(
                AddedToken(
                    id: id, content: entry.content, isSingleWord: entry.isSingleWord, stripsLeft: entry.stripsLeft,
                    stripsRight: entry.stripsRight, isNormalized: entry.isNormalized))
        }
        return findings.errors.isEmpty ? group(tokens, normalizer) : nil
    }

    private func id(of entry: AddedTokenEntry, expected: Int, at place: JSONPointer) -> Int32? {
        guard entry.id >= 0, entry.id < idLimit, let id = Int32(exactly: entry.id) else {
            findings.add(
                place,
                "is \(entry.id); expected 0 to \(idLimit - 1), for the model's embedding has \(idLimit) rows")
            return nil
        }
        guard entry.id == expected else {
            findings.add(
                place,
                "is \(id), but by the vocabulary this token has \(expected): tokens that it lacks are numbered "
                    + "from its size on")
            return nil
        }
        return id
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
