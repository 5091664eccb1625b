/// How a candidate's score is obtained.
public enum Estimator: String, Codable, Hashable, Sendable, CaseIterable {
    /// Parameters averaged, then a forward pass.
    case merge
}

/// The arithmetic of the forward pass.
public enum Precision: String, Codable, Hashable, Sendable, CaseIterable {
    case f32
}

/// A mixture, and the way to estimate its score.
public struct Candidate: Codable, Hashable, Sendable {
    public let mixture: Mixture
    public let estimator: Estimator
    public let method: MergeMethod
    public let precision: Precision

    public init(
        mixture: Mixture, estimator: Estimator = .merge, method: MergeMethod = .linear, precision: Precision = .f32
    ) {
        self.mixture = mixture
        self.estimator = estimator
        self.method = method
        self.precision = precision
    }

    /// What is merged, in the one order that every evaluation uses: by checkpoint hash, then weight; weights of 0 left out.
    ///
    /// A sum of floats depends on its order, so equal mixtures give equal bits only when they are summed in equal order.
    ///
    /// - Parameter checkpoints: Checkpoint hash (lower-case hex) by partition name.
    /// - Throws: `MixtureError` naming every partition that has a weight and no checkpoint.
    public func members(checkpoints: [String: String]) throws(MixtureError) -> [Member] {
        let missing = mixture.support.filter { checkpoints[$0] == nil }
        guard missing.isEmpty else {
            throw MixtureError(
                faults: missing.map { .init(partition: $0, detail: "has no partition model in this pool") })
        }
        let members = mixture.support.compactMap { name in
            checkpoints[name].map { Member(checkpoint: $0, weight: mixture[name]) }
        }
        return members.sorted()
    }

    /// One checkpoint of a merge and its weight.
    public struct Member: Codable, Hashable, Sendable, Comparable {
        /// SHA-256 of the checkpoint, lower-case hex.
        public let checkpoint: String
        public let weight: Double

        public init(checkpoint: String, weight: Double) {
            self.checkpoint = checkpoint
            self.weight = weight
        }

        public static func < (left: Member, right: Member) -> Bool {
            (left.checkpoint, left.weight) < (right.checkpoint, right.weight)
        }
    }
}
