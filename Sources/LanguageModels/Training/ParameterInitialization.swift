import Checkpoints

/// How the parameters of a new model are drawn.
///
/// Matrices from a normal distribution of mean 0 and deviation 0.02, as Llama's published configurations say
/// (`initializer_range`); those that write to the residual stream divided by √(2 · layers), as GPT-2's paper describes, so
/// that the stream's variance does not grow with depth. Norms are 1, biases 0. Each tensor has a generator of its own, so
/// its numbers depend on the seed and on its place alone.
public struct ParameterInitialization: Sendable {
    let configuration: LlamaConfiguration
    let seed: UInt64

    static let deviation = 0.02

    func fill(_ values: FloatStorage, layout: ParameterLayout) {
        for (index, placement) in layout.placements.enumerated() {
            let elements = values.part(placement.offset, placement.elementCount)
            let name = placement.name.description
            if placement.isMatrix {
                var generator = SeededGenerator(seed: seed, path: UInt64(index))
                generator.fill(elements, deviation: deviation(of: name))
            } else {
                elements.update(repeating: name.hasSuffix("norm.weight") ? 1 : 0)
            }
        }
    }

    private func deviation(of name: String) -> Double {
        let writesToStream = name.hasSuffix("o_proj.weight") || name.hasSuffix("down_proj.weight")
        return writesToStream ? Self.deviation / Double(2 * configuration.layerCount).squareRoot() : Self.deviation
    }
}
