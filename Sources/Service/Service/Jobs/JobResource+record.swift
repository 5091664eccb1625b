import API
import Storage

extension JobResource {
    /// - Parameters:
    ///   - attempts: left empty in lists.
    ///   - needs: left empty in lists.
    init(_ record: JobRecord, attempts: [AttemptRecord] = [], needs: [Identifier] = []) throws {
        self.init(
            id: record.id.text, kind: record.kind, state: record.state,
            subject: record.subject.text, priority: record.priority, progress: record.progress,
            error: record.failure.map { WorkError($0) }, attempts: attempts.map { AttemptResource($0) },
            needs: needs.isEmpty ? nil : needs.map(\.text), createdAt: record.createdAt.date,
            scheduledAt: attempts.last?.leasedAt.date,
            startedAt: record.startedAt?.date, finishedAt: record.finishedAt?.date)
    }
}

extension AttemptResource {
    init(_ record: AttemptRecord) {
        self.init(
            number: record.number, worker: record.worker.text, state: record.outcome?.rawValue ?? "running",
            startedAt: (record.startedAt ?? record.leasedAt).date, endedAt: record.finishedAt?.date,
            error: record.failure.map { WorkError($0) })
    }
}

extension WorkError {
    /// A failure that has been kept: whether it was retried is told by the attempts.
    init(_ failure: JobFailure) {
        self.init(code: failure.code, detail: failure.detail, retryable: failure.code == "worker-lost")
    }
}
