import Kernels

/// A weight matrix that is ready to multiply rows.
///
/// Every matrix product of the forward pass goes through here, so that what a layer computes stands apart from the
/// arithmetic of its products.
struct Projection {
    private enum Weights {
        /// In f32, laid out as the place says.
        case plain(UnsafePointer<Float>)
        /// The same, rounded to bf16.
        case rounded(UnsafePointer<Float>)
        case packed(PackedMatrix)
    }

    let place: MatrixPlace
    private let weights: Weights

    /// - Parameters:
    ///   - weights: the matrix in f32, laid out as `place` says.
    ///   - isRounded: whether the matrix was rounded to bf16, as rows then are before they are multiplied.
    init(_ place: MatrixPlace, weights: UnsafePointer<Float>, isRounded: Bool = false) {
        self.place = place
        self.weights = isRounded ? .rounded(weights) : .plain(weights)
    }

    init(_ matrix: PackedMatrix) {
        place = matrix.place
        weights = .packed(matrix)
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
        for start in stride(from: 0, to: rows, by: LinearKernel.tileRows) {
            let count = min(rows - start, LinearKernel.tileRows)
            let (input, output) = (input + start * place.inputs, output + start * place.outputs)
            switch weights {
            case .plain(let weights):
                try multiply(count, input, weights, output, accumulate)
            case .rounded(let weights):
                let rounded = workspace.rounded.start
                BF16Rounding.round(count: count * place.inputs, from: input, to: rounded)
                try multiply(count, rounded, weights, output, accumulate)
            case .packed(let matrix):
                guard let products = workspace.products else {
                    throw KernelError(.invalidType, "a packed matrix met a workspace for plain ones")
                }
                try products.apply(matrix, rows: count, input: input, output: output, accumulate: accumulate)
            }
        }
    }

    private func multiply(
        _ rows: Int, _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
        _ output: UnsafeMutablePointer<Float>, _ accumulate: Bool
    ) throws {
        switch place.layout {
        case .rowPerOutput:
            try LinearKernel.forward(
                rows: rows, inputs: place.inputs, outputs: place.outputs, x: input, w: weights,
                accumulate: accumulate, y: output)
        case .rowPerInput:
            // x w is what takes the gradient of a linear layer's outputs back to its inputs.
            try LinearKernel.backwardInput(
                rows: rows, inputs: place.outputs, outputs: place.inputs, dy: input, w: weights,
                accumulate: accumulate, dx: output)
        }
    }
}

/// The parameters of one layer in memory, ready to run.
struct LayerWeights {
    /// All of them in f32, laid out as the layer's offsets say.
    let parameters: UnsafePointer<Float>
    /// Those matrices that were made ready otherwise.
    let projections: [MatrixPlace: Projection]

    /// A norm or a bias, by its offset.
    func vector(_ offset: Int) -> UnsafePointer<Float> { parameters + offset }

    /// A matrix, one of those that ``LayerMatrices/all`` lists for the layer.
    func projection(_ place: MatrixPlace) -> Projection {
        projections[place] ?? Projection(place, weights: parameters + place.offset)
    }
}
