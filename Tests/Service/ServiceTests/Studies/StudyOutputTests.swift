import API
import Foundation
import Mixtures
import Statistics
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("What is taken away from a study")
struct StudyOutputTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    /// A study with these trials, each of a share of "web", and the number of the one that is its answer.
    private func makeStudy(
        _ trials: [(web: Double?, losses: [String: Double]?)], answer: Int? = nil
    ) async throws -> (pool: PoolResource, study: Identifier) {
        let (pool, set) = try await bench.makePool()
        let id = IdentifierSource().next(.study)
        let definition = StudyDefinition(strategy: .outside)
        let outcome = try answer.map { number in
            try StoredJSON.encode(
                StudyOutcome(
                    end: StudyEnd(reason: .complete, detail: "all tried", answer: number),
                    answer: StudyAnswer(
                        trial: number, mixture: [:], evaluation: "", selecting: 2,
                        reporting: Estimate(value: 2, standardError: nil, interval: nil), domains: [:], beside: [])))
        }
        let (poolID, setID) = (try Identifier(pool.id), try Identifier(set.id))
        try await bench.store.write { [bench] transaction in
            let now = bench.service.time.now()
            try transaction.insert(
                StudyRecord(
                    id: id, name: "search", pool: poolID, evaluationSet: setID,
                    definition: try StoredJSON.encode(StoredStudy(definition: definition, tokens: 1)),
                    state: answer == nil ? .running : .succeeded,
                    isDue: false, outcome: outcome, createdAt: now))
            for (index, trial) in trials.enumerated() {
                let mixture = try trial.web.map { try Mixture(["web": $0, "books": 1 - $0]) }
                let value = Trial(
                    number: index + 1, candidate: mixture.map { StudyCandidate(mixture: $0) },
                    origin: mixture == nil ? .baseline(.base) : .told, round: 1,
                    state: trial.losses == nil ? .failed : .scored, losses: trial.losses)
                try transaction.insert(
                    StudyTrialRecord(
                        study: id, number: index + 1, trial: try JSONEncoder().encode(value),
                        state: trial.losses == nil ? .failed : .scored, createdAt: now))
            }
        }
        return (pool, id)
    }

    @Test func theFrontHoldsWhatNoOtherBeats() async throws {
        let (_, id) = try await makeStudy([
            (nil, ["law": 5, "web": 5]), (0.5, ["law": 2, "web": 3]), (0.25, ["law": 1, "web": 4]),
            (0.75, ["law": 2, "web": 3.5]), (0.5, ["law": 0, "web": 0]), (0.1, nil),
        ])
        let pareto: ParetoResource = try bench.expect(200, await bench.get("/v1/studies/\(id)/pareto"))
        // The fifth trial is the second's mixture again, the sixth has no score.
        #expect(pareto.points.map(\.trial) == [1, 2, 3, 4] && pareto.domains == ["law", "web"] && pareto.front == 2)
        #expect(pareto.points.map(\.onFront) == [false, true, true, false])
        #expect(
            pareto.points.map(\.beatenBy) == [2, nil, nil, 2] || pareto.points.map(\.beatenBy) == [3, nil, nil, 2])
        let csv = try await bench.get("/v1/studies/search/pareto?format=csv").text.components(separatedBy: "\r\n")
        #expect(csv.count == 6 && csv[0].contains("losses.law") && csv[0].contains("on_front"))
    }

    @Test func aProposalIsPartitionsAndWeightsAndNothingElse() async throws {
        let (_, id) = try await makeStudy(
            [(nil, ["law": 5]), (0.1, ["law": 2]), (1, ["law": 3])], answer: 2)
        let path = "/v1/studies/\(id)/proposal"
        #expect(try await bench.get(path).text == #"{"books":0.9,"web":0.1}"#)
        #expect(try await bench.get(path + "?format=yaml").text == "\"books\": 0.9\n\"web\": 0.1\n")
        #expect(try await bench.get(path + "?format=csv").text == "partition,weight\r\nbooks,0.9\r\nweb,0.1\r\n")
        #expect(try await bench.get(path + "?trial=3&format=yaml").text == "\"web\": 1.0\n")
        #expect(try await bench.get(path + "?trial=1").status == 409)
        #expect(try await bench.get(path + "?trial=9").status == 404)
        #expect(try await bench.get(path + "?trial=x").status == 400)
        // Scores were told: there is no merge to write down.
        #expect(try await bench.get(path + "/mergekit").status == 409)
    }

    @Test func aStudyWithoutScoresHasNoFront() async throws {
        let (_, id) = try await makeStudy([(0.5, nil)])
        let reply = try await bench.get("/v1/studies/\(id)/pareto")
        #expect(reply.status == 409 && reply.problem?.detail?.contains("estimator merge") == true)
    }

    @Test func aStudyWithoutAnAnswerProposesNothingYet() async throws {
        let (_, id) = try await makeStudy([(0.5, ["law": 2])])
        let reply = try await bench.get("/v1/studies/\(id)/proposal")
        #expect(reply.status == 409 && reply.problem?.detail?.contains("has no answer") == true)
        #expect(try await bench.get("/v1/studies/\(id)/proposal?trial=1").status == 200)
        #expect(try await bench.get("/v1/studies/none/proposal").status == 404)
        #expect(try await bench.get("/v1/studies/none/pareto").status == 404)
    }

    @Test func theLedgerOfAStudyIsOfWhatItAskedFor() async throws {
        let (pool, id) = try await makeStudy([(0.5, ["law": 2])])
        let sets: API.Page<EvaluationSetResource> = try bench.expect(200, await bench.get("/v1/evaluation-sets"))
        let set = try #require(sets.items.first)
        let creations = [("other", 0.25), (id.text, 0.5)].map { label, web in
            EvaluationCreation(
                pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": web, "books": 1 - web]), label: label)
        }
        // As a study asks: nobody else may under its id.
        let desk = bench.service.desks.evaluations
        let submission = EvaluationSubmission.batch(EvaluationBatchCreation(evaluations: creations))
        let questions = try await desk.questions(submission)
        _ = try await bench.store.write { try desk.submit(submission, questions, in: $0) }
        let worker = try await bench.registerWorker()
        for _ in creations { try await bench.scoreNext(worker, on: set) }
        let path = "/v1/pools/\(pool.id)/ledger?tokens_per_candidate=10"
        let whole: LedgerResource = try bench.expect(200, await bench.get(path))
        let own: LedgerResource = try bench.expect(200, await bench.get(path + "&study=search"))
        #expect(whole.alternative?.candidates == 2 && own.alternative?.candidates == 1 && own.study == id.text)
        let scored = own.entries.filter { $0.activity == .scoring }
        #expect(scored.map(\.count) == [1] && scored.map(\.tokens) == [set.bytes])
        #expect(try await bench.get(path + "&study=none").status == 400)
    }
}
