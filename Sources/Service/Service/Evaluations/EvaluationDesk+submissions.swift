import API
import Storage

/// Submissions that are larger than one write should be: stored in pieces, accepted by one row, carried out in pieces.
///
/// Once it is accepted all of it is carried out, after a crash at the next start; before, nothing of it is there.
extension EvaluationDesk {
    /// Questions that one write turns into evaluations at most, so that the writer is soon free for others.
    static let piece = 200

    /// Finds the evaluations that answer a submission, or queues them: all of them or none.
    ///
    /// - Parameter questions: What was read of the submission, perhaps a moment ago.
    /// - Returns: What is kept of it (``KeptEvaluations``), once everything is on disk.
    func submit(
        _ submission: EvaluationSubmission, _ questions: [EvaluationQuestion], _ once: OnceForKey
    ) async throws -> Answer {
        guard questions.count > Self.piece else {
            return try await store.write { [self] transaction in
                try once.answer(in: transaction) {
                    try KeptEvaluations(ids: submit(submission, questions, in: transaction)).answer
                }
            }
        }
        if let answer = try await store.write({ try once.storedAnswer(in: $0) }) { return answer }
        guard let id = try await accept(questions, key: once.key) else {
            return try await submit(submission, try await self.questions(submission), once)
        }
        return try await carryOut(id, key: once.key, questions.map(\.stored).pieces(of: Self.piece))
    }

    /// Stores what is asked, and promises that it is carried out.
    ///
    /// - Returns: The submission's number; `nil`, and nothing is stored, if a pool that questions were read over has
    ///   changed meanwhile.
    func accept(_ questions: [EvaluationQuestion], key: IdempotencyKey?) async throws -> Int? {
        let keys = Set(questions.map(\.stored.key))
        let known = try await store.read { try $0.knownEvaluations(keys: keys) }
        let id = try await store.write { [self] transaction in
            try admission.admit(keys.count - known, in: transaction)
            return try transaction.beginSubmission(key?.stored, at: time.now())
        }
        do {
            for (number, piece) in questions.map(\.stored).pieces(of: Self.piece).enumerated() {
                let data = try StoredJSON.encode(piece)
                try await store.write {
                    try $0.insert(SubmissionPiece(submission: id, number: number, questions: data))
                }
            }
            return try await store.write { [self] transaction in
                guard try stillStand(questions, in: transaction) else {
                    try transaction.removeSubmission(id)
                    return nil
                }
                try transaction.acceptSubmission(id)
                return id
            }
        } catch {
            // Should this fail too, the next start removes it.
            _ = try await store.write { try $0.removeSubmission(id) }
            throw error
        }
    }

    /// Carries out what is left of a submission that was accepted, and keeps its answer with its key.
    ///
    /// - Parameter pieces: What the pieces ask, where that is known still.
    func carryOut(_ id: Int, key: IdempotencyKey?, _ pieces: [[StoredQuestion]] = []) async throws -> Answer {
        var desk = self
        desk.admission.limit = nil
        desk.logProbabilities.admission.limit = nil
        desk.tokens.admission.limit = nil
        let admitted = desk
        while let piece = try await store.read({ try $0.nextPiece(ofSubmission: id) }) {
            let questions =
                pieces.indices.contains(piece.number)
                ? pieces[piece.number] : try StoredJSON.decode([StoredQuestion].self, from: piece.questions)
            try await store.write { transaction in
                let ids = try admitted.submit(questions, in: transaction)
                try transaction.endPiece(piece.number, ofSubmission: id, evaluations: ids)
            }
        }
        let answer = try KeptEvaluations(ids: try await store.read { try $0.evaluations(ofSubmission: id) }).answer
        try await store.write { [time] transaction in
            try transaction.removeSubmission(id)
            // A client that was told of an error may have come again meanwhile, and have been answered.
            guard let key, try transaction.idempotencyRecord(key: key.key, scope: key.scope) == nil else { return }
            try key.store(answer, in: transaction, at: time.now())
        }
        return answer
    }

    /// Carries out the submissions that a crash has cut off after they were accepted, and removes the others; to be
    /// called at the start.
    func finishSubmissions() async throws {
        for record in try await store.read({ try $0.submissions() }) {
            if record.isAccepted {
                _ = try await carryOut(record.id, key: record.key.map(IdempotencyKey.init))
            } else {
                _ = try await store.write { try $0.removeSubmission(record.id) }
            }
        }
    }
}

extension [StoredQuestion] {
    /// The questions in their order, some at a time.
    fileprivate func pieces(of size: Int) -> [[StoredQuestion]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
