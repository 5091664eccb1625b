import Kernels
import Synchronization
import Testing

@Suite("A team of threads")
struct ThreadTeamTests {
    private struct Failure: Error, Equatable {
        var item: Int
    }

    @Test("Every item is done once, by a thread of the team", arguments: [1, 2, 5])
    func everyItem(count: Int) throws {
        let team = try ThreadTeam(count: count)
        for _ in 0..<200 {
            let done = Mutex<[Int]>([])
            try team.forEach(below: 37) { item, thread in
                #expect(thread < count)
                done.withLock { $0.append(item) }
            }
            #expect(done.withLock { $0.sorted() } == Array(0..<37))
        }
    }

    @Test("An error reaches the caller, and the team works on")
    func errors() throws {
        let team = try ThreadTeam(count: 3)
        #expect(throws: Failure.self) {
            try team.forEach(below: 10) { item, _ in if item >= 4 { throw Failure(item: item) } }
        }
        let sum = Atomic<Int>(0)
        try team.forEach(below: 10) { item, _ in sum.add(item, ordering: .relaxed) }
        #expect(sum.load(ordering: .relaxed) == 45)
        try team.forEach(below: 0) { _, _ in Issue.record("there is nothing to do") }
    }
}
