import API
import HTTPServer
import HTTPTypes
import Mixtures
import Storage

extension Operation {
    static let studyOutputOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/studies/{id}/pareto", id: "readStudyPareto",
            summary: """
                The candidates of a study that no other beats in every domain at once, by the selecting documents; the others, \
                and what beats them.
                """,
            tag: "studies", query: [.words("estimator", Estimator.self, "whose scores; `merge` when missing")],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The candidates.", .json("ParetoResource"))],
            problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let estimator = try call.query { $0.word("estimator", as: Estimator.self) }
            let id = try await call.identifier(.study)
            return try call.reading(try await desk.pareto(ofStudy: id, estimator ?? .merge))
        },
        Operation(
            method: .get, path: "/v1/studies/{id}/proposal", id: "readStudyProposal",
            summary:
                "The mixture that a study proposes, or that of one of its trials: partition → weight, nothing else.",
            tag: "studies", query: [.proposedTrial], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The mixture.", .json("Weights"))], problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let (id, trial) = try await call.proposedTrial()
            let proposal = try await desk.store.read { try desk.proposal(ofStudy: id, trial: trial, in: $0) }
            return try call.reading(ProposalResource(proposal.mixture))
        },
        Operation(
            method: .get, path: "/v1/studies/{id}/proposal/mergekit", id: "readStudyMergekit",
            summary: "The merge of what a study proposes as a file of mergekit's, with checkpoints by their names.",
            tag: "studies", query: [.proposedTrial], outcomes: [Outcome(200, "The file.", .yaml)],
            problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let (id, trial) = try await call.proposedTrial()
            let proposal = try await desk.store.read { try desk.proposal(ofStudy: id, trial: trial, in: $0) }
            guard let evaluation = proposal.evaluation else {
                throw Problem(.stateConflict, "The trial's scores were told: nothing was merged here.")
            }
            let text = try await desk.evaluations.mergekit(of: evaluation, inNamesOf: proposal.pool)
            return Response(.ok, bytes: Array(text.utf8), type: TableFormat.yaml.mediaType)
        },
    ]
}

extension QueryParameter {
    static let proposedTrial = QueryParameter(
        name: "trial", summary: "a trial of the study; its answer when missing", kind: .integer(1...1_000_000_000))
}

extension Call {
    fileprivate func proposedTrial() async throws -> (study: Identifier, trial: Int?) {
        let trial = try query { query in
            query.value("trial", expected: "an integer from 1 to 1000000000") { text in
                Int(text).flatMap { (1...1_000_000_000).contains($0) ? $0 : nil }
            }
        }
        return (try await identifier(.study), trial)
    }
}
