/// A query on a hot path, with the index that it must be answered by however many rows there are.
///
/// SQLite 3.40 passes over a partial index when another index matches too and there are no statistics, so each names its index.
/// A test reads the plan of every one at 100,000 rows.
struct HotQuery: Sendable {
    let name: String
    let sql: String
    /// The indexes that the plan must use.
    let indexes: [String]

    static let all = [
        queueHead, nextQueuedMoment, firstTurn, lastTurn, attemptsOverdue, attemptsOfWorker, studiesToAdvance,
    ]

    /// Takes a moment and a limit.
    static let queueHead = HotQuery(
        name: "the head of the queue",
        sql: """
            SELECT * FROM job INDEXED BY job_queue WHERE state = 'queued' AND open_needs = 0 AND not_before <= ?
            ORDER BY priority DESC, turn, id LIMIT ?
            """, indexes: ["job_queue"])

    /// Takes a moment.
    static let nextQueuedMoment = HotQuery(
        name: "the next moment at which a job may be leased",
        sql: """
            SELECT min(not_before) FROM job INDEXED BY job_queue_waiting
            WHERE state = 'queued' AND open_needs = 0 AND not_before > ?
            """, indexes: ["job_queue_waiting"])

    /// Takes a priority.
    static let firstTurn = HotQuery(
        name: "the turn that is up",
        sql: """
            SELECT min(turn) FROM job INDEXED BY job_queue WHERE state = 'queued' AND open_needs = 0 AND priority = ?
            """, indexes: ["job_queue"])

    /// Takes an owner and a priority.
    static let lastTurn = HotQuery(
        name: "an owner's last turn",
        sql: """
            SELECT max(turn) FROM job INDEXED BY job_queue_by_owner
            WHERE state = 'queued' AND owner = ? AND priority = ?
            """, indexes: ["job_queue_by_owner"])

    /// Takes a moment.
    static let attemptsOverdue = HotQuery(
        name: "the attempts that are overdue",
        sql: """
            SELECT * FROM attempt INDEXED BY attempt_under_way_by_deadline
            WHERE outcome IS NULL AND deadline <= ? ORDER BY deadline, job
            """, indexes: ["attempt_under_way_by_deadline"])

    /// Takes a worker.
    static let attemptsOfWorker = HotQuery(
        name: "the attempts of a worker",
        sql: """
            SELECT * FROM attempt INDEXED BY attempt_under_way_by_worker
            WHERE worker = ? AND outcome IS NULL ORDER BY job
            """, indexes: ["attempt_under_way_by_worker"])

    /// Walks what running studies wait for, never what has ended.
    static let studiesToAdvance = HotQuery(
        name: "the studies to advance",
        sql: """
            SELECT id FROM study WHERE state = 'running' AND (
                due = 1
                OR EXISTS (SELECT 1 FROM study_trial t INDEXED BY study_trial_waiting
                    CROSS JOIN evaluation e ON e.id = t.evaluation
                    WHERE t.study = study.id AND t.state = 'waiting'
                    AND e.state IN ('succeeded', 'failed', 'cancelled', 'expired'))
                OR EXISTS (SELECT 1 FROM study_step s INDEXED BY study_step_under_way
                    CROSS JOIN job j ON j.id = s.job
                    WHERE s.study = study.id AND s.taken = 0
                    AND j.state IN ('succeeded', 'failed', 'cancelled', 'expired')))
            ORDER BY id
            """, indexes: ["study_by_state", "study_trial_waiting", "study_step_under_way"])
}
