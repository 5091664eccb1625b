import API
import Mixtures
import Statistics
import Storage
import Studies
import Words

extension StudyDesk {
    /// The candidates of a study that no other beats in every domain at once, by the selecting documents.
    ///
    /// - Throws: ``Problem`` if there is no such study, or nothing of it is scored by the estimator yet.
    func pareto(ofStudy id: Identifier, _ estimator: Estimator) async throws -> ParetoResource {
        let (trials, precision) = try await store.read { transaction in
            guard let study = try transaction.study(id) else { throw Problem.notFound("study \"\(id)\"") }
            return (
                try transaction.trials(of: id).map { try StoredJSON.decode(Trial.self, from: $0.trial) },
                try StoredJSON.decode(StoredStudy.self, from: study.definition).definition.recipe.precision
            )
        }
        return try await blocking.run {
            var seen: Set<StudyCandidate?> = []
            let scored = trials.filter {
                $0.state == .scored && $0.estimator == estimator && $0.losses != nil
                    && seen.insert($0.candidate).inserted
            }
            guard let first = scored.first?.losses else {
                throw Problem(
                    .stateConflict, "\(id) has no candidate yet that is scored by the estimator \(estimator.rawValue).")
            }
            let domains = first.keys.sorted()
            // Losses that were told may be of other domains: what lacks one cannot be compared.
            let compared = scored.filter { trial in domains.allSatisfy { trial.losses?[$0] != nil } }
            let front = try ParetoFront(of: compared.map { trial in domains.compactMap { trial.losses?[$0] } })
            return ParetoResource(
                study: id.text, estimator: estimator, domains: domains,
                points: compared.enumerated().map { index, trial in
                    ParetoResource.Point(
                        trial: trial.number, mixture: trial.mixture?.weights,
                        recipe: trial.candidate?.recipe.unlessLinear,
                        precision: (trial.candidate?.precision ?? precision).unlessFull, origin: trial.origin,
                        losses: trial.losses ?? [:], onFront: front.beatenBy[index] == nil,
                        beatenBy: front.beatenBy[index].map { compared[$0].number })
                })
        }
    }

    /// The mixture that a study proposes, or that of one of its trials, and the evaluation that scores it.
    ///
    /// - Throws: ``Problem`` if there is none: the study has no answer yet, or the trial is the base model.
    func proposal(
        ofStudy id: Identifier, trial number: Int?, in transaction: Transaction
    ) throws -> (mixture: Mixture, evaluation: Identifier?, pool: Identifier) {
        guard let study = try transaction.study(id) else { throw Problem.notFound("study \"\(id)\"") }
        let outcome = try study.outcome.map { try StoredJSON.decode(StudyOutcome.self, from: $0) }
        guard let number = number ?? outcome?.answer?.trial else {
            throw Problem(
                .stateConflict,
                "\(id) is \(study.state.rawValue) and has no answer; name one of its trials, or wait for its end.")
        }
        guard let record = try transaction.trial(number, of: id) else {
            throw Problem.notFound("trial \(number) of \"\(id)\"")
        }
        guard let mixture = try StoredJSON.decode(Trial.self, from: record.trial).mixture else {
            throw Problem(.stateConflict, "Trial \(number) of \(id) is the base model: no mixture is trained on.")
        }
        return (mixture, record.evaluation, study.pool)
    }
}
