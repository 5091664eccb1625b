import API
import Storage

extension WorkerResource {
    init(_ record: WorkerRecord, jobs: [Identifier]) {
        self.init(
            id: record.id.text, name: record.name, pid: record.pid, host: record.host, threads: record.threads,
            kernelPath: record.kernelPath, state: record.goneAt == nil ? .alive : .gone, jobs: jobs.map(\.text),
            registeredAt: record.registeredAt.date, seenAt: record.lastSeenAt.date)
    }
}
