import API
import Foundation
import Mixtures
import Storage
import Studies
import Synchronization
import TestSupport
import Testing
import Words

@testable import Service

/// Decisions read what has changed since the one before (D10: each decoded every trial of its study).
@Suite struct StudyMemoryTests {
    let bench: ServiceBench

    init() throws {
        bench = try ServiceBench()
    }

    private var store: Store { bench.store }

    /// A study with three trials, each of which is stored.
    private func study() async throws -> StudyRecord {
        let (pool, set) = try await bench.makePool()
        let (pools, sets) = (try Identifier(pool.id, of: .pool), try Identifier(set.id, of: .evaluationSet))
        let now = Storage.Timestamp(milliseconds: 1_000)
        let record = StudyRecord(
            id: Identifier.first(of: .study, at: now), name: "search", pool: pools, evaluationSet: sets,
            definition: Data("{}".utf8), createdAt: now)
        let trials = try (1...3).map { try Self.trial($0, of: record) }
        try await store.write { transaction in
            try transaction.insert(record)
            for trial in trials { try transaction.insert(trial) }
            #expect(try transaction.advance(record))
        }
        return try await read(record.id)
    }

    private func read(_ id: Identifier) async throws -> StudyRecord {
        try #require(try await store.read { try $0.study(id) })
    }

    private static func trial(
        _ number: Int, of study: StudyRecord, losses: [String: Double]? = nil
    ) throws -> StudyTrialRecord {
        let trial = Trial(
            number: number, candidate: nil, origin: .told, round: 1, state: losses == nil ? .waiting : .scored,
            losses: losses)
        return StudyTrialRecord(
            study: study.id, number: number, trial: try StoredJSON.encode(trial), state: trial.state,
            createdAt: study.createdAt)
    }

    /// A memory, and what it has decoded since it was last asked.
    private func memory() -> (StudyMemory, decoded: @Sendable () -> [Int]) {
        let numbers = Counted()
        let memory = StudyMemory { record in
            numbers.values.withLock { $0.append(record.number) }
            return try StudyMaterial.StoredTrial(record)
        }
        return (
            memory,
            {
                numbers.values.withLock { values in
                    defer { values = [] }; return values
                }
            }
        )
    }

    private final class Counted: Sendable {
        let values = Mutex<[Int]>([])
    }

    /// The losses of a study's trials, as a memory has them.
    private func losses(
        of record: StudyRecord, _ memory: StudyMemory
    ) async throws -> [[String: Double]?] {
        try await store.read { try memory.trials(of: record, in: $0, isCommitted: true).map(\.trial.losses) }
    }

    @Test func aDecisionReadsWhatHasChangedSinceTheOneBefore() async throws {
        let record = try await study()
        let (memory, decoded) = memory()
        #expect(try await losses(of: record, memory) == [nil, nil, nil])
        #expect(decoded() == [1, 2, 3])
        #expect(try await losses(of: record, memory) == [nil, nil, nil])
        #expect(decoded() == [])
        let scored = try Self.trial(2, of: record, losses: ["law": 1])
        let new = try Self.trial(4, of: record)
        try await store.write { transaction in
            try transaction.update(scored)
            try transaction.insert(new)
            #expect(try transaction.advance(record))
        }
        let later = try await read(record.id)
        #expect(try await losses(of: later, memory) == [nil, ["law": 1], nil, nil])
        #expect(decoded() == [2, 4])
        // Whoever still reads the study as it was, reads it from the store.
        #expect(try await losses(of: record, memory).count == 4)
        #expect(decoded() == [1, 2, 3, 4])
        #expect(try await losses(of: later, memory).count == 4)
        #expect(decoded() == [])
    }

    @Test func whatAWriteHasChangedIsNotRememberedBeforeItIsCommitted() async throws {
        let record = try await study()
        let (memory, decoded) = memory()
        _ = try await losses(of: record, memory)
        let scored = try Self.trial(1, of: record, losses: ["law": 1])
        await #expect(throws: CancellationError.self) {
            try await store.write { transaction in
                try transaction.update(scored)
                _ = try transaction.advance(record)
                let changed = try #require(try transaction.study(record.id))
                let seen = try memory.trials(of: changed, in: transaction, isCommitted: false)
                #expect(seen.first?.trial.losses == ["law": 1])
                throw CancellationError()
            }
        }
        _ = decoded()
        #expect(try await losses(of: record, memory) == [nil, nil, nil])
        #expect(decoded() == [])
    }
}
