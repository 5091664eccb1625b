/// Everything that an evaluation's score depends on, and nothing else: equal keys have equal scores.
///
/// The pool is not part of it, so a pool that grows keeps its scores. Weights stand by their bits, not by their decimals.
public struct EvaluationKey: Hashable, Sendable {
    /// Merged checkpoints with weights above 0, in `Candidate.members` order; one with weight 1 for a model on its own.
    public let members: [Candidate.Member]
    /// The recipe, its layer groups' weights by checkpoint hash.
    public let recipe: MergeRecipe
    /// The base's hash, when the merge method uses the base.
    public let base: String?
    /// The tokenizer's hash.
    public let tokenizer: String
    public let estimator: Estimator
    public let precision: Precision
    /// Context length in tokens.
    public let context: Int
    /// The perplexity protocol's name and version, such as `rolling-1`.
    public let scoringProtocol: String
    /// SHA-256 over the evaluation set's documents.
    public let documents: String
    /// The documents of the set that are scored; all when missing.
    public let part: DocumentPart?

    public init(
        members: [Candidate.Member], recipe: MergeRecipe = .linear, base: String? = nil, tokenizer: String,
        estimator: Estimator = .merge, precision: Precision = .f32, context: Int, scoringProtocol: String,
        documents: String, part: DocumentPart? = nil
    ) {
        self.members = members.filter { $0.weight > 0 }.sorted()
        self.recipe = recipe
        self.base = recipe.usesBase ? base : nil
        self.tokenizer = tokenizer
        self.estimator = estimator
        self.precision = precision
        self.context = context
        self.scoringProtocol = scoringProtocol
        self.documents = documents
        self.part = part
    }

    /// The bytes to hash: one `name=value` a line, in a fixed order.
    ///
    /// Two keys have the same material exactly when they are equal,
    /// for no value holds a line feed: hashes are hex, and names come from closed sets.
    public var material: [UInt8] {
        var lines = ["assay-evaluation-key=1"]
        for member in members {
            lines.append("member=\(member.checkpoint) \(String(member.weight.bitPattern, radix: 16))")
        }
        lines.append("base=\(base ?? "")")
        lines.append("tokenizer=\(tokenizer)")
        lines.append("estimator=\(estimator.rawValue)")
        lines.append("method=\(recipe.material)")
        lines.append("precision=\(precision.rawValue)")
        lines.append("context=\(context)")
        lines.append("protocol=\(scoringProtocol)")
        lines.append("documents=\(documents)")
        // Scores of whole sets keep the keys that they had before there were parts.
        if let part { lines.append("part=\(part.material)") }
        return Array(lines.joined(separator: "\n").utf8)
    }
}
