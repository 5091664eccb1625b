public import Mixtures
import Statistics

extension DocumentPart: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let seed = fields.required("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1))
        let from = fields.required("from", as: Int.self, check: Check.within(0...1 << 40))
        let to = fields.required("to", as: Int.self, check: Check.within(1...1 << 40))
        let split = fields.optional("split", as: Split.self)
        guard let seed, let from, let to else { return nil }
        guard from < to else {
            fields.refuse("to", "is \(to); expected more than from, \(from)")
            return nil
        }
        self.init(seed: UInt64(seed), from: from, to: to, split: split)
    }
}

extension DocumentPart.Split: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let seed = fields.required("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1))
        let share = fields.optional("reporting_share", as: Double.self, check: Check.within(0.01...0.99)) ?? 0.5
        guard let seed else { return nil }
        self.init(seed: UInt64(seed), reportingShare: share)
    }
}
