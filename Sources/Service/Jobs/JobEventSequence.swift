public import Storage
import Words

/// Something that became of a job.
public enum JobEvent: Hashable, Sendable {
    /// A change of state, with its place in the job's log: an event's id.
    case transition(TransitionRecord)
    /// The share that is done, 0 to 1. Not in the log.
    case progress(Double)
}

extension JobQueue {
    /// Everything that becomes of a job, from after one of its changes of state until it ends.
    ///
    /// Changes of state come from the log in the store, so none is missed or told twice, not even over a restart.
    /// Nothing is buffered: the next event is read when it is asked for.
    /// - Parameter sequence: the last change that is known already; 0 for none.
    public func events(of job: Identifier, after sequence: Int = 0) -> JobEventSequence {
        JobEventSequence(queue: self, job: job, sequence: sequence)
    }
}

/// The events of one job; ends with the job, or when the task is cancelled.
public struct JobEventSequence: AsyncSequence, Sendable {
    public typealias Element = JobEvent

    let queue: JobQueue
    let job: Identifier
    let sequence: Int

    public func makeAsyncIterator() -> Iterator {
        Iterator(
            queue: queue, job: job, sequence: sequence, subscription: queue.notifier.changes(of: job))
    }

    public struct Iterator: AsyncIteratorProtocol {
        let queue: JobQueue
        let job: Identifier
        var sequence: Int
        let subscription: ChangeNotifier.Subscription
        var progress: Double?
        var pending: [JobEvent] = []
        var hasEnded = false

        /// The next event; `nil` once the job has ended.
        ///
        /// - Throws: ``StorageError`` with code `missing` if the job is not there.
        public mutating func next() async throws -> JobEvent? {
            while pending.isEmpty {
                if hasEnded || Task.isCancelled { return nil }
                try await read()
                if pending.isEmpty, !hasEnded {
                    await subscription.next()
                }
            }
            return pending.removeFirst()
        }

        private mutating func read() async throws {
            let (job, queue, last) = (self.job, self.queue, sequence)
            let (record, transitions) = try await queue.store.read { transaction in
                (try queue.existing(job, in: transaction), try transaction.transitions(of: job, after: last))
            }
            pending = transitions.map { .transition($0) }
            if let transition = transitions.last { sequence = transition.sequence }
            let share = queue.latest(record).progress
            if let share, share != progress, !record.state.isFinal { pending.append(.progress(share)) }
            progress = share
            hasEnded = record.state.isFinal
        }
    }
}
