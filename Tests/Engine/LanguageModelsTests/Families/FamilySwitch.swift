@testable import LanguageModels

/// A change that a wrong implementation, or a wrong reading of a file, would make to the model of a fixture.
struct FamilySwitch: Sendable {
    /// The fixture.
    let name: String
    let what: String
    let change: @Sendable (inout ModelConfiguration) -> Void

    init(_ name: String, _ what: String, _ change: @escaping @Sendable (inout ModelConfiguration) -> Void) {
        self.name = name
        self.what = what
        self.change = change
    }

    static let all = llamas + qwens + olmos + gpt2s + neoxes

    private static let llamas = [
        FamilySwitch("llama-llama3", "the head is the embedding") { $0.tiedEmbeddings = true },
        FamilySwitch("llama-llama3", "epsilon") { $0.norm.epsilon *= 1.05 },
        FamilySwitch("llama-llama3", "rotary base") { $0.turn { $0.theta = 510 } },
        FamilySwitch("llama-llama3", "no scaling") { $0.turn { $0.scaling = nil } },
        FamilySwitch("llama-llama3", "linear scaling") { $0.turn { $0.scaling = .linear(factor: 4) } },
        FamilySwitch("llama-llama3", "original positions") {
            $0.turn {
                $0.scaling = .llama3(factor: 4, lowFrequency: 1, highFrequency: 4, originalPositions: 17)
            }
        },
        FamilySwitch("mistral", "no window") { $0.slidingWindow = nil },
        FamilySwitch("mistral", "a window of one more") { $0.slidingWindow?.width = 8 },
        FamilySwitch("mistral", "which key head a query reads") { $0.keyValueHeadCount = 1 },
        FamilySwitch("mistral-full", "a window where there is none") {
            $0.slidingWindow = SlidingWindow(width: 30, layers: [true, true])
        },
    ]

    private static let qwens = [
        FamilySwitch("qwen2", "no bias on q, k and v") { $0.queryKeyValueBias = false },
        FamilySwitch("qwen2", "a window in the first layer") { $0.slidingWindow?.layers = [true, true, true] },
        FamilySwitch("qwen2", "no window in the last layer") { $0.slidingWindow?.layers = [false, true, false] },
        FamilySwitch("qwen2", "linear factor") { $0.turn { $0.scaling = .linear(factor: 3.05) } },
        FamilySwitch("qwen3", "no norm of q and k") { $0.queryKeyNorm = nil },
        FamilySwitch("qwen3", "the window in the other layer") { $0.slidingWindow?.layers = [false, true] },
        FamilySwitch("qwen3", "epsilon") { $0.norm.epsilon *= 1.05 },
    ]

    private static let olmos = [
        FamilySwitch("olmo", "nothing cut off") { $0.queryKeyValueClip = nil },
        FamilySwitch("olmo", "another limit") { $0.queryKeyValueClip = 0.76 },
        FamilySwitch("olmo", "epsilon") { $0.norm.epsilon = 1e-6 },
        FamilySwitch("olmo2", "norms in front") { $0.residual = .normBefore },
        FamilySwitch("olmo2", "no norm of q and k") { $0.queryKeyNorm = nil },
        FamilySwitch("olmo2", "q and k normed head by head") { $0.queryKeyNorm = .perHead },
        FamilySwitch("olmo2", "magnitude of yarn") { $0.yarn { $0.attentionFactor *= 1.01 } },
        FamilySwitch("olmo2", "fast end of the ramp") { $0.yarn { $0.betaFast = 4 } },
        FamilySwitch("olmo2", "slow end of the ramp") { $0.yarn { $0.betaSlow = 0.3 } },
        FamilySwitch("olmo2", "ends of the ramp not rounded") { $0.yarn { $0.truncated = false } },
    ]

    private static let gpt2s = [
        FamilySwitch("gpt2", "scores not divided by the layer's number") {
            $0.attentionScale.dividesByLayerNumber = false
        },
        FamilySwitch("gpt2", "scores not divided by the root of the width") {
            $0.attentionScale.dividesByRootOfWidth = false
        },
        FamilySwitch("gpt2", "rotary positions") { $0.positions = .rotary(Rotary()) },
        FamilySwitch("gpt2", "exact GELU") { $0.feedForward = .plain(.gelu) },
        FamilySwitch("gpt2", "RMSNorm") { $0.norm.kind = .rms },
        FamilySwitch("gpt2", "LayerNorm without parameters") { $0.norm.kind = .plainLayer },
        FamilySwitch("gpt2", "no bias on q, k and v") { $0.queryKeyValueBias = false },
        FamilySwitch("gpt2", "no bias behind attention") { $0.attentionOutputBias = false },
        FamilySwitch("gpt2", "epsilon") { $0.norm.epsilon *= 1.05 },
        FamilySwitch("gpt2-unscaled", "scores divided by the root of the width") {
            $0.attentionScale.dividesByRootOfWidth = true
        },
        FamilySwitch("gpt2-unscaled", "GELU by tanh") { $0.feedForward = .plain(.tanhGelu) },
        FamilySwitch("gpt2-unscaled", "the head is the embedding") { $0.tiedEmbeddings = true },
    ]

    private static let neoxes = [
        FamilySwitch("gpt_neox", "a smaller part of the head turned") { $0.turn { $0.share = 0.2 } },
        FamilySwitch("gpt_neox", "the whole head turned") { $0.turn { $0.share = 1 } },
        FamilySwitch("gpt_neox", "one part after the other") { $0.residual = .normBefore },
        FamilySwitch("gpt_neox", "GELU by tanh") { $0.feedForward = .plain(.tanhGelu) },
        FamilySwitch("gpt_neox", "no bias on q, k and v") { $0.queryKeyValueBias = false },
        FamilySwitch("gpt_neox", "no bias behind attention") { $0.attentionOutputBias = false },
        FamilySwitch("gpt_neox", "rotary base") { $0.turn { $0.theta = 510 } },
        FamilySwitch("gpt_neox", "epsilon") { $0.norm.epsilon *= 1.05 },
        FamilySwitch("gpt_neox-sequential", "both parts at once") { $0.residual = .parallel },
        FamilySwitch("gpt_neox-sequential", "exact GELU") { $0.feedForward = .plain(.gelu) },
        FamilySwitch("gpt_neox-sequential", "ends of the ramp rounded") { $0.yarn { $0.truncated = true } },
        FamilySwitch("gpt_neox-sequential", "magnitude of yarn") { $0.yarn { $0.attentionFactor = 1 } },
    ]
}

extension ModelConfiguration {
    fileprivate mutating func turn(_ change: (inout Rotary) -> Void) {
        guard var rotary else { return }
        change(&rotary)
        positions = .rotary(rotary)
    }

    /// The numbers of YaRN, by name.
    fileprivate struct Yarn {
        var factor: Double
        var betaFast: Double
        var betaSlow: Double
        var originalPositions: Int
        var attentionFactor: Double
        var truncated: Bool
    }

    fileprivate mutating func yarn(_ change: (inout Yarn) -> Void) {
        guard case .yarn(let factor, let fast, let slow, let original, let attention, let truncated) = rotary?.scaling
        else { return }
        var yarn = Yarn(
            factor: factor, betaFast: fast, betaSlow: slow, originalPositions: original, attentionFactor: attention,
            truncated: truncated)
        change(&yarn)
        turn {
            $0.scaling = .yarn(
                factor: yarn.factor, betaFast: yarn.betaFast, betaSlow: yarn.betaSlow,
                originalPositions: yarn.originalPositions, attentionFactor: yarn.attentionFactor,
                truncated: yarn.truncated)
        }
    }
}
