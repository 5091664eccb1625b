import Hashing
import Storage

extension Transaction {
    /// What stands for the model of a reference run: equal for the same model, however it was brought.
    ///
    /// Two trainings never find the same sums to the last digit, so equal scores are one model.
    func modelIdentity(of record: ReferenceRunRecord) throws -> String {
        switch record.model {
        case .scores(let set, let domains):
            let documents = try evaluationSet(set)?.documentsHash.hex ?? set.text
            let sums = domains.map { "\($0.domain) \($0.tokens) \($0.nll.bitPattern)" }
            return SHA256.hash(([documents] + sums).joined(separator: "\n").utf8).hex
        case .checkpoint, .trainingRun:
            if let checkpoint = try checkpoint(of: record) { return checkpoint.hash.hex }
            guard case .trainingRun(let run) = record.model else { return record.id.text }
            return run.text
        }
    }
}
