public import Mixtures
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
            "of lambda, density, gamma and epsilon: the least and the most that are tried")
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

extension ValueRange: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        .array(of: .number).with("minItems", 2).with("maxItems", 2)
    }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let ends = [Double].read(value, at: pointer, findings: findings) else { return nil }
        guard ends.count == 2 else {
            findings.add(pointer, "has \(ends.count) numbers; expected the least and the most")
            return nil
        }
        return ValueRange(low: ends[0], high: ends[1])
    }
}
