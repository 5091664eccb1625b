import API
import Jobs
import Storage

extension WorkerResource {
    /// - Parameters:
    ///   - queue: knows when the worker was last heard of.
    ///   - held: the jobs that it has leased.
    init(_ record: WorkerRecord, in queue: JobQueue, holding held: [Identifier] = []) {
        let record = queue.latest(record)
        self.init(
            id: record.id.text, name: record.name, pid: record.pid, host: record.host, threads: record.threads,
            kernelPath: record.kernelPath, state: queue.isAlive(record) ? .alive : .gone, jobs: held.map(\.text),
            registeredAt: record.registeredAt.date, seenAt: record.lastSeenAt.date)
    }
}
