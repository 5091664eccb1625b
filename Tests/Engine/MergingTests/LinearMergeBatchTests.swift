import Checkpoints
import Merging
import Synchronization
import Testing

@Suite("Several sums over one list of models")
struct LinearMergeBatchTests {
    /// Counts how often each element of a member is read.
    final class Counting: TensorSource {
        let base: any TensorSource
        let reads = Mutex<[TensorName: Int]>([:])

        init(_ base: any TensorSource) { self.base = base }

        var tensorNames: [TensorName] { base.tensorNames }
        func shape(of name: TensorName) -> TensorShape? { base.shape(of: name) }
        func read(
            _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
        ) throws {
            reads.withLock { $0[name, default: 0] += elements.count }
            try base.read(name, elements: elements, into: destination)
        }
        func accumulate(
            _ name: TensorName, elements: Range<Int>, weight: Float, isFirst: Bool,
            into destination: UnsafeMutableBufferPointer<Float>
        ) throws {
            reads.withLock { $0[name, default: 0] += elements.count }
            try base.accumulate(name, elements: elements, weight: weight, isFirst: isFirst, into: destination)
        }
    }

    /// Checkpoints of one shape, in different types.
    private static let names = ["one", "two", "three", "half2"]
    private static let weights = [
        [0.25, 0.25, 0.25, 0.25], [0.7, 0, 0.1, 0.2], [0, 1, 0, 0], [0, 0.3, 0.3, 0.4],
    ]

    private func members() throws -> [(name: String, source: any TensorSource)] {
        try Self.names.map { ($0, Counting(try CheckpointFolder.open(fixture($0)))) }
    }

    private func values(_ batch: LinearMergeBatch, _ name: TensorName) throws -> [[Float]] {
        let count = try #require(batch.shape(of: name)).elementCount
        var all = [Float](repeating: .nan, count: count * batch.count)
        try all.withUnsafeMutableBufferPointer { all in
            try batch.read(
                name, elements: 0..<count,
                into: (0..<batch.count).map {
                    UnsafeMutableBufferPointer(rebasing: all[$0 * count..<($0 + 1) * count])
                })
        }
        return (0..<batch.count).map { Array(all[$0 * count..<($0 + 1) * count]) }
    }

    @Test("Each sum has the bits that it has alone, and each member is read once")
    func bits() throws {
        let members = try members()
        let batch = try LinearMergeBatch(members: members, weights: Self.weights)
        #expect(batch.count == 4)
        let alone = try Self.weights.map { weights in
            try LinearMerge(
                members: zip(members, weights).filter { $1 != 0 }.map {
                    .init(name: $0.name, source: $0.source, weight: $1)
                })
        }
        for name in batch.tensorNames {
            let count = try #require(batch.shape(of: name)).elementCount
            let before = counts(members, name)
            let sums = try values(batch, name)
            #expect(zip(counts(members, name), before).map { $0 - $1 } == [count, count, count, count])
            for (sum, merge) in zip(sums, alone) {
                #expect(sum.map(\.bitPattern) == (try merge.values(of: name)).map(\.bitPattern))
            }
        }
    }

    private func counts(_ members: [(name: String, source: any TensorSource)], _ name: TensorName) -> [Int] {
        members.compactMap { $0.source as? Counting }.map { $0.reads.withLock { $0[name, default: 0] } }
    }

    @Test("A sum without members, or with a weight that is no number, is refused")
    func refusals() throws {
        let members = try members()
        #expect(throws: MergeError.noMembers) { _ = try LinearMergeBatch(members: members, weights: []) }
        #expect(throws: MergeError.noMembers) { _ = try LinearMergeBatch(members: members, weights: [[0, 0, 0, 0]]) }
        #expect(throws: MergeError.noMembers) { _ = try LinearMergeBatch(members: members, weights: [[1]]) }
        #expect(throws: MergeError.invalidWeight(member: "two", weight: "nan")) {
            _ = try LinearMergeBatch(members: members, weights: [[1, .nan, 0, 0]])
        }
    }

    @Test("A member with a value that is no number is named")
    func notFinite() throws {
        let good = try MemoryTensorSource(["a": ([2], [1, 2])])
        let bad = try MemoryTensorSource(["a": ([2], [1, .infinity])])
        let batch = try LinearMergeBatch(
            members: [("good", good), ("bad", bad)], weights: [[0.5, 0.5], [1, 0]])
        #expect(throws: (any Error).self) { _ = try values(batch, "a") }
    }
}
