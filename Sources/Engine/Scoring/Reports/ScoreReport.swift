public import Kernels
import LanguageModels
public import Mixtures
public import StrictJSON

/// What was found for some documents under one model, for people and for programs.
public struct ScoreReport: Sendable {
    /// Where a document came from.
    public struct Origin: Hashable, Sendable {
        public let file: String
        /// The line on which it begins, or in an array of tokens its number; counted from 1.
        public let line: Int

        public init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    /// The checkpoint, as the caller named it.
    public let checkpoint: String
    /// L in tokens.
    public let context: Int
    /// The arithmetic of the forward pass.
    public let precision: Precision
    /// Which compiled kernels computed.
    public let kernelPath: KernelPath
    /// The documents in order.
    public let documents: [(origin: Origin, score: DocumentScore)]
    /// How many more there were that have no text, and were left out.
    public let emptyDocuments: Int
    /// Their sums.
    public let score: Score
    /// The ids of each document's tokens, where each token's negative log-likelihood is reported.
    public let tokens: [[Int32]]?

    /// Takes scores that this process computed, in the order of their documents.
    ///
    /// - Parameters:
    ///   - emptyDocuments: how many more there were that have no text.
    ///   - tokens: the ids of each document's tokens, to be reported with their negative log-likelihoods.
    /// - Throws: ``ScoreError`` without documents.
    public init(
        checkpoint: String, context: Int, precision: Precision, documents: [(origin: Origin, score: DocumentScore)],
        emptyDocuments: Int = 0, tokens: [[Int32]]? = nil
    ) throws {
        self.checkpoint = checkpoint
        self.context = context
        self.precision = precision
        kernelPath = .current(for: Arithmetic(precision))
        self.documents = documents
        self.emptyDocuments = emptyDocuments
        self.tokens = tokens
        score = try Score(documents.map(\.score))
    }

    /// The report as one JSON object; `nll` is in nats, summed, and what is infinite is null.
    public var json: JSONValue {
        .record(
            Self.members(of: score.total) + [
                (
                    "macro",
                    .record([
                        ("bits_per_byte", .number(score.macro.bitsPerByte)),
                        ("perplexity", .number(score.macro.perplexity)),
                    ])
                ),
                (
                    "domains",
                    .array(
                        score.domains.map { domain in
                            .record(
                                [("domain", .text(domain.domain)), ("documents", .number(domain.sums.documents))]
                                    + Self.members(of: domain.sums))
                        })
                ),
                ("documents", .array(documents.indices.map(json))), ("empty_documents", .number(emptyDocuments)),
                ("checkpoint", .text(checkpoint)), ("context", .number(context)),
                ("precision", .text(precision.rawValue)),
                ("protocol", .text(RollingWindows.protocolName)), ("kernel_path", .text("\(kernelPath)")),
            ])
    }

    private func json(ofDocument index: Int) -> JSONValue {
        let (origin, score) = documents[index]
        var members: [(String, JSONValue)] = [("domain", .text(score.domain))] + Self.members(of: score.sums)
        if let cluster = score.cluster { members.append(("cluster", .text(cluster))) }
        members += [("file", .text(origin.file)), ("line", .number(origin.line))]
        if let tokens { members.append(("token_ids", .array(tokens[index].map { .number(Int($0)) }))) }
        if let tokens = score.tokens { members.append(("token_nll", .array(tokens.map { .number(Double($0)) }))) }
        return .record(members)
    }

    private static func members(of sums: ScoreSums) -> [(String, JSONValue)] {
        [
            ("tokens", .number(sums.tokens)), ("nll", .number(sums.nll)), ("perplexity", .number(sums.perplexity)),
            ("bits_per_byte", .number(sums.bitsPerByte)), ("byte_perplexity", .number(sums.bytePerplexity)),
            ("word_perplexity", .number(sums.wordPerplexity)), ("words", .number(sums.words)),
            ("characters", .number(sums.characters)), ("bytes", .number(sums.bytes)),
        ]
    }
}
