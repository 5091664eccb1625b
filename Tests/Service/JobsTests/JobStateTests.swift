import Jobs
import Storage
import Testing
import Words

@Suite struct JobStateTests {
    /// Every pair of state and occurrence, written down: `nil` where the occurrence is refused.
    static let table: [JobState: [JobOccurrence: JobState]] = [
        .queued: [.leased: .scheduled, .cancelRequested: .cancelled, .needEnded: .failed],
        .scheduled: [
            .began: .running, .succeeded: .succeeded, .failed: .failed, .interrupted: .queued,
            .cancelRequested: .cancelled,
        ],
        .running: [
            .succeeded: .succeeded, .failed: .failed, .interrupted: .queued, .cancelRequested: .cancelling,
            .overran: .expired,
        ],
        .cancelling: [
            .succeeded: .cancelled, .failed: .cancelled, .interrupted: .cancelled, .overran: .cancelled,
        ],
        .succeeded: [:],
        .failed: [.retried: .queued],
        .cancelled: [.retried: .queued],
        .expired: [.retried: .queued],
    ]

    @Test(arguments: JobState.allCases) func everyOccurrenceLeadsWhereTheTableSays(state: JobState) throws {
        let row = try #require(Self.table[state])
        for occurrence in JobOccurrence.allCases {
            #expect(state.after(occurrence) == row[occurrence], "\(state) \(occurrence)")
        }
    }

    @Test func onlyARetryLeavesATerminalState() {
        for state in JobState.allCases where state.isFinal {
            for occurrence in JobOccurrence.allCases where occurrence != .retried {
                #expect(state.after(occurrence) == nil)
            }
        }
    }

    @Test func noPathLeadsFromACancellationToSuccess() {
        var reached: Set<JobState> = [.cancelling]
        for _ in JobState.allCases {
            for state in reached {
                for occurrence in JobOccurrence.allCases where occurrence != .retried {
                    if let next = state.after(occurrence) { reached.insert(next) }
                }
            }
        }
        #expect(reached == [.cancelling, .cancelled])
    }
}
