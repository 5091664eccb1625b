/// A named way to spread weight over partitions, micro or macro; it becomes plain weights before anything else sees it.
///
/// Groups are the paths of the partitions' labels: `s2orc/biology` is the group of every partition whose labels begin
/// with `s2orc`, `biology`. A partition whose labels end above a level is a group of its own there.
public struct Weighting: Hashable, Sendable {
    /// How weight is spread within what is weighed.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// By each partition's share of the tokens.
        case micro
        /// Equally over groups, level by level, and by tokens within the groups of the last level.
        case macro
    }

    /// What is weighed.
    public enum Scope: Hashable, Sendable {
        /// Every partition of the pool.
        case all
        /// The partitions of these names.
        case partitions([String])
        /// Weight by the path of a group, or the name of a partition; each is spread within its group.
        case groups([String: Double])
    }

    /// How many levels of groups there may be: no path of labels is as long.
    public static let mostLevels = 100

    public let kind: Kind
    public let scope: Scope
    /// How many levels of labels macro weights are equal over; 1 is the paper's.
    ///
    /// Counted from the outermost label, or from below a group of the scope.
    public let levels: Int

    public init(_ kind: Kind, over scope: Scope = .all, levels: Int = 1) {
        self.kind = kind
        self.scope = scope
        self.levels = levels
    }

    /// A partition as far as weights depend on it.
    public struct Partition: Codable, Hashable, Sendable {
        public let name: String
        /// The path of its labels, outermost first.
        public let labels: [String]
        /// Its tokens under the pool's tokenizer.
        public let tokens: Int

        public init(name: String, labels: [String], tokens: Int) {
            self.name = name
            self.labels = labels
            self.tokens = tokens
        }
    }
}

/// Why a weighting gives no weights: every fault at once.
public struct WeightingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a fault is about.
    public enum Place: Hashable, Sendable {
        case whole
        /// The partitions that were named, together.
        case partitions
        /// A partition that was named, by its place among them.
        case partition(Int)
        /// The groups that were named, together.
        case groups
        /// A group that was named.
        case group(String)
        case levels
    }

    public struct Fault: Hashable, Sendable {
        public let place: Place
        /// What was seen, and what is expected.
        public let detail: String
    }

    public let faults: [Fault]

    public var description: String {
        faults.map { fault in
            if case .group(let path) = fault.place { "\"\(path)\" \(fault.detail)" } else { fault.detail }
        }.joined(separator: "; ")
    }
}

extension Weighting: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, partitions, groups, levels
    }

    /// Reads `{"kind": "macro", "partitions": […], "groups": {…}, "levels": 1}`; all but the kind may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let partitions = try container.decodeIfPresent([String].self, forKey: .partitions)
        let groups = try container.decodeIfPresent([String: Double].self, forKey: .groups)
        guard partitions == nil || groups == nil else {
            throw DecodingError.dataCorruptedError(
                forKey: .groups, in: container, debugDescription: "stands beside partitions; expected one of them")
        }
        self.init(
            try container.decode(Kind.self, forKey: .kind),
            over: partitions.map(Scope.partitions) ?? groups.map(Scope.groups) ?? .all,
            levels: try container.decodeIfPresent(Int.self, forKey: .levels) ?? 1)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        switch scope {
        case .all: break
        case .partitions(let names): try container.encode(names, forKey: .partitions)
        case .groups(let weights): try container.encode(weights, forKey: .groups)
        }
        if kind == .macro { try container.encode(levels, forKey: .levels) }
    }
}
