import CBLASKernels

extension Norm {
    /// Appends the norm's parameters, weight [H] and bias [H] as far as it has them, and returns where they begin.
    func append(_ name: String, width: Int, to layout: inout ParameterLayout) -> Int {
        let start = layout.elementCount
        if kind != .plainLayer { layout.append(name + ".weight", [width]) }
        if kind == .layer { layout.append(name + ".bias", [width]) }
        return start
    }
}

/// A norm whose parameters are in memory.
struct NormPass {
    let norm: Norm
    /// H.
    let width: Int
    /// Weight [H] and bias [H], as far as the norm has them.
    let parameters: UnsafePointer<Float>

    /// Writes the norm of each row.
    ///
    /// - Parameters:
    ///   - from: [rows, H].
    ///   - to: [rows, H], apart from `from`.
    func run(rows: Int, from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>) {
        let epsilon = Float(norm.epsilon)
        switch norm.kind {
        case .rms: assay_rms_norm_forward(rows, width, epsilon, from, parameters, to, nil)
        case .layer:
            assay_layer_norm_forward(rows, width, epsilon, from, parameters, parameters + width, to)
        case .plainLayer: assay_layer_norm_forward(rows, width, epsilon, from, nil, nil, to)
        }
    }

    /// Adds the norm of each row to the residual stream, and leaves it where the row was.
    ///
    /// For RMSNorm alone: no configuration has another behind a layer's parts.
    /// - Parameters:
    ///   - from: [rows, H].
    ///   - hidden: [rows, H].
    func add(rows: Int, from: UnsafeMutablePointer<Float>, to hidden: UnsafeMutablePointer<Float>) {
        assay_group_norm_forward(rows, width, 1, width, Float(norm.epsilon), parameters, from)
        assay_bias_forward(1, rows * width, from, hidden)
    }
}
