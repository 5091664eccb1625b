import API
import Foundation
import HTTPTypes
import Hashing
import Mixtures
import Testing

@testable import Service

@Suite("Forecasts")
struct ForecastTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func evaluate(
        _ mixture: [String: Double], _ worker: WorkerResource, _ set: EvaluationSetResource, _ nll: Double
    )
        async throws
    {
        let creation = EvaluationCreation(pool: "pool", evaluationSet: set.id, subject: .mixture(mixture))
        #expect(try await bench.post("/v1/evaluations", creation).status == 202)
        try await bench.scoreNext(worker, on: set, nll: nll)
    }

    private func bring(_ mixture: [String: Double], _ set: EvaluationSetResource, _ nll: Double) async throws {
        let scores = Dictionary(
            set.domains.map { domain in
                (
                    domain.domain,
                    ReferenceSums(
                        documents: domain.documents, tokens: 5, words: 2, characters: domain.bytes,
                        bytes: domain.bytes, nll: nll)
                )
            }
        ) { first, _ in first }
        let body = ReferenceRunCreation(pool: "pool", mixture: mixture, evaluationSet: set.id, scores: scores)
        #expect(try await bench.post("/v1/reference-runs", body).status == 201)
    }

    private func bits(_ nll: Double, _ set: EvaluationSetResource) -> Double {
        set.domains.map { nll / (Double($0.bytes) * log(2)) }.reduce(0, +) / Double(set.domains.count)
    }

    @Test func whatWasSaidStandsBesideWhatIsFoundAndIsNeverChanged() async throws {
        let (_, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let mixture = ["web": 0.5, "books": 0.5]
        try await evaluate(mixture, worker, set, 12)
        let creation = ForecastCreation(
            pool: "pool", evaluationSet: set.name, mixtures: [mixture], note: "before the run")
        let reply = try await bench.post("/v1/forecasts", creation)
        let said: ForecastResource = try bench.expect(201, reply)
        #expect(reply.fields[.location] == "/v1/forecasts/\(said.id)" && said.note == "before the run")
        let macro = try #require(said.mixtures.first?.values.last)
        #expect(macro.macro && abs(macro.predicted - bits(12, set)) < 1e-9 && macro.margin == nil && macro.found == nil)
        #expect(said.mixtures[0].values.map(\.name) == ["law", "web", "macro"])
        #expect(said.outcomes.map(\.points) == [0, 0, 0])
        let content = try await bench.get("/v1/forecasts/\(said.id)/content")
        #expect(SHA256.hash(content.bytes).hex == said.hash)

        try await bring(mixture, set, 13)
        let found: ForecastResource = try bench.expect(200, await bench.get("/v1/forecasts/\(said.id)"))
        #expect(abs((found.mixtures[0].values.last?.found ?? 0) - bits(13, set)) < 1e-9)
        #expect(found.hash == said.hash && found.mixtures[0].referenceRuns?.count == 1)
        let outcome = try #require(found.outcomes.last)
        #expect(outcome.points == 1 && abs((outcome.error ?? 0) - bits(1, set)) < 1e-9 && outcome.within == nil)
        #expect(outcome.correlation.undefined == "1 points; expected at least 3")
        #expect(try await bench.get("/v1/forecasts/\(said.id)/content").bytes == content.bytes)
        let page: API.Page<ForecastResource> = try bench.expect(200, await bench.get("/v1/forecasts?pool=pool"))
        #expect(page.items.map(\.id) == [said.id])
        #expect(try await bench.get("/v1/forecasts/fore_1").status == 404)

        // What is known already is no forecast.
        let late = try await bench.post("/v1/forecasts", creation)
        #expect(late.status == 422 && late.pointers == ["/mixtures/0"])
        #expect(late.details.contains("has a reference run already"))
    }

    @Test func aCalibratedForecastSaysHowFarItMayBeOff() async throws {
        let (_, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        for (index, weight) in [0.0, 0.25, 0.75, 1.0].enumerated() {
            let mixture = ["web": weight, "books": 1 - weight]
            try await evaluate(mixture, worker, set, 10 + Double(index))
            try await bring(mixture, set, 8 + 2 * Double(index) + (index == 1 ? 0.1 : 0))
        }
        let mixture = ["web": 0.5, "books": 0.5]
        try await evaluate(mixture, worker, set, 12)
        let creation = ForecastCreation(
            pool: "pool", evaluationSet: set.id, mixtures: [mixture], calibration: .affine)
        let said: ForecastResource = try bench.expect(201, await bench.post("/v1/forecasts", creation))
        let macro = try #require(said.mixtures.first?.values.last)
        #expect(abs(macro.predicted - bits(12, set)) < bits(0.2, set))
        let margin = try #require(macro.margin)
        #expect(margin > 0 && said.calibratedOn.count == 4)
        try await bring(mixture, set, 12.01)
        let found: ForecastResource = try bench.expect(200, await bench.get("/v1/forecasts/\(said.id)"))
        #expect(found.outcomes.last?.within == 1)
    }

    /// References of single partitions bound no mixture of two: the number stands without an interval, and why.
    @Test func aForecastBeyondTheReferenceRunsHasNoIntervalAndSaysWhy() async throws {
        let (_, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        for (index, weight) in [0.25, 0.5, 0.75].enumerated() {
            let mixture = ["web": weight, "books": 1 - weight]
            try await evaluate(mixture, worker, set, 10 + Double(index))
            try await bring(mixture, set, 8 + 2 * Double(index) + (index == 1 ? 0.1 : 0))
        }
        for mixture in [["web": 0.6, "books": 0.4], ["web": 1.0]] { try await evaluate(mixture, worker, set, 12) }
        let creation = ForecastCreation(
            pool: "pool", evaluationSet: set.id, mixtures: [["web": 0.6, "books": 0.4], ["web": 1]],
            calibration: .affine)
        let said: ForecastResource = try bench.expect(201, await bench.post("/v1/forecasts", creation))
        #expect(said.mixtures[0].beyond == nil && said.mixtures[0].values.allSatisfy { $0.margin != nil })
        #expect(said.mixtures[1].beyond == ["it has 1 partition, the reference runs have 2"])
        #expect(said.mixtures[1].values.allSatisfy { $0.margin == nil && $0.predicted > 0 })
    }

    @Test func whatCannotBeSaidIsRefusedByItsPlace() async throws {
        let (_, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        try await evaluate(["web": 1], worker, set, 12)
        var creation = ForecastCreation(
            pool: "pool", evaluationSet: set.id, mixtures: [["web": 1], ["books": 1], ["web": 1], ["law": 1]])
        let reply = try await bench.post("/v1/forecasts", creation)
        #expect(reply.pointers == ["/mixtures/1", "/mixtures/2", "/mixtures/3/law"])
        #expect(reply.details.contains("evaluate it first"))
        creation.mixtures = [["web": 1]]
        creation.calibration = .isotonic
        let uncalibrated = try await bench.post("/v1/forecasts", creation)
        #expect(uncalibrated.pointers == ["/calibration"] && uncalibrated.details.contains("no reference run"))
        creation.predictor = .both
        #expect(try await bench.post("/v1/forecasts", creation).pointers == ["/calibration"])
        creation.mixtures = []
        #expect(try await bench.post("/v1/forecasts", creation).pointers.contains("/mixtures"))
        creation.pool = "none"
        creation.mixtures = [["web": 1]]
        creation.predictor = .merge
        creation.calibration = .none
        creation.evaluationSet = "none"
        #expect(try await bench.post("/v1/forecasts", creation).pointers == ["/pool", "/evaluation_set"])
    }
}
