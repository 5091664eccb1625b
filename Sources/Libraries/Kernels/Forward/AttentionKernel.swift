import CBLASKernels

/// The heads of one attention layer.
///
/// A row of its input holds Q query heads, then G key heads, then G value heads, each D wide: (Q + 2G)·D floats. Query
/// head q reads key and value head q / (Q / G).
package struct AttentionHeads: Hashable, Sendable {
    /// Q.
    package let queries: Int
    /// G; divides Q.
    package let keyValues: Int
    /// D.
    package let width: Int

    package init(queries: Int, keyValues: Int, width: Int) {
        self.queries = queries
        self.keyValues = keyValues
        self.width = width
    }

    var stored: assay_heads { assay_heads(query_heads: queries, key_value_heads: keyValues, head_width: width) }
}

/// What one layer makes of the products of queries and keys.
package struct AttentionReach: Hashable, Sendable {
    /// What each product is multiplied with: 1/√D in most models.
    package let scale: Float
    /// How many tokens one sees at most, itself included; `nil` is all before it.
    package let window: Int?

    package init(scale: Float, window: Int?) {
        self.scale = scale
        self.window = window
    }

    var stored: assay_reach { assay_reach(scale: scale, window: window ?? 0) }
}

/// Causal attention of T tokens.
package enum AttentionKernel {
    /// How many floats of scratch memory a window of T tokens takes, forward and backward.
    package static func scratchCount(tokens: Int, heads: AttentionHeads) -> Int {
        assay_attention_scratch(tokens, heads.stored)
    }

    /// out = softmax(scale · q kᵀ) v, each token seeing itself and those before it within its reach.
    ///
    /// - Parameters:
    ///   - qkv: [T, (Q + 2G)·D], rotated.
    ///   - out: [T, Q·D].
    ///   - logSumExp: [Q, T], for the gradient; or `nil`.
    ///   - scratch: at least ``scratchCount(tokens:heads:)`` floats.
    package static func forward(
        tokens: Int, heads: AttentionHeads, reach: AttentionReach, qkv: UnsafePointer<Float>,
        out: UnsafeMutablePointer<Float>, logSumExp: UnsafeMutablePointer<Float>? = nil, scratch: FloatStorage
    ) throws(KernelError) {
        try KernelError.check(
            assay_attention_forward(
                tokens, heads.stored, reach.stored, qkv, out, logSumExp, scratch.start, scratch.count),
            "attention")
    }
}
