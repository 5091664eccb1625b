import CBLASKernels

/// AdamW (Loshchilov and Hutter, arXiv 1711.05101), as `torch.optim.AdamW` takes its steps.
package enum AdamWKernel {
    /// The numbers of one step.
    package struct Step: Sendable {
        package var learningRate: Float
        package var beta1: Float
        package var beta2: Float
        package var epsilon: Float
        /// Decoupled: the parameter shrinks by learningRate · weightDecay, whatever its gradient.
        package var weightDecay: Float
        /// 1 − beta1^step.
        package var firstCorrection: Float
        /// √(1 − beta2^step).
        package var secondCorrection: Float
        /// What every gradient is multiplied by first: below 1 where the norm is clipped.
        package var gradientScale: Float

        package init(
            learningRate: Float, beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float,
            firstCorrection: Float, secondCorrection: Float, gradientScale: Float = 1
        ) {
            self.learningRate = learningRate
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
            self.firstCorrection = firstCorrection
            self.secondCorrection = secondCorrection
            self.gradientScale = gradientScale
        }

        var stored: assay_adamw_step {
            assay_adamw_step(
                learning_rate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weight_decay: weightDecay,
                first_correction: firstCorrection, second_correction: secondCorrection,
                gradient_scale: gradientScale)
        }
    }

    /// Updates parameters and moments in place; all four are [count].
    package static func update(
        count: Int, step: Step, gradient: UnsafePointer<Float>, parameters: UnsafeMutablePointer<Float>,
        firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>
    ) {
        assay_adamw(count, step.stored, gradient, parameters, firstMoment, secondMoment)
    }

    /// Sums gradients element by element, in the order of the lanes: sum[i] = Σ lanes[l][i].
    ///
    /// - Parameters:
    ///   - lanes: [count] each.
    ///   - sum: [count], which may be the first lane.
    /// - Returns: Σ sum[i]², in f64.
    package static func sumLanes(
        count: Int, lanes: [UnsafePointer<Float>?], into sum: UnsafeMutablePointer<Float>
    ) -> Double {
        assay_sum_lanes(count, lanes.count, lanes, sum)
    }
}
