/// The matrices that one layer multiplies rows with.
struct LayerMatrices: Sendable {
    /// H to (Q + 2G)·D.
    let queryKeyValue: MatrixPlace
    /// Q·D to H.
    let output: MatrixPlace
    /// H to 2I, or to I where there is no gate.
    let gateUp: MatrixPlace
    /// I to H.
    let down: MatrixPlace

    init(_ offsets: LayerOffsets, configuration: ModelConfiguration) {
        let width = configuration.hiddenSize
        let inner = configuration.intermediateSize
        let layout = configuration.names.matrices
        queryKeyValue = MatrixPlace(
            offset: offsets.queryKeyValue, outputs: configuration.queryKeyValueWidth, inputs: width, layout: layout)
        output = MatrixPlace(
            offset: offsets.output, outputs: width, inputs: configuration.headCount * configuration.headDimension,
            layout: layout)
        let columns = configuration.feedForward.isGated ? 2 : 1
        gateUp = MatrixPlace(offset: offsets.gateUp, outputs: columns * inner, inputs: width, layout: layout)
        down = MatrixPlace(offset: offsets.down, outputs: width, inputs: inner, layout: layout)
    }

    /// Every matrix of the layer: what is made ready before rows are multiplied.
    var all: [MatrixPlace] { [queryKeyValue, output, gateUp, down] }
}
