import TestSupport
import Testing
import Words

@testable import Storage

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
            try $0.recordRequest(for: record.id, pool: second, label: "again")
            try $0.recordRequest(for: record.id, pool: second, label: "again")
            try $0.recordRequest(for: record.id, pool: second, label: nil)
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

    /// D15: the identifiers of a moment before 1970 were those of the farthest future.
    @Test(arguments: [Int64.min / 2, -1, 0])
    func whatWasCreatedAfterAnEarlyMomentIsEverything(milliseconds: Int64) async throws {
        let record = try await bench.insertEvaluation("one")
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(try await list(EvaluationFilter(createdAfter: moment)).items.map(\.id) == [record.id])
        #expect(try await list(EvaluationFilter(createdAfter: Timestamp(milliseconds: .max / 2))).items == [])
    }

    /// D16: sets of other corpora were taken out of a page that had been cut already.
    @Test func aPageOfOneCorpusIsFull() async throws {
        var others: [EvaluationSetRecord] = []
        for number in 0..<6 {
            var record = bench.set
            record.id = bench.identifiers.next(.evaluationSet)
            record.name = "set \(number)"
            record.corpus = number % 2 == 0 ? "even" : "odd"
            others.append(record)
        }
        let made = others
        try await store.write { transaction in for record in made { try transaction.insert(record) } }
        let page = try await store.read {
            try $0.evaluationSets(corpus: "odd", page: PageRequest(limit: 2, order: .oldestFirst))
        }
        #expect(page.items.map(\.name) == ["set 1", "set 3"])
        #expect(page.next == page.items.last?.id)
        #expect(try await store.read { try $0.evaluationSets(corpus: "even").items.count } == 3)
    }

    /// Each set of conditions walks another index: all of them find what a look at every evaluation finds.
    @Test func everySetOfConditionsFindsTheSame() async throws {
        for number in 0..<12 {
            let record = try await bench.insertEvaluation(
                "\(number)", pool: number % 3 == 2 ? nil : number % 3, label: number % 2 == 0 ? "even" : nil)
            guard number % 4 == 0 else { continue }
            try await store.write { transaction in
                guard var job = try transaction.job(record.job) else { return }
                job.state = .failed
                _ = try transaction.update(job, ifState: .queued, attempts: 0)
                try transaction.recordRequest(for: record.id, pool: bench.pools[1].id, label: "again")
            }
        }
        let all = try await list(EvaluationFilter()).items
        for kind in EvaluationFilter.everyKind {
            for state in [JobState.failed, .queued] {
                for (pool, label) in [(0, "even"), (1, "again"), (1, "even")] {
                    var filter = kind
                    filter.pool = kind.pool.map { _ in bench.pools[pool].id }
                    filter.evaluationSet = kind.evaluationSet.map { _ in bench.set.id }
                    filter.state = kind.state.map { _ in state }
                    filter.label = kind.label.map { _ in label }
                    let asked = filter
                    let expected = try await store.read { transaction in
                        try all.filter { try transaction.matches(asked, $0) }.map(\.id)
                    }
                    #expect(try await list(filter).items.map(\.id) == expected, "\(filter)")
                }
            }
        }
    }
}

extension Transaction {
    /// Whether a filter lets an evaluation through, by a look at who asked for it.
    fileprivate func matches(_ filter: EvaluationFilter, _ record: EvaluationRecord) throws -> Bool {
        let requests = try rows(
            "SELECT pool, label FROM evaluation_request WHERE evaluation = ?", [record.id.text],
            of: "evaluation_request"
        ) { (pool: try $0.text("pool"), label: try $0.text("label")) }
        let isAsked = requests.contains { request in
            (filter.pool.map { request.pool == $0.text } ?? true) && (filter.label.map { request.label == $0 } ?? true)
        }
        return isAsked && filter.state.map { $0 == record.state } ?? true
            && filter.evaluationSet.map { $0 == record.evaluationSet } ?? true
    }
}
