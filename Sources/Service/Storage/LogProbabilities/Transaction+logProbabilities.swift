import Foundation
public import Hashing
import Words

extension LogProbabilitiesRecord: Stored {
    static let table = "log_probabilities"
    static let columns = [
        "id", "key", "evaluation_set", "checkpoint", "candidate", "job", "state", "blob", "tokens", "kernel_path",
        "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, Data(key.bytes), evaluationSet.text, checkpoint.text, candidate, job.text, state.rawValue,
            result.map { Data($0.blob.bytes) }, result?.tokens, result?.kernelPath, createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), key: try columns.digest("key"),
            evaluationSet: try columns.identifier("evaluation_set"), checkpoint: try columns.identifier("checkpoint"),
            candidate: try columns.data("candidate"), job: try columns.identifier("job"),
            state: try columns.choice("state", of: JobState.self), createdAt: try columns.time("created_at"))
        if let blob = try columns.optionalDigest("blob") {
            result = Result(
                blob: blob, tokens: try columns.integer("tokens"), kernelPath: try columns.text("kernel_path"))
        }
    }
}

extension Transaction {
    /// Notes that log-probabilities are to be found; their job must be there.
    ///
    /// - Throws: ``StorageError`` with code `exists` if the key is known.
    public func insert(_ record: LogProbabilitiesRecord) throws {
        try execute(LogProbabilitiesRecord.insertion, record.values)
    }

    /// The log-probabilities of an id.
    public func logProbabilities(_ id: Identifier) throws -> LogProbabilitiesRecord? {
        try row(
            "SELECT * FROM log_probabilities WHERE id = ?", [id.text], of: LogProbabilitiesRecord.table,
            LogProbabilitiesRecord.init)
    }

    /// The log-probabilities of a model, whether or not they have been found.
    ///
    /// - Parameter key: that of the model's own evaluation.
    public func logProbabilities(key: SHA256Digest) throws -> LogProbabilitiesRecord? {
        try row(
            "SELECT * FROM log_probabilities WHERE key = ?", [Data(key.bytes)], of: LogProbabilitiesRecord.table,
            LogProbabilitiesRecord.init)
    }

    /// Stores what a worker found.
    ///
    /// Called within the guarded completion of its job.
    public func finishLogProbabilities(_ id: Identifier, result: LogProbabilitiesRecord.Result) throws {
        try checkIsThere(blob: result.blob)
        try execute(
            "UPDATE log_probabilities SET blob = ?, tokens = ?, kernel_path = ? WHERE id = ?",
            [Data(result.blob.bytes), result.tokens, result.kernelPath, id.text])
    }
}
