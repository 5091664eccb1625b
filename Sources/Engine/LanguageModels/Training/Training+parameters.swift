public import Checkpoints
import Kernels

extension Training {
    /// A copy of the parameters as they are now, under the names that `transformers` gives them.
    public var parameters: MemoryTensorSource {
        get throws {
            var source = MemoryTensorSource()
            for placement in offsets.layout.placements {
                let elements = values.part(placement.offset, placement.elementCount)
                try source.insert(placement.name, dimensions: placement.dimensions, values: Array(elements))
            }
            return source
        }
    }

    func begin(_ start: Start) throws {
        switch start {
        case .random(let seed):
            ParameterInitialization(configuration: configuration, seed: seed).fill(values, layout: offsets.layout)
        case .parameters(let source):
            let model = try LanguageModel(configuration: configuration, parameters: source)
            for placement in offsets.layout.placements {
                try model.tensors.read(
                    placement.name, into: values.part(placement.offset, placement.elementCount))
            }
        }
    }
}
