extension ModelConfiguration {
    /// Why a model of this configuration cannot be trained here, or `nil`: the gradient is that of a Llama's parts.
    var obstacleToTraining: String? {
        let isLlama =
            norm.kind == .rms && residual == .normBefore && queryKeyNorm == nil && queryKeyValueClip == nil
            && slidingWindow == nil && rotary?.share == 1 && attentionScale == AttentionScale()
            && feedForward.isGated
        return isLlama
            ? nil : "model_type is \(family.rawValue), with parts that training does not know; must be those of a llama"
    }
}
