package import StrictJSON
public import Words

/// The negative log-likelihood of every token of an evaluation, where it was asked for.
public struct TokensResource: Codable, Hashable, Sendable {
    /// Where the work stands that finds them.
    public var state: JobState
    /// The evaluation's own job, or another that scores it again for its tokens alone.
    public var job: String
    /// SHA-256 of the blob with each document's tokens, one JSON object a line.
    public var blob: String?
    /// The library versions and processor type that computed them.
    public var kernelPath: String?
    /// Why it failed; missing unless it did.
    public var error: WorkError?

    public init(state: JobState, job: String, blob: String?, kernelPath: String?, error: WorkError?) {
        self.state = state
        self.job = job
        self.blob = blob
        self.kernelPath = kernelPath
        self.error = error
    }
}

extension TokensResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.job: .id(.job),
            .blob: .sha256(),
        ])
    }
}
