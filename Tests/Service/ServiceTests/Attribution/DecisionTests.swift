import API
import Foundation
import HTTPTypes
import Statistics
import Storage
import Testing
import Words

@testable import Service

@Suite("Attribution, interactions and the ledger")
struct DecisionTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private typealias Asked = (pool: PoolResource, set: EvaluationSetResource, question: OutputQuestion)

    private func ask(_ mixture: [String: Double]) async throws -> Asked {
        let (pool, set) = try await bench.makePool()
        return (pool, set, OutputQuestion(evaluationSet: set.id, mixture: mixture))
    }

    /// Scores everything that is queued: NLL 10 of the base, 8 of "books", 6 of "web", and of merges what `merged` says
    /// of the share of "web".
    private func scoreAll(_ asked: Asked, merged: (Double) -> Double) async throws -> Int {
        let worker = try await bench.registerWorker()
        let web = try #require(asked.pool.partitions.first { $0.name == "web" }).checkpoint
        var count = 0
        while let lease = try await bench.lease(worker).first {
            guard case .evaluation(let task) = lease.task else { throw ServiceBench.NothingLeased() }
            let share = task.members.first { $0.checkpoint.id == web }?.weight ?? 0
            let nll = task.members.first?.checkpoint.id == asked.pool.base ? 10 : merged(share)
            _ = try await bench.heartbeat(worker, lease, JobProgress(completed: 1, total: 2))
            let result = try await bench.result(for: asked.set, nll: nll)
            let reply = try await bench.complete(worker, lease, .evaluation(result))
            guard reply.status == 204 else { throw ServiceBench.Unexpected(reply: reply) }
            count += 1
        }
        return count
    }

    @Test func anAttributionSaysWhatItLacksAndThenItsValues() async throws {
        let asked = try await ask(["web": 0.5, "books": 0.5])
        let path = "/v1/pools/\(asked.pool.id)/attribution"
        let reply = try await bench.post(path, AttributionCreation(asked.question))
        let queued: AttributionResource = try bench.expect(202, reply)
        #expect(queued.scores == 4 && queued.lacking.count == 4 && queued.rows.isEmpty && queued.method == .exact)
        #expect(queued.lacking.allSatisfy { $0.state == .queued && $0.evaluation != nil })
        #expect(queued.lacking.count { $0.mixture == nil } == 1)
        let place = try #require(reply.fields[.location])
        // Whoever asks twice adds nothing.
        let again: AttributionResource = try bench.expect(
            202, await bench.post(path, AttributionCreation(asked.question)))
        #expect(again == queued)
        #expect(try await scoreAll(asked) { $0 == 0.5 ? 5 : 8 - 2 * $0 } == 4)
        let found: AttributionResource = try bench.expect(200, await bench.get(place))
        #expect(found.lacking.isEmpty && found.rows.map(\.name) == ["macro", "micro", "law", "web"])
        for row in found.rows {
            #expect(row.partitions.map(\.partition) == ["books", "web"])
            // Of the NLLs: books ((8 − 10) + (5 − 6)) / 2, web ((6 − 10) + (5 − 8)) / 2.
            let unit = (row.base - row.whole) / 5
            #expect(unit > 0)
            #expect(zip(row.partitions.map(\.shapley), [-1.5, -3.5]).allSatisfy { abs($0 - $1 * unit) < 1e-9 })
            #expect(zip(row.partitions.map(\.leaveOneOut), [-1, -3]).allSatisfy { abs($0 - $1 * unit) < 1e-9 })
            #expect(row.partitions.allSatisfy { $0.standardError == nil })
        }
        let known: AttributionResource = try bench.expect(
            200, await bench.post(path, AttributionCreation(asked.question)))
        #expect(known == found)
        let csv = try await bench.get(place + "&format=csv").text.components(separatedBy: "\r\n")
        #expect(csv[0] == "name,base,kind,leave_one_out,partition,shapley,weight,whole" && csv.count == 10)
    }

    @Test func readingAsksForNothing() async throws {
        let asked = try await ask(["web": 1])
        let query = "?evaluation_set=\(asked.set.id)&mixture=%7B%22web%22:1%7D&wait=1s"
        let read: AttributionResource = try bench.expect(
            200, await bench.get("/v1/pools/pool/attribution\(query)"))
        #expect(read.scores == 2 && read.lacking.count == 2)
        #expect(read.lacking.allSatisfy { $0.state == nil && $0.evaluation == nil })
        let matrix: InteractionsResource = try bench.expect(
            200, await bench.get("/v1/pools/pool/interactions\(query)&step=0.1"))
        #expect(matrix.scores == 3 && matrix.lacking.count == 3 && matrix.step == 0.1)
        let page: API.Page<EvaluationResource> = try bench.expect(200, await bench.get("/v1/evaluations"))
        #expect(page.items.isEmpty)
    }

    @Test func aFailedScoreIsToldAndAskedForAgain() async throws {
        let asked = try await ask(["web": 1])
        let path = "/v1/pools/\(asked.pool.id)/attribution"
        let queued: AttributionResource = try bench.expect(
            202, await bench.post(path, AttributionCreation(asked.question)))
        for lacking in queued.lacking {
            let id = try #require(lacking.evaluation)
            let evaluation: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(id)"))
            let job = try #require(evaluation.job)
            let _: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(job):cancel"))
        }
        let query = "?evaluation_set=\(asked.set.id)&mixture=%7B%22web%22:1%7D"
        let read: AttributionResource = try bench.expect(200, await bench.get(path + query))
        #expect(read.lacking.map(\.state) == [.cancelled, .cancelled])
        let again: AttributionResource = try bench.expect(
            202, await bench.post(path, AttributionCreation(asked.question)))
        #expect(again.lacking.map(\.state) == [.queued, .queued])
        #expect(again.lacking.map(\.evaluation) == queued.lacking.map(\.evaluation))
    }

    @Test func aRetiredPartitionKeepsItsAttributionAndIsAskedNothingNew() async throws {
        let asked = try await ask(["web": 0.5, "books": 0.5])
        let path = "/v1/pools/\(asked.pool.id)/attribution"
        _ = try await bench.post(path, AttributionCreation(asked.question))
        _ = try await scoreAll(asked) { _ in 5 }
        let _: PoolResource = try bench.expect(
            200, await bench.post("/v1/pools/\(asked.pool.id):retire", PartitionRetirement(partition: "web")))
        let known: AttributionResource = try bench.expect(
            200, await bench.post(path, AttributionCreation(asked.question)))
        #expect(known.lacking.isEmpty && known.rows.count == 4)
        var other = asked.question
        other.mixture = ["web": 0.25, "books": 0.75]
        let refused = try await bench.post(path, AttributionCreation(other))
        #expect(refused.status == 422 && refused.pointers == ["/mixture/web"])
    }

    @Test func anInteractionMatrixHasAColumnForWhatHasNoWeightToo() async throws {
        let asked = try await ask(["web": 1])
        let path = "/v1/pools/\(asked.pool.id)/interactions"
        let queued: InteractionsResource = try bench.expect(
            202, await bench.post(path, InteractionsCreation(asked.question, step: 0.25)))
        #expect(queued.scores == 3 && queued.lacking.count == 3)
        #expect(try await scoreAll(asked) { 8 - 2 * $0 * $0 } == 3)
        let found: InteractionsResource = try bench.expect(
            200, await bench.post(path, InteractionsCreation(asked.question, step: 0.25)))
        let row = try #require(found.rows.first { $0.kind == .macro })
        #expect(row.partitions.map(\.side) == [.oneSided, .fixed])
        // d/dt of 8 − 2(1 − t)² at 0 is 4, where the value 6 stands for the score.
        #expect(abs(row.partitions[0].derivative - 4 * row.value / 6) < 1e-9)
        #expect(row.partitions[1].derivative == 0 && row.residual == 0)
    }

    @Test func whatIsWrongIsToldOnceWhereItStands() async throws {
        let asked = try await ask(["web": 0.5, "law": 0.5])
        let path = "/v1/pools/\(asked.pool.id)/attribution"
        let unknown = try await bench.post(path, AttributionCreation(asked.question))
        #expect(unknown.status == 422 && unknown.pointers == ["/mixture/law"])
        let query = "?evaluation_set=none&mixture=%7B%22web%22:1%7D"
        let set = try await bench.get(path + query)
        #expect(set.status == 400 && set.details.contains("query parameter evaluation_set there is no evaluation set"))
        #expect(try await bench.get(path).details.contains("mixture is missing"))
        #expect(try await bench.get(path + query + "&permutations=x").status == 400)
        let matrix = "/v1/pools/\(asked.pool.id)/interactions"
        #expect(try await bench.post(matrix, InteractionsCreation(asked.question, step: 0)).pointers == ["/step"])
        #expect(try await bench.post("/v1/pools/none/attribution", AttributionCreation(asked.question)).status == 404)
        #expect(try await bench.get("/v1/pools/none/ledger").status == 404)
        #expect(try await bench.post(path, json: "{}").pointers == ["/evaluation_set", "/mixture"])
    }

    @Test func theLedgerHoldsScoringAgainstTrainingEveryCandidate() async throws {
        let asked = try await ask(["web": 0.5, "books": 0.5])
        let path = "/v1/pools/\(asked.pool.id)/ledger"
        let empty: LedgerResource = try bench.expect(200, await bench.get(path))
        #expect(empty.entries.map(\.activity) == CostLedger.Activity.allCases && empty.alternative == nil)
        #expect(empty.entries.allSatisfy { $0.tokens == 0 && $0.flops == 0 && $0.seconds == 0 })
        _ = try await bench.post(
            "/v1/pools/\(asked.pool.id)/attribution", AttributionCreation(asked.question))
        #expect(try await scoreAll(asked) { _ in 5 } == 4)
        let ledger: LedgerResource = try bench.expect(200, await bench.get(path + "?tokens_per_candidate=1000"))
        let scoring = try #require(ledger.entries.first { $0.activity == .scoring })
        #expect(scoring.count == 4 && scoring.tokens == 4 * asked.set.bytes)
        #expect(scoring.flops == Double(2 * ledger.parameters * scoring.tokens) && scoring.seconds >= 0)
        let alternative = try #require(ledger.alternative)
        #expect(alternative.candidates == 1 && alternative.tokens == 1_000 && alternative.tokensSource == .given)
        #expect(alternative.flops == Double(6 * ledger.parameters * 1_000) && alternative.seconds == nil)
        #expect(try #require(alternative.ratio) == alternative.flops / scoring.flops)
        #expect(try await bench.get(path + "?tokens_per_candidate=0").status == 400)
    }
}
