import Foundation
import Hashing

extension TokensRecord: Stored {
    static let table = "evaluation_tokens"
    static let columns = ["evaluation", "job", "blob", "kernel_path"]
    static let insertion = insertion()

    var values: [Value] {
        [evaluation.text, job.text, result.map { Data($0.blob.bytes) }, result?.kernelPath]
    }

    init(_ columns: Columns) throws {
        self.init(evaluation: try columns.identifier("evaluation"), job: try columns.identifier("job"))
        if let blob = try columns.optionalDigest("blob") {
            result = Result(blob: blob, kernelPath: try columns.text("kernel_path"))
        }
    }
}

extension Transaction {
    /// Notes that an evaluation's tokens are wanted, and which job finds them; both must be there.
    ///
    /// - Throws: ``StorageError`` with code `exists` if they are wanted already.
    public func insert(_ record: TokensRecord) throws {
        try execute(TokensRecord.insertion, record.values)
    }

    /// What is known of an evaluation's tokens; `nil` if nobody asked for them.
    public func tokens(of evaluation: Identifier) throws -> TokensRecord? {
        try row(
            "SELECT * FROM evaluation_tokens WHERE evaluation = ?", [evaluation.text], of: TokensRecord.table,
            TokensRecord.init)
    }

    /// Stores what a worker found.
    ///
    /// Called within the guarded completion of its job.
    public func finishTokens(of evaluation: Identifier, result: TokensRecord.Result) throws {
        try checkIsThere(blob: result.blob)
        try execute(
            "UPDATE evaluation_tokens SET blob = ?, kernel_path = ? WHERE evaluation = ?",
            [Data(result.blob.bytes), result.kernelPath, evaluation.text])
    }
}
