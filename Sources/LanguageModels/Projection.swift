import CBLASKernels

/// A weight matrix that is ready to multiply rows.
///
/// Every matrix product of the forward pass goes through here, so that what a layer computes stands apart from the
/// arithmetic of its products.
struct Projection {
    let place: MatrixPlace
    private let weights: UnsafePointer<Float>
    private let roundsRows: Bool

    /// - Parameters:
    ///   - weights: the matrix in f32, laid out as `place` says.
    ///   - roundsRows: whether rows are rounded to bf16 before they are multiplied.
    init(_ place: MatrixPlace, weights: UnsafePointer<Float>, roundsRows: Bool = false) {
        self.place = place
        self.weights = weights
        self.roundsRows = roundsRows
    }

    /// Writes the product of rows with the matrix, or adds it to what is there.
    ///
    /// - Parameters:
    ///   - rows: R.
    ///   - input: [R, K].
    ///   - output: [R, N].
    ///   - accumulate: whether the product is added to the output.
    ///   - workspace: the calling thread's.
    func apply(
        rows: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, accumulate: Bool = false,
        in workspace: Workspace
    ) throws {
        guard roundsRows else { return try multiply(rows, input, output, accumulate) }
        for start in stride(from: 0, to: rows, by: Int(ASSAY_TILE_ROWS)) {
            let count = min(rows - start, Int(ASSAY_TILE_ROWS))
            let rounded = workspace.rounded.start
            assay_round_to_bf16(count * place.inputs, input + start * place.inputs, rounded)
            try multiply(count, rounded, output + start * place.outputs, accumulate)
        }
    }

    private func multiply(
        _ rows: Int, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ accumulate: Bool
    ) throws {
        let status =
            switch place.layout {
            case .rowPerOutput:
                assay_linear_forward(rows, place.inputs, place.outputs, input, weights, accumulate ? 1 : 0, output)
            case .rowPerInput:
                // x w is what takes the gradient of a linear layer's outputs back to its inputs.
                assay_linear_backward_input(
                    rows, place.outputs, place.inputs, input, weights, accumulate ? 1 : 0, output)
            }
        try LanguageModelError.check(status)
    }
}

/// The parameters of one layer in memory, ready to run.
struct LayerWeights {
    /// All of them in f32, laid out as the layer's offsets say.
    let parameters: UnsafePointer<Float>
    var arithmetic = Arithmetic.f32

    /// A norm or a bias, by its offset.
    func vector(_ offset: Int) -> UnsafePointer<Float> { parameters + offset }

    /// A matrix, one of those that ``LayerMatrices/all`` lists for the layer.
    func projection(_ place: MatrixPlace) -> Projection {
        Projection(place, weights: parameters + place.offset, roundsRows: arithmetic == .bf16)
    }
}
