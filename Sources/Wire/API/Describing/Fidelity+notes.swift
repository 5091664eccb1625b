public import Mixtures
public import Statistics
public import StrictJSON

// What the schemas of a fidelity table say beside the types, whose keys are their own; losses are bits per byte.

extension FidelityTable: Annotated {
    package static var notes: FieldNotes {
        FieldNotes(named: [
            "points": "mixtures with an estimate and a reference run",
            "runs": "their reference runs",
            "resamples": "behind the interval of each regret",
            "seed": "that they were drawn from",
            "rows": "domains in order of name, then macro",
        ])
    }
}

extension FidelityTable.Row: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityRow" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "macro": "true for the mean over domains",
            "own": "the domain's own partition",
            "level": "of the merge",
            "ensemble": "of the ensemble",
        ])
    }
}

extension FidelityTable.Level: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityLevel" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "estimated": "mean of the estimates",
            "reference": "mean of the references",
            "bias": "mean of estimate − reference",
        ])
    }
}

extension RunNoise: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityNoise" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "deviation": "of one run, from runs of one mixture"
        ])
    }
}

extension Calibration: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityCalibration" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "error": "root mean square, each mixture predicted from the others",
            "margin": "half the 95 % interval of one run",
            "undefined": "why there is none",
        ])
    }
}

extension EstimatorDisagreement: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityDisagreement" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "differing": "pairs that merge and ensemble order differently",
            "merge": "of those, how many the merge orders as they were found",
            "best": "whether both call the same mixture best",
        ])
    }
}

extension FidelityTable.Group: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityGroup" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "scope": "`all`, `size-N`: mixtures of N partitions, or `lacking`: without the domain's own",
            "ceiling": "the largest Pearson's r that noise allows",
            "rankceiling": "the largest Spearman's rho that noise allows, of losses that are spread normally",
        ])
    }
}

extension FidelityTable.Entry: SchemaNamed {
    package static var schemaName: String { "FidelityEntry" }
}

extension Correlation: Annotated {
    package static var notes: FieldNotes {
        FieldNotes(named: [
            "pearson": .share(-1...1),
            "spearman": .share(-1...1),
            "undefined": "why there is none",
        ])
    }
}

extension CodedInterval: SchemaNamed {
    package static var schemaName: String { "Interval" }
}

extension Agreement.Measure: Annotated, SchemaNamed {
    package static var schemaName: String { "Measure" }

    package static var notes: FieldNotes {
        FieldNotes(named: [
            "interval": "95 %",
            "undefined": "why there is no value",
            "withheld": "why the value has no interval",
        ])
    }
}

extension Agreement: Annotated {
    package static var notes: FieldNotes {
        FieldNotes(named: [
            "pearson": "95 %",
            "spearman": "95 %",
            "withheld": "why a correlation has no interval",
            "top": "Spearman's rho within the best quarter by reference",
            "decisions": "share of pairs that are ordered rightly",
            "regret": "by which what is predicted best is worse than the best",
        ])
    }
}

extension Calibration.Knot: Annotated, SchemaNamed {
    package static var schemaName: String { "FidelityKnot" }

    package static var notes: FieldNotes {
        FieldNotes(named: ["x": "the estimate", "y": "predicted"])
    }
}

extension FidelityTable.Scope: JSONDescribed, JSONExample {
    package static var example: FidelityTable.Scope { .all }

    public static func schema(in book: SchemaBook) -> JSONSchema {
        .text.with("pattern", "^(all|lacking|size-[0-9]+)$")
    }
}
