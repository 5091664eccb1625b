import Foundation
import TestSupport
import Testing
import Words

@testable import Storage

@Suite struct StudyRecordsTests {
    private func study(_ bench: RecordsBench, _ name: String, state: StudyState = .running) -> StudyRecord {
        StudyRecord(
            id: bench.identifiers.next(.study), name: name, pool: bench.pools[0].id, evaluationSet: bench.set.id,
            definition: Data("{}".utf8), state: state, createdAt: bench.time.now())
    }

    @Test func aStudyComesBackAsItWasWritten() async throws {
        let bench = try await RecordsBench()
        var record = study(bench, "search")
        record.outcome = Data(#"{"reason":"budget"}"#.utf8)
        record.failure = JobFailure(code: "code", detail: "detail")
        record.finishedAt = bench.time.now()
        let written = record
        try await bench.store.write { try $0.insert(written) }
        let found = try await bench.store.read { [try $0.study(written.id), try $0.study(named: "search")] }
        #expect(found == [written, written])
        let taken = study(bench, "search")
        let error = await #expect(throws: StorageError.self) { try await bench.store.write { try $0.insert(taken) } }
        #expect(error?.code == .exists)
    }

    @Test func aDecisionIsStoredOnlyOnTheVersionThatItWasMadeOn() async throws {
        let bench = try await RecordsBench()
        let record = study(bench, "search")
        try await bench.store.write { try $0.insert(record) }
        var ended = record
        ended.state = .succeeded
        let decision = ended
        let outcomes = try await bench.store.write { [try $0.advance(record), try $0.advance(decision)] }
        #expect(outcomes == [true, false])
        let now = try #require(try await bench.store.read { try $0.study(record.id) })
        #expect(now.state == .running && now.version == 1)
    }

    @Test func studiesAreListedByPoolAndState() async throws {
        let bench = try await RecordsBench()
        let records = [study(bench, "a"), study(bench, "b", state: .failed), study(bench, "c")]
        try await bench.store.write { transaction in
            for record in records { try transaction.insert(record) }
        }
        let (running, first, other) = try await bench.store.read { transaction in
            (
                try transaction.studies(StudyFilter(pool: bench.pools[0].id, state: .running)).items.map(\.name),
                try transaction.studies(page: PageRequest(limit: 1)),
                try transaction.studies(StudyFilter(pool: bench.pools[1].id)).items
            )
        }
        #expect(running == ["c", "a"])
        #expect(first.items.map(\.name) == ["c"] && first.next == records[2].id)
        #expect(other.isEmpty)
    }

    @Test func aStudyIsToAdvanceWhenATrialOrAStepHasEndedOrNothingIsUnderWay() async throws {
        let bench = try await RecordsBench()
        let record = study(bench, "search")
        let evaluation = try await bench.insertEvaluation("one")
        let job = bench.job(.validity, record.id)
        /// Stores a decision that leaves nothing to decide on.
        func decide() async throws {
            try await bench.store.write { transaction in
                var decided = try #require(try transaction.study(record.id))
                decided.isDue = false
                #expect(try transaction.advance(decided))
            }
        }
        func isToAdvance() async throws -> Bool {
            try await bench.store.read { try $0.studiesToAdvance() } == [record.id]
        }
        try await bench.store.write { try $0.insert(record) }
        #expect(try await isToAdvance())
        try await decide()
        #expect(try await isToAdvance() == false)
        var trial = StudyTrialRecord(
            study: record.id, number: 1, trial: Data("{}".utf8), evaluation: evaluation.id,
            createdAt: bench.time.now())
        let pending = trial
        try await bench.store.write { try $0.insert(pending) }
        #expect(try await isToAdvance() == false)
        try await bench.store.write { transaction in
            _ = try transaction.execute("UPDATE job SET state = 'succeeded' WHERE id = ?", [evaluation.job.text])
        }
        #expect(try await isToAdvance())
        trial.state = .scored
        let taken = trial
        let step = StudyStepRecord(
            study: record.id, number: 1, step: Data("{}".utf8), job: job.id, createdAt: bench.time.now())
        try await bench.store.write { transaction in
            try transaction.update(taken)
            try transaction.insert(job)
            try transaction.insert(step, input: Data("{}".utf8))
        }
        #expect(try await isToAdvance() == false)
        try await bench.store.write { transaction in
            try transaction.finishStep(job: job.id, result: Data("[]".utf8))
            _ = try transaction.execute("UPDATE job SET state = 'succeeded' WHERE id = ?", [job.id.text])
        }
        #expect(try await isToAdvance())
        let (steps, trials, counts) = try await bench.store.read { transaction in
            (
                try transaction.steps(of: record.id), try transaction.trials(of: record.id),
                try transaction.trialCounts(of: record.id)
            )
        }
        #expect(steps.map(\.result) == [Data("[]".utf8)] && trials == [taken] && counts == [.scored: 1])
        try await bench.store.write { try $0.markTaken(step: 1, of: record.id) }
        #expect(try await bench.store.read { try $0.step(job: job.id)?.isTaken } == true)
        #expect(try await isToAdvance() == false)
        try await bench.store.write { try $0.markDue(studiesOf: bench.pools[0].id) }
        #expect(try await isToAdvance())
    }

    /// D10: each decision read every trial of its study.
    @Test func onlyTrialsThatHaveChangedAreReadAgain() async throws {
        let bench = try await RecordsBench()
        let record = study(bench, "search")
        let now = bench.time.now()
        let trials = (1...3).map {
            StudyTrialRecord(study: record.id, number: $0, trial: Data("{}".utf8), createdAt: now)
        }
        try await bench.store.write { transaction in
            try transaction.insert(record)
            for trial in trials { try transaction.insert(trial) }
            #expect(try transaction.advance(record))
        }
        func changed(after version: Int) async throws -> [Int] {
            try await bench.store.read { try $0.trials(of: record.id, changedAfter: version).map(\.number) }
        }
        #expect(try await changed(after: 0) == [1, 2, 3])
        #expect(try await changed(after: 1) == [])
        try await bench.store.write { transaction in
            try transaction.update(trials[1])
            #expect(try transaction.advance(try #require(try transaction.study(record.id))))
        }
        #expect(try await changed(after: 1) == [2])
    }

    @Test func aRetiredPartitionStaysInItsPool() async throws {
        let bench = try await RecordsBench()
        let pool = bench.pools[0].id
        let now = bench.time.now()
        try await bench.store.write { transaction in
            try transaction.retire("law", of: pool, at: now)
            try transaction.retire("law", of: pool, at: now.advanced(by: .seconds(1)))
        }
        #expect(try await bench.store.read { try $0.pool(pool)?.members.map(\.retiredAt) } == [now])
        #expect(try await bench.store.read { try $0.pool(bench.pools[1].id)?.members.map(\.retiredAt) } == [nil])
    }
}
