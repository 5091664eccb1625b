import Checkpoints
import Testing

@testable import LanguageModels

@Suite("Every family against transformers")
struct FamilyTests {
    @Test("Losses, layer outputs and logits are within 1e-5", arguments: FamilyFixture.names)
    func conforms(name: String) throws {
        let fixture = try FamilyFixture(name)
        let model = try LanguageModel(configuration: fixture.configuration, parameters: fixture.checkpoint)
        let conformance = try fixture.conformance(of: model)
        #expect(conformance.largest <= Conformance.tolerance, "\(conformance)")
    }

    @Test("Every family has a fixture")
    func complete() throws {
        let families = try FamilyFixture.names.map { try FamilyFixture($0).configuration.family }
        #expect(Set(families) == Set(ModelFamily.allCases))
    }

    @Test("A wrong constant or switch shows a hundredfold", arguments: FamilySwitch.all.indices)
    func sensitive(index: Int) throws {
        let flip = FamilySwitch.all[index]
        let fixture = try FamilyFixture(flip.name)
        var changed = fixture.configuration
        flip.change(&changed)
        let model = try LanguageModel(configuration: changed, parameters: fixture.parameters(cutTo: changed))
        let conformance = try fixture.conformance(of: model)
        #expect(
            max(conformance.layer, conformance.logit) >= 100 * Conformance.tolerance, "\(flip.what): \(conformance)")
    }

    @Test("A window of a checkpoint scores the same among other documents and with any number of threads")
    func deterministic() throws {
        for name in ["gpt2", "gpt_neox", "mistral"] {
            let fixture = try FamilyFixture(name)
            let model = try LanguageModel(configuration: fixture.configuration, parameters: fixture.checkpoint)
            let window = try fixture.window()
            let alone = try model.negativeLogLikelihoods(of: [[window]], threads: 1)[0]
            let short = TokenWindow(inputs: [5, 6, 7], targets: [6, 7, 8])
            let among = try model.negativeLogLikelihoods(
                of: [[short], [window], [short]], threads: 3, activationBytes: 1)
            #expect(among[1] == alone)
        }
    }

    @Test("In bf16 losses are near those in f32, whatever the layout of the matrices", arguments: FamilyFixture.names)
    func bf16(name: String) throws {
        let fixture = try FamilyFixture(name)
        let model = try LanguageModel(configuration: fixture.configuration, parameters: fixture.checkpoint)
        let window = try fixture.window()
        let exact = try model.negativeLogLikelihoods(of: [[window]], threads: 1)[0]
        let rounded = try model.negativeLogLikelihoods(of: [[window]], arithmetic: .bf16, threads: 2)[0]
        let differences = zip(exact, rounded).map { ($0 - $1).magnitude }
        let mean = differences.reduce(0, +) / Float(differences.count)
        #expect(mean > 0 && mean < 0.02 * exact.reduce(0, +) / Float(exact.count), "\(mean)")
    }

    @Test("Tensors have one name each, whatever a file calls them, and buffers are not among them")
    func names() throws {
        let hub = try FamilyFixture("gpt2")
        #expect(hub.checkpoint.shape(of: "h.0.attn.bias") != nil)
        let tensors = try ModelTensors(of: hub.checkpoint, for: hub.configuration)
        #expect(tensors.tensorNames.contains("transformer.h.0.attn.c_attn.weight"))
        #expect(!tensors.tensorNames.contains { "\($0)".hasSuffix(".attn.bias") })
        let tied = try FamilyFixture("mistral")
        #expect(tied.checkpoint.shape(of: "model.embed_tokens.weight") == nil)
        let found = try ModelTensors(of: tied.checkpoint, for: tied.configuration)
        #expect(found.shape(of: "model.embed_tokens.weight")?.dimensions == [1_003, 24])
        #expect(found.shape(of: "lm_head.weight") == nil)
    }

    @Test("A family with other parts than a Llama's is not trained, by name")
    func training() throws {
        for name in FamilyFixture.names where !["llama-llama3", "mistral-full"].contains(name) {
            let configuration = try FamilyFixture(name).configuration
            let plan = TrainingPlan(steps: 1, sequencesPerStep: 1, context: 8, learningRate: 0.1)
            let error = #expect(throws: LanguageModelError.self, "\(name)") {
                try plan.validate(for: configuration)
            }
            #expect(error?.message.contains("model_type is \(configuration.family.rawValue)") == true)
        }
    }
}
