import Testing

@testable import assayd

/// Connections never take the descriptors that the service itself needs.
@Suite struct DescriptorBudgetTests {
    @Test(arguments: [
        // Debian's hard limit: as many as are wished for.
        (1_048_576, 1, 1024, 1024),
        // Where 1,024 cannot be raised, connections leave room for the service and for a blob each.
        (1024, 1, 1024, 460),
        (1024, 1, 100, 100),
        (256, 0, 1024, 80),
        // Each worker has pipes and connections.
        (1024, 101, 1024, 60),
        // One connection at least.
        (64, 0, 1024, 1),
        (Int.max, 256, 100_000, 100_000),
    ])
    func connectionsLeaveWhatTheServiceNeeds(limit: Int, workers: Int, wanted: Int, connections: Int) {
        let budget = DescriptorBudget(limit: limit, workers: workers)
        #expect(budget.connections(of: wanted) == connections)
    }

    @Test func theLimitIsRaisedAsFarAsItMayBe() {
        let limit = DescriptorBudget.raisedLimit()
        #expect(limit > 0)
        #expect(DescriptorBudget.raisedLimit() == limit)
    }
}
