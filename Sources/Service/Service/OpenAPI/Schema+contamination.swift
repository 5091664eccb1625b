import API
import Storage

extension Schema {
    /// What evaluation sets share with training text.
    static let contamination: [String: Schema] = [
        "DomainOverlap": .request([
            must("domain", .text), must("documents", .integer(1...1 << 40)),
            must("short_documents", .count, "of fewer words than an n-gram has: they are never said to overlap"),
            must("ngrams", .count, "runs of words of the documents, each as often as it stands there"),
            must("overlapping_documents", .count, "with at least one n-gram that stands in the training text"),
            must("overlapping_ngrams", .count, "n-grams that stand in the training text"),
        ]),
        "PartOverlap": .request([
            must("domain", .text), must("overlapping_documents", .integer(0...1 << 40)),
            must("overlapping_ngrams", .integer(0...1 << 40)),
        ]),
        "TextOverlap": .request([
            must("partition", .text), must("domains", .bounded(.reference("PartOverlap"), 1...1_000_000)),
        ]),
        "ContaminationResult": .request([
            must("type", .words(["contamination"])),
            must("domains", .bounded(.reference("DomainOverlap"), 1...1_000_000), "of all texts together"),
            must("texts", .bounded(.reference("TextOverlap"), 1...100_000), "in the order of the task"),
            must("documents_blob", .sha256, "the documents that overlap, one JSON object a line"),
        ]),
        "TaskTrainingText": .object([
            must("partition", .identifier(.partition)), must("documents", .reference("TaskDocuments")),
        ]),
        "ContaminationTask": .object([
            must("type", .words(["contamination"])), must("documents", .reference("TaskDocuments")),
            must("tokenizer", .reference("TaskTokenizer")), must("texts", .array(.reference("TaskTrainingText"))),
        ]),
        "PartitionOverlap": .object([
            must("partition", .identifier(.partition)), must("name", .text),
            must("role", .words(of: API.PartitionRole.self)),
            must("domains", .array(.reference("PartOverlap")), "empty until it is found"),
        ]),
        "ContaminationResource": .object([
            must("id", .identifier(.contamination)), must("pool", .identifier(.pool)),
            must("evaluation_set", .identifier(.evaluationSet)), must("state", .words(of: WorkState.self)),
            must("job", .identifier(.job)),
            must("length", .count, "words of an n-gram"),
            must(
                "domains", .array(.reference("DomainOverlap")),
                "of all partitions and the base's share together; empty until it is found"),
            must("partitions", .array(.reference("PartitionOverlap")), "the pool's by name, then the base's share"),
            may("documents_blob", .sha256, "every document that overlaps, one JSON object a line"),
            may("error", .reference("WorkError")), must("created_at", .moment), may("finished_at", .moment),
        ]),
    ]
}
