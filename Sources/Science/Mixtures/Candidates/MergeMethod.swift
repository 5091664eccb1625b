/// How the parameters of partition models become one model.
///
/// θ0 is the base model, θi a partition model, di = θi − θ0, wi its weight in the mixture, n a tensor's elements. Every
/// method works on one tensor at a time.
public enum MergeMethod: String, Codable, Hashable, Sendable, CaseIterable {
    /// Σ wi θi (the paper's; Wortsman et al., arXiv 2203.05482).
    case linear
    /// θ0 + λ Σ wi di (Ilharco et al., arXiv 2212.04089).
    case taskArithmetic = "task_arithmetic"
    /// The ⌊density·n⌋ largest |di| are kept, at least one; those that have the sign of Σ wi di are averaged:
    /// θ0 + λ Σ wi di / Σ wi over the members that agree (Yadav et al., arXiv 2306.01708).
    case ties
    /// Each element of di is kept with probability density and divided by it; then as `taskArithmetic` (Yu et al.,
    /// arXiv 2311.03099).
    case dareLinear = "dare_linear"
    /// Each element of di is kept with probability density and divided by it; then signs are elected as in `ties`.
    case dareTies = "dare_ties"
    /// The ⌊gamma·n⌋ largest |di| are dropped and the ⌊density·n⌋ largest of the rest kept; then as `taskArithmetic`
    /// (Davari and Belilovsky, arXiv 2312.06795).
    case breadcrumbs
    /// Each element of di is kept with a probability p from density − epsilon/2 (the smallest |di| of its row) to
    /// density + epsilon/2 (the largest) and divided by p; then signs are elected as in `ties` (Deep et al., arXiv
    /// 2406.11617).
    case della
    /// Two models along the great circle between them; the second one's share of the weights is the way gone (Shoemake,
    /// SIGGRAPH 1985).
    case slerp
    /// The weighted mean in the tangent space at the normalised mean of the directions, mapped back, its norm the
    /// weighted mean of the norms (Goddard, "Multi-SLERP").
    case multislerp
    /// Between the base and the plain average, as far as the angle between the di says; all weights are equal (Jang et
    /// al., arXiv 2403.19522).
    case modelStock = "model_stock"
    /// `linear` with weights of its own for groups of layers: what evolutionary recipes need (Akiba et al., arXiv
    /// 2403.13187).
    case layerwise

    /// Whether the merge depends on the base model.
    public var usesBase: Bool {
        switch self {
        case .linear, .slerp, .multislerp, .layerwise: false
        case .taskArithmetic, .ties, .dareLinear, .dareTies, .breadcrumbs, .della, .modelStock: true
        }
    }

    /// The parameters that the method has, in the order of ``MergeParameter``.
    public var parameters: [MergeParameter] {
        switch self {
        case .linear, .slerp, .multislerp, .modelStock: []
        case .taskArithmetic: [.lambda]
        case .ties: [.lambda, .density, .normalize]
        case .dareLinear: [.lambda, .density, .seed]
        case .dareTies: [.lambda, .density, .normalize, .seed]
        case .breadcrumbs: [.lambda, .density, .gamma]
        case .della: [.lambda, .density, .epsilon, .normalize, .seed]
        case .layerwise: [.layers]
        }
    }
}
