public import StrictJSON

/// What came of a training run.
public struct TrainingResult: Codable, Hashable, Sendable {
    /// File name → SHA-256 of an uploaded blob: the checkpoint that it made.
    public var files: [String: String]
    /// Tokens trained on.
    public var tokens: Int
    /// Points of the loss curve, in order.
    public var losses: [LossPoint]
    /// The library versions and processor type that computed it.
    public var kernelPath: String

    public init(files: [String: String], tokens: Int, losses: [LossPoint], kernelPath: String) {
        self.files = files
        self.tokens = tokens
        self.losses = losses
        self.kernelPath = kernelPath
    }
}

extension TrainingResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let files = fields.required("files", as: [String: String].self, check: .notEmpty.and(.hashes))
        let tokens = fields.required("tokens", as: Int.self, check: .atLeast(0))
        let losses = fields.required("losses", as: [LossPoint].self)
        let kernelPath = fields.required("kernel_path", as: String.self, check: .noLongerThan(1_000))
        for (file, hash) in (files ?? [:]).sorted(by: { $0.key < $1.key }) {
            let place = fields.pointer.appending("files").appending(file)
            if let complaint = FieldCheck.sha256.complaint(hash) { fields.findings.add(place, complaint) }
            if let complaint = CheckpointFileName.complaint(about: file) {
                fields.findings.add(place, complaint)
            }
        }
        guard let files, let tokens, let losses, let kernelPath else { return nil }
        self.init(files: files, tokens: tokens, losses: losses, kernelPath: kernelPath)
    }
}
