import Foundation
import Hashing
import Words

extension EvaluationRecord: Stored {
    static let table = "evaluation"
    static let columns = [
        "id", "key", "pool", "evaluation_set", "reference_run", "checkpoint", "candidate", "label", "job", "state",
        "documents_blob", "kernel_path", "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, Data(key.bytes), pool?.text, evaluationSet.text, referenceRun?.text, checkpoint?.text, candidate,
            label, job.text, state.rawValue, result.map { Data($0.documentsBlob.bytes) }, result?.kernelPath,
            createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), key: try columns.digest("key"),
            pool: try columns.optionalIdentifier("pool"), evaluationSet: try columns.identifier("evaluation_set"),
            referenceRun: try columns.optionalIdentifier("reference_run"),
            checkpoint: try columns.optionalIdentifier("checkpoint"), candidate: try columns.data("candidate"),
            label: try columns.optionalText("label"), job: try columns.identifier("job"),
            state: try columns.choice("state", of: JobState.self), createdAt: try columns.time("created_at"))
        if let blob = try columns.optionalDigest("documents_blob") {
            result = Result(domains: [], documentsBlob: blob, kernelPath: try columns.text("kernel_path"))
        }
    }
}

extension EvaluationRecord.DomainScore {
    init(_ columns: Columns) throws {
        self.init(
            domain: try columns.text("domain"), documents: try columns.integer("documents"),
            tokens: try columns.integer("tokens"), words: try columns.integer("words"),
            characters: try columns.integer("characters"), bytes: try columns.integer("bytes"),
            nll: try columns.real("nll"))
    }
}
