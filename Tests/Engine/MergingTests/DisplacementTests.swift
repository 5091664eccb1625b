import Checkpoints
import Merging
import Synchronization
import Testing

@Suite struct DisplacementTests {
    private func member(_ name: String) throws -> MergeMember {
        MergeMember(name: name, source: try CheckpointFolder.open(fixture("methods/\(name)")), weight: 1)
    }

    private func base() throws -> MergeBase {
        MergeBase(name: "base", source: try CheckpointFolder.open(fixture("methods/base")))
    }

    @Test func equalsNumpy() throws {
        let expected = try MethodFixture.record().displacement
        let measured = try Displacement.measure(base: base(), members: expected.names.map(member))
        #expect(measured.members.map(\.name) == expected.names)
        for (index, member) in measured.members.enumerated() {
            #expect(abs(member.distance - expected.distances[index]) <= 1e-8)
            for (cosine, other) in zip(member.cosines, expected.cosines[index]) {
                #expect(abs((cosine ?? .nan) - other) <= 1e-6)
            }
        }
    }

    @Test func threadsDoNotChangeItAndProgressEndsAtOne() throws {
        let members = try ["law", "news"].map(member)
        let shares = Mutex([Double]())
        let one = try Displacement.measure(base: base(), members: members)
        let three = try Displacement.measure(
            base: base(), members: members, threads: 3, progress: { share in shares.withLock { $0.append(share) } })
        #expect(one == three)
        #expect(shares.withLock { $0.last } == 1)
        #expect(shares.withLock { $0 == $0.sorted() })
    }

    @Test func aModelThatHasNotMovedHasNoDirection() throws {
        let measured = try Displacement.measure(base: base(), members: [member("base"), member("law")])
        #expect(measured.members[0].distance == 0)
        #expect(measured.members[0].cosines == [nil, nil])
        #expect(measured.members[1].cosines == [nil, 1])
    }

    @Test func stopsWhenItIsCancelled() throws {
        #expect(throws: CancellationError.self) {
            _ = try Displacement.measure(base: base(), members: [member("law")], isCancelled: { true })
        }
    }
}
