import Foundation
import Mixtures
package import StrictJSON
import Words

extension EvaluationResource: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, state, key, pool, evaluationSet, mixture, referenceRun, checkpoint, base, tokenizer, label, job, score
        case excludedDocuments, documentsBlob, tokens, kernelPath, warnings, error, createdAt, finishedAt
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(String.self, forKey: .id),
            state: try container.decode(JobState.self, forKey: .state),
            key: try container.decode(String.self, forKey: .key),
            pool: try container.decode(String.self, forKey: .pool),
            evaluationSet: try container.decode(String.self, forKey: .evaluationSet),
            mixture: try container.decodeIfPresent([String: Double].self, forKey: .mixture),
            referenceRun: try container.decodeIfPresent(String.self, forKey: .referenceRun),
            checkpoint: try container.decodeIfPresent(String.self, forKey: .checkpoint),
            base: try container.decodeIfPresent(String.self, forKey: .base),
            tokenizer: try container.decode(String.self, forKey: .tokenizer),
            way: try ScoringWay(from: decoder, as: .whole),
            label: try container.decodeIfPresent(String.self, forKey: .label),
            job: try container.decodeIfPresent(String.self, forKey: .job),
            score: try container.decodeIfPresent(ScoreResource.self, forKey: .score),
            documentsBlob: try container.decodeIfPresent(String.self, forKey: .documentsBlob),
            tokens: try container.decodeIfPresent(TokensResource.self, forKey: .tokens),
            kernelPath: try container.decodeIfPresent(String.self, forKey: .kernelPath),
            warnings: try container.decode([ValidityWarning].self, forKey: .warnings),
            error: try container.decodeIfPresent(WorkError.self, forKey: .error),
            createdAt: try container.decode(Date.self, forKey: .createdAt),
            finishedAt: try container.decodeIfPresent(Date.self, forKey: .finishedAt))
        excludedDocuments = try container.decodeIfPresent(Int.self, forKey: .excludedDocuments)
    }

    public func encode(to encoder: any Encoder) throws {
        try way.encode(to: encoder, as: .whole)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(state, forKey: .state)
        try container.encode(key, forKey: .key)
        try container.encode(pool, forKey: .pool)
        try container.encode(evaluationSet, forKey: .evaluationSet)
        try container.encodeIfPresent(mixture, forKey: .mixture)
        try container.encodeIfPresent(referenceRun, forKey: .referenceRun)
        try container.encodeIfPresent(checkpoint, forKey: .checkpoint)
        try container.encodeIfPresent(base, forKey: .base)
        try container.encode(tokenizer, forKey: .tokenizer)
        try container.encodeIfPresent(label, forKey: .label)
        try container.encodeIfPresent(job, forKey: .job)
        try container.encodeIfPresent(score, forKey: .score)
        try container.encodeIfPresent(excludedDocuments, forKey: .excludedDocuments)
        try container.encodeIfPresent(documentsBlob, forKey: .documentsBlob)
        try container.encodeIfPresent(tokens, forKey: .tokens)
        try container.encodeIfPresent(kernelPath, forKey: .kernelPath)
        try container.encode(warnings, forKey: .warnings)
        try container.encodeIfPresent(error, forKey: .error)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encodeIfPresent(finishedAt, forKey: .finishedAt)
    }
}

extension EvaluationResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.evaluation),
            .key: .sha256(),
            .pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .mixture: .weights(),
            .referenceRun: .id(.referenceRun),
            .checkpoint: .id(.checkpoint),
            .base: .id(.checkpoint, "when the method uses it"),
            .tokenizer: "the hash of the pool's tokenizer",
            .job: .id(.job),
            .excludedDocuments: "that the score leaves out, where that was asked for",
            .documentsBlob: .sha256(),
            .warnings: "of a merge, as far as validity is measured",
        ])
            + FieldNotes(named: [
                "parameters": "a value for each that the method has",
                "part": "the documents of the set that are scored; all when missing",
            ])
    }
}
