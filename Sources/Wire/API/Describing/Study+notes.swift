public import Mixtures
public import Statistics
public import StrictJSON
public import Studies

// What the schemas of studies say beside the types of `Studies` and `Statistics`, whose keys are their own.

extension Estimate: Annotated, SchemaNamed {
    package static var schemaName: String { "IntervalEstimate" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "value": "bits per byte",
            "standard_error": "of the stratified jackknife",
            "interval": "95 %",
            "undefined": "why error and interval are unknown",
        ])
    }
}

extension ConfidenceInterval: SchemaNamed {
    package static var schemaName: String { "EstimateInterval" }
}

extension StudyEnd: Annotated {
    package static var notes: FieldNotes {
        FieldNotes(named: [
            "answer": "the number of the trial that is the answer"
        ])
    }
}

extension StudyStepResult.Certificate: Annotated, SchemaNamed {
    package static var schemaName: String { "ConvexCertificate" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "value": "bits per byte of the ensemble at the weights found",
            "gap": "no mixture of the space is better by more than this",
            "closed": "whether the gap is within the tolerance asked for",
            "evaluations": "of value and gradient",
        ])
    }
}

extension StudyStepResult.Evidence: SchemaNamed {
    package static var schemaName: String { "SurrogateEvidence" }
}

extension StudyStepResult.SurrogateFit: Annotated {
    package static var notes: FieldNotes {
        FieldNotes(named: [
            "pearson": .share(-1...1, "held out"), "spearman": .share(-1...1, "held out"),
            "error": "root mean square, bits per byte, held out",
        ])
    }
}

extension Objective: JSONExample {
    package static var example: Objective { .macro }
}

extension TrialOrigin: JSONDescribed, JSONExample {
    package static var example: TrialOrigin { .strategy }

    public static func schema(in book: SchemaBook) -> JSONSchema {
        .text.with("pattern", "^(strategy|told|verification|baseline/.+)$")
    }
}
