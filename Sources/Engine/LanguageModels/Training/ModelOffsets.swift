/// Where the parameters of a whole model begin in one flat array, and which runs of it are decayed.
struct ModelOffsets: Sendable {
    /// A run of parameters that are updated alike.
    struct Segment: Sendable {
        let start: Int
        let count: Int
        let isDecayed: Bool
    }

    let layout: ParameterLayout
    let layers: [LayerOffsets]
    /// [V, H].
    let embedding: Int
    /// Weight and bias, [H] each, as far as the norm has them.
    let lastNorm: Int
    /// [V, H]; the embedding's where tied.
    let head: Int

    init(_ configuration: ModelConfiguration) {
        var layout = ParameterLayout()
        let table = [configuration.vocabularySize, configuration.hiddenSize]
        embedding = layout.append(configuration.embeddingName, table)
        if let name = configuration.positionsName {
            layout.append(name, [configuration.maximumPositions, configuration.hiddenSize])
        }
        layers = (0..<configuration.layerCount).map {
            LayerOffsets(layer: $0, configuration: configuration, in: &layout)
        }
        lastNorm = configuration.norm.append(
            configuration.names.prefix + configuration.names.lastNorm, width: configuration.hiddenSize, to: &layout)
        head = configuration.tiedEmbeddings ? embedding : layout.append(configuration.headName, table)
        self.layout = layout
    }

    /// The parameters cut in runs of at most `longest`, none of which mixes decayed with others.
    func segments(longest: Int) -> [Segment] {
        layout.placements.flatMap { placement in
            stride(from: 0, to: placement.elementCount, by: longest).map { start in
                Segment(
                    start: placement.offset + start, count: min(longest, placement.elementCount - start),
                    isDecayed: placement.isMatrix)
            }
        }
    }
}
