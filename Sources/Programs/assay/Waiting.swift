import API
import Client
import Words

/// Waits for work by long polls, and shows how far it is.
struct Waiting {
    let client: AssayClient
    /// How long one long poll lasts: how often the bar moves at least.
    static let poll: Duration = .seconds(1)
    /// How long until the next.
    static let pause: Duration = .milliseconds(50)

    /// Waits until every job has ended; the bar shows one job's share in percent, and counts several jobs.
    func jobs(_ ids: [String], title: String) async throws -> [JobResource] {
        var bar = ProgressBar(title)
        let interruption = Interruption(Self.goesOn(ids))
        defer {
            bar.clear()
            interruption.end()
        }
        var ended: [JobResource] = []
        for id in ids {
            while true {
                let job = try await client.job(id, wait: Waiting.poll)
                if ids.count == 1 {
                    let percent = Int((job.progress ?? 0) * 100)
                    bar.show(percent, of: 100, note: job.state.rawValue)
                } else {
                    bar.show(ended.count, of: ids.count, note: Figures.progress(job.progress))
                }
                if job.state.isFinal {
                    ended.append(job)
                    break
                }
                // A service in which many wait answers at once: it is not asked at once again.
                try await Task.sleep(for: Waiting.pause)
            }
        }
        return ended
    }

    /// Waits until every evaluation has ended, in the order given.
    func evaluations(_ submitted: [EvaluationResource]) async throws -> [EvaluationResource] {
        var bar = ProgressBar("evaluating")
        let interruption = Interruption(Self.goesOn(submitted))
        defer {
            bar.clear()
            interruption.end()
        }
        var ended: [EvaluationResource] = []
        for evaluation in submitted {
            bar.show(ended.count, of: submitted.count)
            ended.append(
                evaluation.state.isFinal
                    ? evaluation : try await client.finishedEvaluation(evaluation.id, pool: evaluation.pool))
        }
        return ended
    }

    /// Waits until a study has ended; the bar counts its trials.
    func study(_ study: StudyResource) async throws -> StudyResource {
        var bar = ProgressBar("searching")
        let interruption = Interruption(
            "the study goes on: assay studies show \(study.course.name) --wait waits for it, "
                + "assay studies cancel \(study.course.name) ends it")
        defer {
            bar.clear()
            interruption.end()
        }
        var study = study
        while !study.course.state.isFinal {
            let trials = study.course.trials
            let scored = trials[TrialState.scored.rawValue, default: 0]
            bar.show(scored, of: trials.values.reduce(0, +), note: "trials")
            study = try await client.study(study.course.id, wait: Waiting.poll)
        }
        return study
    }

    /// What to say to whoever stops waiting for jobs.
    static func goesOn(_ jobs: [String]) -> String {
        let named = jobs.count <= 3 ? jobs.joined(separator: " ") : "ID …"
        return "what was waited for goes on (\(jobs.count == 1 ? "1 job" : "\(jobs.count) jobs")): "
            + "assay jobs watch waits for it, assay jobs cancel \(named) ends it"
    }

    /// What to say to whoever stops waiting for evaluations.
    static func goesOn(_ evaluations: [EvaluationResource]) -> String {
        let open = evaluations.filter { !$0.state.isFinal }
        guard open.count > 3, let pool = open.first?.pool else { return goesOn(open.compactMap(\.job)) }
        let label = open.first?.label.map { "--label \($0)" } ?? "--kind evaluation"
        return "\(open.count) evaluations go on: assay jobs watch waits for them, "
            + "assay jobs cancel --pool \(pool) \(label) ends them"
    }

    /// What to say when work that was waited for did not succeed; `nil` when all did.
    static func failure(of jobs: [JobResource]) -> Failure? {
        let lines = jobs.filter { $0.state != .succeeded }.map { job in
            "\(job.id) (\(job.kind.rawValue) of \(job.subject)) \(job.state.rawValue)"
                + (job.error.map { ": \($0.detail)" } ?? "")
        }
        return lines.isEmpty ? nil : Failure(.work, lines.joined(separator: "\n  "))
    }

    /// The same for evaluations.
    static func failure(of evaluations: [EvaluationResource]) -> Failure? {
        let lines = evaluations.filter { $0.state != .succeeded }.map { evaluation in
            "\(RankingTable.subject(of: evaluation)) (\(evaluation.id)): \(evaluation.state.rawValue)"
                + (evaluation.error.map { ": \($0.detail)" } ?? "")
        }
        return lines.isEmpty ? nil : Failure(.work, lines.joined(separator: "\n  "))
    }
}
