import CBLASKernels

extension AttentionKernel {
    /// The gradient of attention with a scale of 1/√D and no window.
    ///
    /// - Parameters:
    ///   - qkv: [T, (Q + 2G)·D], rotated.
    ///   - out: [T, Q·D], as the forward pass left it.
    ///   - logSumExp: [Q, T], as the forward pass left it.
    ///   - dout: [T, Q·D].
    ///   - dqkv: [T, (Q + 2G)·D], overwritten.
    ///   - scratch: at least ``scratchCount(tokens:heads:)`` floats.
    package static func backward(
        tokens: Int, heads: AttentionHeads, qkv: UnsafePointer<Float>, out: UnsafePointer<Float>,
        logSumExp: UnsafePointer<Float>, dout: UnsafePointer<Float>, dqkv: UnsafeMutablePointer<Float>,
        scratch: FloatStorage
    ) throws(KernelError) {
        try KernelError.check(
            assay_attention_backward(
                tokens, heads.stored, qkv, out, logSumExp, dout, dqkv, scratch.start, scratch.count),
            "gradient of attention")
    }
}
