import API
import Checkpoints
import Foundation
import HTTPTypes
import Jobs
import LanguageModels
import Mixtures
import Storage
import StrictJSON
import Tokenizers
import Words

/// Training runs: checkpoints continued on partitions.
struct TrainingRunDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let states: SupersededStates
    let identifiers: IdentifierSource
    let attempts: Int
    let admission: Admission
    /// Where what a run has made is registered.
    let checkpoints: CheckpointDesk
}

extension TrainingRunDesk {
    /// Queues a training run.
    func createTrainingRun(_ body: TrainingRunCreation, in transaction: Transaction) throws -> Answer {
        guard try transaction.trainingRun(named: body.name) == nil else {
            throw Problem.nameTaken("training run", body.name)
        }
        let findings = Findings()
        let start = try readStart(body, in: transaction, findings)
        let data = try readData(body, in: transaction, findings)
        try findings.check()
        guard let start else { throw Problem(.internalError) }
        try admission.admit(1, in: transaction)
        let id = identifiers.next(.trainingRun)
        let job = try jobs.enqueue(
            NewJob(kind: .training, subject: id, owner: id.text, maximumFailures: attempts),
            in: transaction)
        let record = TrainingRunRecord(
            id: id, name: body.name, kind: body.kind, start: start, data: data,
            plan: Data(try JSONCoder.encode(body.plan)), job: job.id, createdAt: time.now())
        try transaction.insert(record)
        return try answer(toTrainingRun: id, in: transaction)
    }

    private func answer(toTrainingRun id: Identifier, in transaction: Transaction) throws -> Answer {
        let resource = try trainingRun(id, in: transaction)
        var answer = try Answer(
            resource.state.isFinal ? .ok : .accepted, location: "/v1/training-runs/\(id)", resource)
        if !resource.state.isFinal {
            answer.followUp = FollowUp(jobs: [try Identifier(resource.job, of: .job)]) {
                try await store.read { try self.answer(toTrainingRun: id, in: $0) }
            }
        }
        return answer
    }

    private func readStart(
        _ body: TrainingRunCreation, in transaction: Transaction, _ findings: Findings
    ) throws -> TrainingRunRecord.Start? {
        let place = JSONPointer.root.appending("start")
        switch body.start {
        case .checkpoint(let text):
            let pointer = place.appending("checkpoint")
            guard let record = try findings.checkpoint(text, in: transaction, at: pointer) else { return nil }
            if record.file(OpenTokenizers.file) == nil, findings.checkReadsBytes(record, at: pointer) {
                findings.checkIsOfBytes(record, at: pointer, otherwise: nil)
            }
            checkContext(body.plan, atMost: record.context, findings)
            return .checkpoint(record.id)
        case .configuration(let keys):
            let pointer = place.appending("configuration")
            let json = Data(try JSONCoder.encode(keys))
            do {
                let configuration = try ModelConfiguration(json: json, file: "configuration")
                let bytes = ByteTokenizer.vocabularies
                if !bytes.contains(configuration.vocabularySize) {
                    findings.add(
                        pointer.appending("vocab_size"),
                        "is \(configuration.vocabularySize); expected \(bytes.lowerBound) to \(bytes.upperBound), for a "
                            + "model without a checkpoint is trained on bytes: 256 of them, the id 256 that begins a "
                            + "document, and padding")
                }
                checkContext(body.plan, atMost: configuration.maximumPositions, findings)
            } catch let error as CheckpointError {
                findings.add(error.subject.map { pointer.appending($0) } ?? pointer, error.message)
            }
            return .configuration(json)
        }
    }

    private func checkContext(_ plan: PlanResource, atMost limit: Int, _ findings: Findings) {
        guard plan.context > limit else { return }
        findings.add(
            JSONPointer.root.appending("plan").appending("context"),
            "is \(plan.context); expected at most the model's maximum, \(limit) positions")
    }

    private func readData(
        _ body: TrainingRunCreation, in transaction: Transaction, _ findings: Findings
    ) throws -> [TrainingRunRecord.Share] {
        let place = JSONPointer.root.appending("data")
        let mixture = findings.mixture(body.data, partitions: nil, normalize: false, at: place)
        var shares: [TrainingRunRecord.Share] = []
        for (text, weight) in body.data.sorted(by: { $0.key < $1.key }) {
            let id = try transaction.identifier(.partition, for: text, corpus: body.corpus)
            guard let record = try id.flatMap({ try transaction.partition($0) }) else {
                findings.add(
                    place.appending(text),
                    "is no partition of the corpus \"\(body.corpus)\", by name or by id"
                        + (try transaction.existing(.partition, for: text, corpus: body.corpus)))
                continue
            }
            if shares.contains(where: { $0.partition == record.id }) {
                findings.add(place.appending(text), "is named twice: by its name and by its id")
            }
            if mixture != nil, weight > 0 { shares.append(.init(partition: record.id, weight: weight)) }
        }
        if body.kind == .partition, let mixture, mixture.size != 1 {
            findings.add(place, "has \(mixture.size) partitions; a partition model is trained on exactly 1")
        }
        return shares.sorted { $0.partition < $1.partition }
    }

    /// A training run as it is shown.
    func trainingRun(_ id: Identifier, in transaction: Transaction) throws -> TrainingRunResource {
        guard let record = try transaction.trainingRun(id) else { throw Problem.notFound("training run \"\(id)\"") }
        return try trainingRun(record, in: transaction)
    }

    /// A training run as it is shown.
    func trainingRun(_ record: TrainingRunRecord, in transaction: Transaction) throws -> TrainingRunResource {
        let partitions = try record.data.map { share in
            guard let partition = try transaction.partition(share.partition) else {
                throw StorageError(
                    .corrupted, subject: "training run \(record.id)", message: "lacks partition \(share.partition)")
            }
            return (partition, share.weight)
        }
        let plan = try JSONCoder.decode(PlanResource.self, from: record.plan)
        let job = try transaction.job(record.job)
        let steps = record.losses.last?.step ?? 0
        let start: TrainingStart =
            switch record.start {
            case .checkpoint(let id): .checkpoint(id.text)
            case .configuration(let json):
                .configuration(try JSONCoder.decode([String: JSONValue].self, from: json))
            }
        return TrainingRunResource(
            id: record.id.text, name: record.name, kind: record.kind, state: record.state,
            start: start, corpus: partitions.first?.0.corpus ?? "default",
            data: partitions.map { TrainingShare(partition: $0.id.text, name: $0.name, weight: $1) }, plan: plan,
            job: record.job.text, checkpoint: record.checkpoint?.text,
            tokens: record.tokens ?? steps * plan.sequencesPerStep * plan.context,
            losses: record.losses.map { LossPoint(step: $0.step, loss: $0.loss) },
            error: job?.failure.map { WorkError($0) }, createdAt: record.createdAt.date,
            finishedAt: job?.finishedAt?.date)
    }
}
