import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `added_tokens`.
enum AddedTokensReader {
    /// - Parameter object: the whole file's.
    static func read(
        _ object: inout FileObject, vocabulary: Vocabulary, normalizer: Normalizer?, idLimit: Int
    ) throws(CheckpointError) -> AddedTokens {
        guard object.value("added_tokens") != nil else { return try group([], [], normalizer) }
        var tokens: [AddedToken] = []
        var objects: [FileObject] = []
        var contents: Set<[UInt8]> = []
        // The package numbers tokens that the vocabulary lacks from its size on, whatever the file says.
        var nextID = vocabulary.count
        for part in try object.objects("added_tokens") {
            var part = part
            let content = try part.string("content")
            guard !content.isEmpty else { throw part.malformed("content", "is empty") }
            guard contents.insert(content).inserted else {
                throw part.malformed("content", "\(JSONValue.string(content).seen) stands twice among the added tokens")
            }
            let known = vocabulary.id(of: content)
            let id = try id(of: &part, expected: known.map(Int.init) ?? nextID, idLimit: idLimit)
            if known == nil {
                if let other = vocabulary.token(id) {
                    throw part.malformed("id", "is \(id), which is also \(JSONValue.string(other).seen)'s")
                }
                nextID += 1
            }
            // Special tokens are told from others where text is made of tokens alone.
            _ = try part.boolean("special")
            tokens.append(
                AddedToken(
                    id: id, content: content, isSingleWord: try part.boolean("single_word"),
                    stripsLeft: try part.boolean("lstrip"), stripsRight: try part.boolean("rstrip"),
                    isNormalized: try part.boolean("normalized")))
            try part.end()
            objects.append(part)
        }
        return try group(tokens, objects, normalizer)
    }

    private static func id(
        of part: inout FileObject, expected: Int, idLimit: Int
    ) throws(CheckpointError) -> Int32 {
        let id = try part.integer("id")
        guard id >= 0, id < idLimit, let id = Int32(exactly: id) else {
            throw part.malformed(
                "id", "is \(id); expected 0 to \(idLimit - 1), for the model's embedding has \(idLimit) rows")
        }
        guard id == expected else {
            throw part.malformed(
                "id",
                "is \(id), but by the vocabulary this token has \(expected): tokens that it lacks are numbered "
                    + "from its size on")
        }
        return id
    }

    private static func group(
        _ tokens: [AddedToken], _ objects: [FileObject], _ normalizer: Normalizer?
    ) throws(CheckpointError) -> AddedTokens {
        do throws(AddedTokens.Ambiguity) {
            return try AddedTokens(tokens, normalizer: normalizer)
        } catch {
            throw objects[error.index].malformed(
                "content",
                "\(JSONValue.string(tokens[error.index].content).seen) is, normalised, empty or the same as "
                    + "another added token")
        }
    }
}
