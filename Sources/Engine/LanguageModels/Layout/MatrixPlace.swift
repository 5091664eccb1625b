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
