import Storage
import TestSupport
import Testing
import Words

@Suite struct ListTests {
    let bench: RecordsBench
    var store: Store { bench.store }

    init() async throws {
        bench = try await RecordsBench()
    }

    private func list(_ filter: EvaluationFilter, _ page: PageRequest = PageRequest()) async throws
        -> Page<EvaluationRecord>
    {
        try await store.read { try $0.evaluations(filter, page: page) }
    }

    @Test(arguments: [PageRequest.Order.newestFirst, .oldestFirst], [1, 3, 7, 50])
    func pagesGiveEveryItemOnceInOrder(order: PageRequest.Order, limit: Int) async throws {
        var made: [Identifier] = []
        for number in 0..<7 { made.append(try await bench.insertEvaluation("\(number)").id) }
        var seen: [Identifier] = []
        var page = PageRequest(limit: limit, order: order)
        while true {
            let part = try await list(EvaluationFilter(pool: bench.pools[0].id), page)
            #expect(part.items.count <= limit)
            seen += part.items.map(\.id)
            guard let next = part.next else { break }
            page.after = next
        }
        #expect(seen == (order == .oldestFirst ? made : made.reversed()))
    }

    @Test func whatComesInBetweenDoesNotShiftThePages() async throws {
        for number in 0..<4 { try await bench.insertEvaluation("\(number)") }
        let first = try await list(EvaluationFilter(), PageRequest(limit: 2))
        try await bench.insertEvaluation("new")
        let second = try await list(EvaluationFilter(), PageRequest(after: first.next, limit: 2))
        #expect(Set(first.items.map(\.id)).isDisjoint(with: second.items.map(\.id)))
        #expect(second.items.count == 2 && second.next == nil)
    }

    @Test func everyPoolAndLabelThatAskedFindsTheEvaluation() async throws {
        let record = try await bench.insertEvaluation("one", label: "sweep")
        let other = try await bench.insertEvaluation("two")
        let second = bench.pools[1].id
        try await store.write {
            try $0.noteRequest(for: record.id, pool: second, label: "again")
            try $0.noteRequest(for: record.id, pool: second, label: "again")
            try $0.noteRequest(for: record.id, pool: second, label: nil)
        }
        #expect(try await list(EvaluationFilter(pool: second)).items.map(\.id) == [record.id])
        #expect(try await list(EvaluationFilter(pool: bench.pools[0].id)).items.map(\.id) == [other.id, record.id])
        #expect(try await list(EvaluationFilter(label: "again")).items.map(\.id) == [record.id])
        #expect(try await list(EvaluationFilter(pool: second, label: "sweep")).items == [])
        #expect(try await list(EvaluationFilter(pool: second, state: .queued)).items.map(\.id) == [record.id])
        #expect(try await list(EvaluationFilter(state: .queued, label: "sweep")).items.map(\.id) == [record.id])
        #expect(try await list(EvaluationFilter(state: .running)).items == [])
    }

    @Test func filtersHoldTogether() async throws {
        let before = try await bench.insertEvaluation("before")
        let moment = bench.time.now()
        bench.time.advance(by: .milliseconds(1))
        let after = try await bench.insertEvaluation("after")
        let set = bench.set.id
        #expect(try await list(EvaluationFilter(createdAfter: moment)).items.map(\.id) == [after.id])
        #expect(
            try await list(EvaluationFilter(pool: bench.pools[0].id, evaluationSet: set)).items.map(\.id)
                == [after.id, before.id])
        let elsewhere = bench.identifiers.next(.evaluationSet)
        #expect(try await list(EvaluationFilter(evaluationSet: elsewhere)).items == [])
        #expect(try await store.read { try $0.jobs(JobFilter(kind: .training)).items } == [])
        #expect(try await store.read { try $0.jobs(JobFilter(state: .queued, kind: .evaluation)).items.count } == 2)
        #expect(try await store.read { try $0.jobCounts() } == [.queued: 2])
        #expect(try await store.read { try $0.partitions(PartitionFilter(role: .base)).items } == [])
        #expect(try await store.read { try $0.partitions(PartitionFilter(corpus: "default")).items.count } == 1)
    }
}
