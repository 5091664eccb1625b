import CBLASKernels

/// Where a weight matrix lies in the memory of its layer, and its shape.
struct MatrixPlace: Hashable, Sendable {
    /// How a checkpoint stores a matrix that takes K inputs to N outputs.
    enum Layout: Hashable, Sendable {
        /// [N, K], as linear layers are stored.
        case rowPerOutput
        /// [K, N], as GPT-2's `Conv1D` is.
        case rowPerInput
    }

    /// Floats from the start of the layer's memory.
    let offset: Int
    /// N.
    let outputs: Int
    /// K.
    let inputs: Int
    var layout = Layout.rowPerOutput

    var elementCount: Int { outputs * inputs }
}

/// A weight matrix that is ready to multiply rows.
///
/// Every matrix product of the forward pass goes through here, so that what a layer computes stands apart from the
/// arithmetic of its products.
struct Projection {
    let place: MatrixPlace
    private let weights: UnsafePointer<Float>

    /// - Parameter weights: the matrix in f32, laid out as `place` says.
    init(_ place: MatrixPlace, weights: UnsafePointer<Float>) {
        self.place = place
        self.weights = weights
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

    /// A norm or a bias, by its offset.
    func vector(_ offset: Int) -> UnsafePointer<Float> { parameters + offset }

    /// A matrix, one of those that ``LayerMatrices/all`` lists for the layer.
    func projection(_ place: MatrixPlace) -> Projection {
        Projection(place, weights: parameters + place.offset)
    }
}
