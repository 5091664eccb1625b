import ArgumentParser
import LanguageModels

/// The Llamas that are measured.
enum ModelShape: String, ExpressibleByArgument, CaseIterable {
    /// 0.86M parameters, context 128: the size of the demo's models.
    case byte
    /// 134M parameters, context 512.
    case large

    var configuration: ModelConfiguration {
        switch self {
        case .byte:
            .llama(
                vocabularySize: 257, hiddenSize: 128, intermediateSize: 344, layerCount: 4, headCount: 4,
                maximumPositions: 128)
        case .large:
            .llama(
                vocabularySize: 32_000, hiddenSize: 768, intermediateSize: 2_048, layerCount: 12, headCount: 12,
                maximumPositions: 512)
        }
    }

    var context: Int { configuration.maximumPositions }

    var summary: String {
        let c = configuration
        return "\(c.parameterCount) parameters in f32 (\(c.layerCount) layers, \(c.hiddenSize) wide, vocabulary "
            + "\(c.vocabularySize)), random, context \(context)"
    }

    /// Floating-point operations of a scored token: two a parameter that is multiplied, and attention over half a
    /// context.
    var scoringWork: Double {
        let table = configuration.tiedEmbeddings ? 0 : configuration.vocabularySize * configuration.hiddenSize
        let matrices = configuration.parameterCount - table
        let attention = 2 * configuration.layerCount * configuration.headCount * configuration.headDimension * context
        return 2 * Double(matrices) + Double(attention)
    }

    /// Those of a trained token: the gradient takes twice as many.
    var trainingWork: Double { 3 * scoringWork }
}
