/// Everything that an evaluation's score depends on, and nothing else: equal keys have equal scores.
///
/// The pool is not part of it, so a pool that grows keeps its scores. Weights stand by their bits, not by their
/// decimals.
public struct EvaluationKey: Hashable, Sendable {
    /// Merged checkpoints with weights above 0, in `Candidate.members` order; one with weight 1 for a model on its own.
    public let members: [Candidate.Member]
    /// The base's hash, when the merge method uses the base.
    public let base: String?
    /// The tokenizer's hash.
    public let tokenizer: String
    /// SHA-256 over the evaluation set's documents.
    public let documents: String
    /// How they are scored, the recipe's layer groups' weights by checkpoint hash.
    public let way: ScoringWay

    public init(
        members: [Candidate.Member], base: String? = nil, tokenizer: String, documents: String, way: ScoringWay
    ) {
        self.members = members.filter { $0.weight > 0 }.sorted()
        self.base = way.recipe.usesBase ? base : nil
        self.tokenizer = tokenizer
        self.documents = documents
        self.way = way
    }

    /// The bytes to hash: one `name=value` a line, in a fixed order.
    ///
    /// Two keys have the same material exactly when they are equal, for no value holds a line feed: hashes are hex, and
    /// names come from closed sets.
    public var material: [UInt8] {
        var lines = ["assay-evaluation-key=1"]
        for member in members {
            lines.append("member=\(member.checkpoint) \(String(member.weight.bitPattern, radix: 16))")
        }
        lines.append("base=\(base ?? "")")
        lines.append("tokenizer=\(tokenizer)")
        lines += way.material
        lines.append("documents=\(documents)")
        lines += way.laterMaterial
        return Array(lines.joined(separator: "\n").utf8)
    }
}
