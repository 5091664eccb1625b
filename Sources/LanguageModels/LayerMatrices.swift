/// The matrices that one layer multiplies rows with.
struct LayerMatrices: Sendable {
    /// [(Q + 2G)·D, H].
    let queryKeyValue: MatrixPlace
    /// [H, Q·D].
    let output: MatrixPlace
    /// [2I, H].
    let gateUp: MatrixPlace
    /// [H, I].
    let down: MatrixPlace

    init(_ offsets: LayerOffsets, configuration: ModelConfiguration) {
        let width = configuration.hiddenSize
        let inner = configuration.intermediateSize
        queryKeyValue = MatrixPlace(
            offset: offsets.queryKeyValue, outputs: configuration.queryKeyValueWidth, inputs: width)
        output = MatrixPlace(
            offset: offsets.output, outputs: width, inputs: configuration.headCount * configuration.headDimension)
        gateUp = MatrixPlace(offset: offsets.gateUp, outputs: 2 * inner, inputs: width)
        down = MatrixPlace(offset: offsets.down, outputs: width, inputs: inner)
    }

    /// Every matrix of the layer: what is made ready before rows are multiplied.
    var all: [MatrixPlace] { [queryKeyValue, output, gateUp, down] }
}
