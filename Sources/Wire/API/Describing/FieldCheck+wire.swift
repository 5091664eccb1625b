import Mixtures
import StrictJSON

/// What an id is of: the prefix that ids of this kind have.
public enum ResourceKind: String, CaseIterable, Sendable {
    case partition = "part"
    case evaluationSet = "eset"
    case checkpoint = "ckpt"
    case pool
    case trainingRun = "run"
    case referenceRun = "ref"
    case evaluation = "eval"
    case study
    case comparison = "cmp"
    case logProbabilities = "logp"
    case job
    case worker = "work"
    case contamination = "cont"
    case forecast = "fore"

    /// An id of this kind.
    var id: JSONSchema {
        .text.with("pattern", .text("^\(rawValue)_[0-7][0-9A-HJKMNP-TV-Z]{25}$"))
    }

    /// Whether a text has the form of an id of this kind.
    func isID(_ text: String) -> Bool {
        guard text.hasPrefix("\(rawValue)_") else { return false }
        let digits = Array(text.dropFirst(rawValue.count + 1).utf8)
        guard digits.count == 26, let first = digits.first else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(first)
            && digits.allSatisfy(Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8).contains)
    }
}

extension JSONSchema {
    /// A number that is finite and not negative.
    static let share = JSONSchema.number.with("minimum", 0).with("maximum", .number(1e308))

    /// Partition name → weight.
    static func weights(in book: SchemaBook) -> JSONSchema {
        book.reference("Weights", for: Weights.self) {
            .map(of: .share.with("minimum", .number(Mixture.leastWeight))).with("minProperties", 1)
        }
    }

    /// What names the schema of weights.
    private enum Weights {}
}

extension FieldCheck {
    /// The same in the schema; whoever uses the value checks it, with what it knows besides.
    var deferred: FieldCheck { .told(constraint) }
}

extension FieldCheck where Value == String {
    /// An id; the service says which ids there are.
    static func id(_ kind: ResourceKind) -> FieldCheck { .told { _, _ in kind.id } }

    /// What evaluations are asked for under: no id, for studies ask under theirs.
    static var label: FieldCheck {
        FieldCheck.name.and(
            FieldCheck { text in
                ResourceKind.allCases.contains { $0.isID(text) }
                    ? "has the form of an id, and would be read as one; expected a name" : nil
            })
    }

    /// The name of something new, by which it is found: none that would be read as something else.
    static func name(of kind: ResourceKind) -> FieldCheck {
        FieldCheck.name.and(
            FieldCheck { text in
                if text == "." || text == ".." { return "is \"\(text)\", which is a folder in a path; expected a name" }
                if kind.isID(text) { return "has the form of an id, and would be read as one; expected a name" }
                guard kind == .partition, text.contains("=") else { return nil }
                return "has a \"=\", which parts names from weights (NAME=WEIGHT); expected a name without"
            })
    }

    /// An id or a name; the service says which there are.
    static func reference(_ kind: ResourceKind) -> FieldCheck {
        .told { schema, _ in
            schema.with("minLength", 1).with(
                "description", .text("An id (\(kind.rawValue)_…) or a name."))
        }
    }
}

extension FieldCheck where Value == [String: Double] {
    /// Partition name → weight; the pool says which partitions there are.
    static var weights: FieldCheck { .told { _, book in .weights(in: book) } }

    /// Values that are not negative.
    static var shares: FieldCheck {
        .told { schema, _ in schema.with("additionalProperties", JSONSchema.share.json) }
    }
}

extension FieldCheck where Value == [String: Double] {
    /// Domain → bits per byte; the reader says which domain's loss is at fault.
    static var losses: FieldCheck {
        let loss = JSONSchema.number.with("minimum", 0).with("maximum", 1_024)
        return .told { schema, _ in schema.with("additionalProperties", loss.json) }
    }
}

extension FieldCheck where Value == [[String: Double]] {
    static var eachWeights: FieldCheck {
        .told { schema, book in schema.with("items", JSONSchema.weights(in: book).json) }
    }
}

extension FieldCheck where Value == [String: String] {
    /// File name → SHA-256; ``CheckpointFileName`` and the reader say which file is at fault.
    static var hashes: FieldCheck {
        .told { schema, _ in schema.with("additionalProperties", JSONSchema.sha256.json) }
    }
}

extension FieldCheck where Value == [String] {
    static var distinct: FieldCheck {
        FieldCheck(["uniqueItems": true]) { list in
            Set(list).count == list.count ? nil : "names an evaluation twice; expected each once"
        }
    }
}

extension FieldCheck where Value == [Int] {
    static var eachAtLeastOne: FieldCheck {
        let element = JSONSchema.integer.with("minimum", 1).with(
            "maximum", .number(StudyCreation.mostCandidates))
        return FieldCheck(["items": element.json]) { list in
            list.first { $0 < 1 }.map { "holds \($0); expected at least 1" }
        }
    }
}

extension FieldCheck where Value == Int {
    /// At least 0, and at most another field of the same object, as far as that was read.
    static func atMost(_ other: Int?) -> FieldCheck {
        FieldCheck.atLeast(0).and(
            FieldCheck { value in
                guard let other, other >= 0, value > other else { return nil }
                return "is \(value); expected 0 to \(other)"
            })
    }
}

extension FieldCheck where Value == JSONValue {
    /// An object, which its type reads further.
    static var anyObject: FieldCheck { .told { _, _ in .map(of: .anything) } }
}

extension FieldNote {
    /// An id.
    static func id(_ kind: ResourceKind, _ summary: String? = nil) -> FieldNote {
        .schema(kind.id, summary)
    }

    /// A list of ids.
    static func ids(_ kind: ResourceKind, _ summary: String? = nil) -> FieldNote {
        .schema(.array(of: kind.id), summary)
    }

    /// Partition name → weight.
    static func weights(_ summary: String? = nil) -> FieldNote {
        .schema(summary) { .weights(in: $0) }
    }

    /// File name → SHA-256.
    static func hashes(_ summary: String? = nil) -> FieldNote { .schema(.map(of: .sha256), summary) }

    /// A whole number of any sign.
    static func integer(_ summary: String? = nil) -> FieldNote { .schema(.integer, summary) }
}

extension JSONSchema {
    /// The status of an answer that is a problem.
    static let httpStatus = JSONSchema.integer.with("minimum", 400).with("maximum", 599)
    /// A matrix; `null` where a cosine is undefined.
    static let cosines = JSONSchema.array(
        of: .array(of: .either([.number.with("minimum", -1).with("maximum", 1), .null])))
}
