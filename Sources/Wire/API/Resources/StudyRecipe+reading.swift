package import Mixtures
public import StrictJSON
public import Studies

extension StudyRecipe: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let methods = fields.optional(
            "methods", as: [MergeMethod].self, check: .items(1...MergeMethod.allCases.count),
            "that a candidate has one of; `linear` when missing")
        let parameters = fields.optional(
            "parameters", as: MergeParameters.self, "values that every candidate has whose method has the parameter")
        let precisions = fields.optional(
            "precisions", as: [Precision].self, check: .items(1...Precision.allCases.count),
            "that a candidate has one of, baselines the first; `f32` when missing")
        let ranges = fields.optional(
            "ranges", as: [String: ValueRange].self,
            "of lambda, density, gamma and epsilon: what is searched beside the weights")
        let levels = fields.optional(
            "levels", as: Int.self, else: 3, check: .within(2...100), "values of each range that `enumerate` lists")
        var named: [MergeParameter: ValueRange] = [:]
        for (name, range) in (ranges ?? [:]).sorted(by: { $0.key < $1.key }) {
            if let parameter = MergeParameter(rawValue: name) {
                named[parameter] = range
            } else {
                fields.findings.add(
                    fields.pointer.appending("ranges").appending(name),
                    "is no number of a merge; lambda, density, gamma and epsilon have ranges")
            }
        }
        self.init(
            methods: methods ?? [.linear], parameters: parameters ?? MergeParameters(),
            precisions: precisions ?? [.f32], ranges: named, levels: levels)
    }
}

extension StudyRecipe: JSONExample {
    package static var example: StudyRecipe { .linear }
}

extension ValueRange: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let low = fields.required("min", as: Double.self, "the least that is tried")
        let high = fields.required("max", as: Double.self, "the most that is tried")
        let isLogarithmic = fields.optional(
            "log", as: Bool.self, else: false, "whether equal steps are equal factors; `min` is above 0 then")
        guard let low, let high else { return nil }
        self.init(low: low, high: high, isLogarithmic: isLogarithmic)
    }
}

extension MergeRecipe {
    /// As resources of studies show it: missing for linear merges.
    package var unlessLinear: MergeRecipe? { self == .linear ? nil : self }
}

extension Precision {
    /// As resources of studies show it: missing for 32-bit floats.
    package var unlessFull: Precision? { self == .f32 ? nil : self }
}
