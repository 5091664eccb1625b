import CBLASKernels

extension ActivationKernel {
    /// The gradient of SwiGLU, written over its inputs.
    ///
    /// - Parameters:
    ///   - gateUp: [R, 2I], as the forward pass left it.
    ///   - dact: [R, I].
    package static func swigluBackward(
        rows: Int, width: Int, gateUp: UnsafeMutablePointer<Float>, dact: UnsafePointer<Float>
    ) {
        assay_swiglu_backward(rows, width, gateUp, dact)
    }
}
