public import StrictJSON

/// What a record is, in the words of the API's paths.
public enum RecordKind: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case partition
    case evaluationSet = "evaluation_set"
    case checkpoint
    case pool
    case trainingRun = "training_run"
    case referenceRun = "reference_run"
    case evaluation
    case study
    case comparison
    case forecast
    /// The overlap of an evaluation set with a pool's training text.
    case contamination
    /// What one model gives each token of an evaluation set, kept for ensembles.
    case logProbabilities = "log_probabilities"
}

/// How many records of one kind.
public struct RecordCount: Codable, Hashable, Sendable {
    public var kind: RecordKind
    public var count: Int

    public init(kind: RecordKind, count: Int) {
        self.kind = kind
        self.count = count
    }
}

/// One record that depends on another.
public struct Dependent: Codable, Hashable, Sendable {
    public var kind: RecordKind
    /// Its id.
    public var id: String
    /// What people call it; missing for kinds without names.
    public var name: String?

    public init(kind: RecordKind, id: String, name: String?) {
        self.kind = kind
        self.id = id
        self.name = name
    }
}

/// What refers to a record, and so cannot stay without it.
public struct DependentsResource: Codable, Hashable, Sendable {
    /// The record's id.
    public var id: String
    /// How many there are of each kind; empty if the record can be removed alone.
    public var counts: [RecordCount]
    /// The first hundred of them.
    public var items: [Dependent]
    /// Jobs of the record and its dependents that have not ended, and studies that still search: what must be
    /// cancelled first; the first hundred.
    public var underWay: [String]

    public init(id: String, counts: [RecordCount], items: [Dependent], underWay: [String]) {
        self.id = id
        self.counts = counts
        self.items = items
        self.underWay = underWay
    }
}

/// What a removal has removed.
public struct RemovalResource: Codable, Hashable, Sendable {
    /// The id of what was to be removed.
    public var id: String
    /// How many records of each kind are gone, itself counted.
    public var removed: [RecordCount]
    /// Bytes of the files that are gone with them: those that nothing else refers to.
    public var bytesFreed: Int

    public init(id: String, removed: [RecordCount], bytesFreed: Int) {
        self.id = id
        self.removed = removed
        self.bytesFreed = bytesFreed
    }
}

extension DependentsResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.counts: "of each kind; empty if it can be removed alone",
            .items: "the first 100",
            .underWay: "ids of jobs and studies that must be cancelled first; the first 100",
        ])
    }
}

extension RemovalResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.removed: "of each kind, itself counted",
            .bytesFreed: "of files that nothing else refers to",
        ])
    }
}

extension RecordKind {
    /// The list in the API: `/v1/` and this.
    ///
    /// Missing for what has no list of its own.
    public var path: String? {
        switch self {
        case .study: "studies"
        case .contamination, .logProbabilities: nil
        default: rawValue.split(separator: "_").joined(separator: "-") + "s"
        }
    }

    /// For people: what is worth knowing before one is removed.
    public var removalNote: String {
        switch self {
        case .partition, .evaluationSet: "Its name is free again, and so are its documents."
        case .checkpoint: "Files that no other checkpoint has are removed too."
        case .pool: "Its partitions and checkpoints stay, and so do evaluations that another pool has asked for too."
        case .trainingRun: "The checkpoint that it made stays."
        case .referenceRun: "Its model and evaluations stay; fidelity, forecasts and calibrations no longer know it."
        case .evaluation, .contamination, .logProbabilities: "Asked for again, it is computed again."
        case .study, .comparison: "Its evaluations stay."
        case .forecast: "What was predicted before the truth was known cannot be had again."
        }
    }

    /// For people: what one of them is called.
    public var words: String {
        switch self {
        case .contamination: "report of contamination"
        case .logProbabilities: "table of log-probabilities"
        default: rawValue.split(separator: "_").joined(separator: " ")
        }
    }

    /// For people: what so many of them are called.
    public func words(for count: Int) -> String {
        if count == 1 { return words }
        return switch self {
        case .study: "studies"
        case .contamination: "reports of contamination"
        case .logProbabilities: "tables of log-probabilities"
        default: words + "s"
        }
    }
}
