public import Foundation
import Kernels

extension Training {
    /// Everything that the rest of the run depends on: a run restored from it gives the same bits as one never stopped.
    public func save() throws -> Data {
        var bytes = try stateHeader().prefix()
        for storage in [values, firstMoment, secondMoment] {
            bytes.append(UnsafeBufferPointer(start: storage.start, count: storage.count))
        }
        return bytes
    }

    /// Goes on from what ``save()`` returned, in a run made with the same configuration, data and plan.
    ///
    /// - Throws: ``LanguageModelError`` if the state is damaged, or is that of another run; nothing is changed then.
    public func restore(_ state: Data) throws {
        let (header, numbers) = try TrainingState.parse(state)
        var expected = try stateHeader()
        expected.losses = header.losses
        for (what, isSame) in [
            ("configuration", header.configuration == expected.configuration), ("plan", header.plan == expected.plan),
            ("data", header.data == expected.data), ("number of parameters", header == expected),
        ] where !isSame {
            throw LanguageModelError(.invalidState, "the saved training state is of a run with another \(what)")
        }
        guard header.losses.count <= plan.steps else {
            throw LanguageModelError(
                .invalidState, "the saved training state has \(header.losses.count) of \(plan.steps) steps")
        }
        var rest = numbers
        for storage in [values, firstMoment, secondMoment] {
            let size = storage.count * MemoryLayout<Float>.stride
            rest.prefix(size).withUnsafeBytes { UnsafeMutableRawPointer(storage.start).copyMemory(from: $0, size) }
            rest = rest.dropFirst(size)
        }
        losses = header.losses.map { Float(bitPattern: $0) }
        order = SequenceOrder(data: data, context: plan.context, seed: plan.seed)
        for _ in 0..<losses.count * plan.sequencesPerStep { _ = order.next() }
    }

    private func stateHeader() throws -> TrainingState {
        TrainingState(
            configuration: String(decoding: configuration.file(), as: UTF8.self), plan: plan,
            data: data.fingerprint(), parameterCount: values.count, losses: losses.map(\.bitPattern))
    }
}

extension UnsafeMutableRawPointer {
    fileprivate func copyMemory(from bytes: UnsafeRawBufferPointer, _ count: Int) {
        guard let start = bytes.baseAddress, bytes.count == count else { return }
        copyMemory(from: start, byteCount: count)
    }
}
