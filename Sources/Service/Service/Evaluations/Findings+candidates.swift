import API
import Mixtures
import Storage
import StrictJSON

extension Findings {
    /// A mixture; every fault is put at the partition that it is about.
    func mixture(
        _ weights: [String: Double], partitions: Set<String>?, normalize: Bool, at pointer: JSONPointer
    ) -> Mixture? {
        do {
            return try Mixture(weights, partitions: partitions, normalize: normalize)
        } catch {
            for fault in error.faults {
                add(fault.partition.map { pointer.appending($0) } ?? pointer, fault.detail)
            }
            return nil
        }
    }

    /// The weights that a weighting comes to; every fault is put at its place.
    func mixture(
        _ weighting: Weighting, over partitions: [Weighting.Partition], normalize: Bool, at pointer: JSONPointer
    ) -> Mixture? {
        do throws(WeightingError) {
            return try weighting.mixture(over: partitions, normalize: normalize)
        } catch {
            for fault in error.faults { add(fault.place.pointer(below: pointer), fault.detail) }
            return nil
        }
    }

    /// A method with its parameters; every fault is put at the parameter that it is about.
    func recipe(_ creation: EvaluationCreation, partitions: Set<String>, at pointer: JSONPointer) -> MergeRecipe? {
        let place = pointer.appending("parameters")
        let recipe: MergeRecipe
        do throws(MergeRecipeError) {
            recipe = try MergeRecipe(creation.method, parameters: creation.parameters ?? MergeParameters())
        } catch {
            for fault in error.faults { add(place.appending(fault.parameter), fault.detail) }
            return nil
        }
        // In the order in which they were sent, for the pointers.
        let before = errors.count
        for (index, group) in (creation.parameters?.layers ?? []).enumerated() {
            let weights = place.appending("layers").appending(index).appending("weights")
            _ = mixture(group.mixture.weights, partitions: partitions, normalize: false, at: weights)
        }
        return errors.count == before ? recipe : nil
    }

    /// A checkpoint that a body refers to.
    func checkpoint(
        _ text: String, in transaction: Transaction, at pointer: JSONPointer
    ) throws -> CheckpointRecord? {
        let id = try transaction.identifier(.checkpoint, for: text)
        if let record = try id.flatMap({ try transaction.checkpoint($0) }) { return record }
        add(pointer, try transaction.unknown(.checkpoint, text))
        return nil
    }
}

extension WeightingError.Place {
    fileprivate func pointer(below weighting: JSONPointer) -> JSONPointer {
        switch self {
        case .whole: weighting
        case .partitions: weighting.appending("partitions")
        case .partition(let index): weighting.appending("partitions").appending(index)
        case .groups: weighting.appending("groups")
        case .group(let path): weighting.appending("groups").appending(path)
        case .levels: weighting.appending("levels")
        }
    }
}
