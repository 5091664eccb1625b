import Kernels

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
        case .rms:
            NormKernel.rms(rows: rows, width: width, epsilon: epsilon, x: from, weight: parameters, y: to)
        case .layer:
            NormKernel.layer(
                rows: rows, width: width, epsilon: epsilon, x: from, weight: parameters, bias: parameters + width,
                y: to)
        case .plainLayer:
            NormKernel.layer(rows: rows, width: width, epsilon: epsilon, x: from, weight: nil, bias: nil, y: to)
        }
    }

    /// Adds the norm of each row to the residual stream, and leaves it where the row was.
    ///
    /// For RMSNorm alone: no configuration has another behind a layer's parts.
    /// - Parameters:
    ///   - from: [rows, H].
    ///   - hidden: [rows, H].
    func add(rows: Int, from: UnsafeMutablePointer<Float>, to hidden: UnsafeMutablePointer<Float>) {
        NormKernel.rmsOfGroups(
            rows: rows, stride: width, groups: 1, width: width, epsilon: Float(norm.epsilon), weight: parameters,
            x: from)
        BiasKernel.add(rows: 1, width: rows * width, bias: from, y: hidden)
    }
}
