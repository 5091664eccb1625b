import Foundation
import Hashing

/// The tokens that a model is trained on: weighted sources, each a stream of documents.
public struct TrainingData: Sendable {
    /// One stream of tokens, such as a partition.
    public struct Source: Sendable {
        /// What messages and repetitions call it.
        public let name: String
        /// Its tokens, documents one after another.
        public let tokens: [Int32]
        /// In proportion to which sequences are drawn from this source rather than another.
        public let weight: Double

        public init(name: String, tokens: [Int32], weight: Double) {
            self.name = name
            self.tokens = tokens
            self.weight = weight
        }

        /// Joins documents, each led by the prefix that documents are scored after.
        public init(name: String, documents: some Sequence<[Int32]>, prefix: Int32, weight: Double) {
            var tokens: [Int32] = []
            for document in documents {
                tokens.append(prefix)
                tokens.append(contentsOf: document)
            }
            self.init(name: name, tokens: tokens, weight: weight)
        }
    }

    /// Those with a weight above 0, in the order given.
    public let sources: [Source]

    /// - Throws: ``LanguageModelError`` that names a source whose weight is negative or not finite, or that stands
    ///   twice, or if no weight is above 0.
    public init(sources: [Source]) throws {
        var names: Set<String> = []
        for source in sources {
            guard source.weight >= 0, source.weight.isFinite else {
                throw LanguageModelError(
                    .invalidPlan, "the weight of \"\(source.name)\" is \(source.weight); must be 0 or above")
            }
            guard names.insert(source.name).inserted else {
                throw LanguageModelError(.invalidPlan, "the source \"\(source.name)\" is named twice")
            }
        }
        self.sources = sources.filter { $0.weight > 0 }
        guard !self.sources.isEmpty else {
            throw LanguageModelError(.invalidPlan, "no source has a weight above 0")
        }
    }

    /// Checks that each source holds at least one sequence and no token outside the vocabulary.
    func validate(context: Int, vocabularySize: Int) throws {
        for source in sources {
            guard source.sequenceCount(context: context) > 0 else {
                throw LanguageModelError(
                    .invalidPlan,
                    "\"\(source.name)\" has \(source.tokens.count) tokens; a context of \(context) takes "
                        + "at least \(context + 1)")
            }
            guard let least = source.tokens.min(), let greatest = source.tokens.max() else { continue }
            guard least >= 0, Int(greatest) < vocabularySize else {
                throw LanguageModelError(
                    .invalidToken,
                    "\"\(source.name)\" holds tokens \(least) to \(greatest); the vocabulary is 0 to "
                        + "\(vocabularySize - 1)")
            }
        }
    }

    /// What a saved state is held against: names, weights and every token.
    func fingerprint() -> String {
        let hash = SHA256()
        for source in sources {
            hash.update(Array("\(source.name)\u{0}\(source.weight)\u{0}\(source.tokens.count)\u{0}".utf8))
            source.tokens.withUnsafeBytes { hash.update($0) }
        }
        return hash.finalize().hex
    }
}

extension TrainingData.Source {
    /// How many sequences of `context` inputs and as many targets the tokens hold, without overlap of targets.
    func sequenceCount(context: Int) -> Int {
        max(tokens.count - 1, 0) / context
    }
}
