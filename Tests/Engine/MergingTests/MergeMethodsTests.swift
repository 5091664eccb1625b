import Checkpoints
import Foundation
import Merging
import Mixtures
import Synchronization
import Testing

@Suite struct MergeMethodsTests {
    @Test(arguments: try MethodFixture.all())
    func equalsMergekit(fixture: MethodFixture) throws {
        let worst = try worstDifference(fixture.recipe().open(), fixture.expected())
        #expect(worst <= 1e-6)
    }

    @Test func theFixturesTellMethodsApart() throws {
        let fixtures = try MethodFixture.all()
        let pairs = [
            ("ties", "ties_whole"), ("breadcrumbs", "breadcrumbs_light"), ("slerp", "multislerp_far"),
            ("linear", "linear_gradient"), ("linear_filters", "linear_slices"), ("task_arithmetic", "dare_ties_whole"),
            ("model_stock", "task_arithmetic_normalized"), ("ties", "ties_unnormalized"),
            ("linear", "linear_parts"), ("linear", "linear_below_zero"), ("slerp_parts", "slerp_slices"),
            ("slerp_start", "slerp_end"), ("ties_below_zero", "ties_below_zero_unnormalized"),
            ("ties_gradients", "ties_whole"), ("breadcrumbs_ties", "breadcrumbs"),
            ("breadcrumbs_overlapping", "breadcrumbs_light"), ("multislerp", "multislerp_base"),
            ("multislerp", "multislerp_unnormalized"), ("task_arithmetic_below_zero", "task_arithmetic_parts"),
            ("dare_linear_whole", "dare_linear_below_zero"), ("breadcrumbs_densities", "breadcrumbs"),
        ]
        #expect(fixtures.count == 40)
        for (one, other) in pairs {
            let difference = try worstDifference(
                MethodFixture(name: one).expected(), MethodFixture(name: other).expected())
            #expect(difference > 1e-4, "\(one) and \(other)")
        }
    }

    // MARK: Bits

    /// A base and three models, one of whose tensors takes several blocks; many differences are equal, and some are 0.
    private func models(count: Int = 40_000, columns: Int = 800) throws -> (base: MergeBase, members: [MergeMember]) {
        let values = { (seed: Int) -> [Float] in
            (0..<count).map { index in Float((index &* 7_919 &+ seed &* 104_729) % 1_009) / 256 - 2 }
        }
        let source = { (seed: Int) in
            try MemoryTensorSource([
                "model.layers.0.a.weight": ([count / columns, columns], values(seed)),
                "b": ([3], [Float(seed), -1, 0.5]),
            ]) as any TensorSource
        }
        return (
            MergeBase(name: "base", source: try source(0)),
            try [(1, 0.5), (2, 0.3), (3, 0.2)].map {
                MergeMember(name: "model \($0.0)", source: try source($0.0), weight: $0.1)
            }
        )
    }

    private static let recipes: [MergeRecipe] = {
        let methods = MergeMethod.allCases.filter { ![.slerp, .modelStock, .layerwise].contains($0) }
        return methods.compactMap { try? MergeRecipe($0) }
    }()

    @Test(arguments: recipes)
    func bitsDoNotDependOnCutsOrThreads(recipe: MergeRecipe) throws {
        let (base, members) = try models()
        let name: TensorName = "model.layers.0.a.weight"
        let whole = try Merge.open(recipe: recipe, members: members, base: base).values(of: name)
        let merge = try Merge.open(recipe: recipe, members: members, base: base)
        let cuts = [0..<1, 1..<799, 799..<17_003, 17_003..<33_333, 33_333..<40_000]
        let parts = Mutex([[Float]](repeating: [], count: cuts.count))
        DispatchQueue.concurrentPerform(iterations: cuts.count) { index in
            var part = [Float](repeating: 0, count: cuts[index].count)
            _ = try? part.withUnsafeMutableBufferPointer { try merge.read(name, elements: cuts[index], into: $0) }
            parts.withLock { [part] in $0[index] = part }
        }
        #expect(parts.withLock { $0.flatMap { $0 } } == whole)
    }

    @Test(arguments: [MergeMethod.dareLinear, .dareTies, .della])
    func drawsGoBySeedModelTensorAndPlaceAlone(method: MergeMethod) throws {
        let (base, members) = try models()
        let name: TensorName = "model.layers.0.a.weight"
        let made = { (seed: UInt64, members: [MergeMember]) in
            try Merge.open(recipe: MergeRecipe(method, parameters: .init(seed: seed)), members: members, base: base)
                .values(of: name)
        }
        let first = try made(1, members)
        #expect(try made(1, members) == first)
        #expect(try made(2, members) != first)
        // Under another name but with the same key a model is thinned the same; with another key it is not.
        let renamed = { (key: String?) in
            members.map {
                MergeMember(name: "x\($0.name)", key: key ?? $0.key, source: $0.source, weight: $0.weight)
            }
        }
        #expect(try made(1, renamed(nil)) == first)
        #expect(try made(1, renamed("other")) != first)
    }

    @Test func thinningByChanceKeepsTheMean() throws {
        let count = 20_000
        let base = MergeBase(
            name: "base", source: try MemoryTensorSource(["a": ([count], Array(repeating: 0, count: count))]))
        let model = MergeMember(
            name: "one", source: try MemoryTensorSource(["a": ([count], Array(repeating: 1, count: count))]), weight: 1)
        for method in [MergeMethod.dareLinear, .dareTies, .della] {
            let values = try Merge.open(
                recipe: MergeRecipe(method, parameters: .init(density: 0.4)), members: [model], base: base
            ).values(of: "a")
            let mean = values.reduce(0.0) { $0 + Double($1) } / Double(count)
            #expect(abs(mean - 1) < 0.05, "\(method)")
            let kept = Double(values.count { $0 != 0 }) / Double(count)
            #expect(abs(kept - 0.4) < 0.02, "\(method)")
        }
    }

    @Test func equalMagnitudesAreKeptFromTheFirstPlaceOn() throws {
        let base = MergeBase(name: "base", source: try MemoryTensorSource(["a": ([6], [0, 0, 0, 0, 0, 0])]))
        let model = MergeMember(
            name: "one", source: try MemoryTensorSource(["a": ([6], [1, -2, 2, -2, 2, 0.5])]), weight: 1)
        let made = { (method: MergeMethod, parameters: MergeParameters) in
            try Merge.open(
                recipe: MergeRecipe(method, parameters: parameters), members: [model], base: base
            ).values(of: "a")
        }
        #expect(try made(.ties, .init(density: 0.5)) == [0, -2, 2, -2, 0, 0])
        #expect(try made(.ties, .init(density: 0.01)) == [0, -2, 0, 0, 0, 0])
        #expect(try made(.breadcrumbs, .init(density: 0.5, gamma: 0.34)) == [1, 0, 0, -2, 2, 0])
    }

    // MARK: Special cases

    @Test func zeroTensorsStayZero() throws {
        let zero = try MemoryTensorSource(["a": ([4], [0, 0, 0, 0])])
        let one = try MemoryTensorSource(["a": ([4], [1, 2, 3, 4])])
        let members = { (sources: [any TensorSource]) in
            sources.enumerated().map { MergeMember(name: "\($0)", source: $1, weight: 1 / Double(sources.count)) }
        }
        #expect(
            try Merge.open(recipe: MergeRecipe(.multislerp), members: members([zero, zero, zero])).values(of: "a") == [
                0, 0, 0, 0,
            ])
        #expect(
            try Merge.open(recipe: MergeRecipe(.slerp), members: members([zero, one])).values(of: "a") == [
                0.5, 1, 1.5, 2,
            ])
        let base = MergeBase(name: "base", source: one)
        #expect(
            try Merge.open(recipe: MergeRecipe(.modelStock), members: members([one, one]), base: base).values(of: "a")
                == [1, 2, 3, 4])
    }

    @Test func directionsThatCancelOutAreRefusedByTensor() throws {
        let sources = try [[1, 0], [-0.5, 0.75.squareRoot()], [-0.5, -(0.75.squareRoot())]].map { (values: [Double]) in
            try MemoryTensorSource(["a": ([2], values.map(Float.init))])
        }
        let members = sources.map { MergeMember(name: "m", source: $0, weight: 1.0 / 3) }
        // In f32 the three do not cancel out to the last bit, but far below what has a direction.
        #expect(throws: MergeError.noMeanDirection("a")) {
            _ = try Merge.open(recipe: MergeRecipe(.multislerp), members: members).values(of: "a")
        }
    }

    @Test func refusesWhatCannotBeMerged() throws {
        let (base, members) = try models(count: 8, columns: 4)
        #expect(throws: MergeError.missingBase(method: "ties")) {
            try Merge.open(recipe: MergeRecipe(.ties), members: members)
        }
        #expect(throws: MergeRecipeError.self) { try Merge.open(recipe: MergeRecipe(.slerp), members: members) }
        #expect(throws: MergeRecipeError.self) {
            try Merge.open(recipe: MergeRecipe(.modelStock), members: members, base: base)
        }
        #expect(throws: MergeError.noMembers) { try Merge.open(recipe: .linear, members: []) }
        #expect(throws: MergeError.invalidWeight(member: "m", weight: "-0.5")) {
            try Merge.open(
                recipe: .linear, members: [MergeMember(name: "m", source: base.source, weight: -0.5)])
        }
        let narrow = MergeBase(name: "narrow", source: try MemoryTensorSource(["b": ([3], [1, 2, 3])]))
        #expect(throws: MergeError.missingTensor("model.layers.0.a.weight", member: "narrow", presentIn: "model 1")) {
            try Merge.open(recipe: MergeRecipe(.ties), members: members, base: narrow)
        }
    }

    @Test func namesATensorWhoseDifferencesOverflow() throws {
        let fine = try MemoryTensorSource(["a": ([2], [1, 2])])
        let huge = try MemoryTensorSource(["a": ([2], [3e38, 2])])
        let opposite = MergeBase(name: "base", source: try MemoryTensorSource(["a": ([2], [-3e38, 2])]))
        for method in [MergeMethod.taskArithmetic, .ties, .dareTies, .breadcrumbs, .della] {
            let merge = try Merge.open(
                recipe: MergeRecipe(method, parameters: .init(density: method == .taskArithmetic ? nil : 1)),
                members: [
                    MergeMember(name: "one", source: huge, weight: 0.5),
                    MergeMember(name: "two", source: fine, weight: 0.5),
                ], base: opposite)
            #expect(throws: MergeError.overflow("a")) { _ = try merge.values(of: "a") }
        }
    }

    // MARK: Layers

    @Test func layersHaveTheirOwnWeights() throws {
        let (_, members) = try models(count: 8, columns: 4)
        let group = LayerGroup(layers: 0...0, mixture: try Mixture(["model 2": 1]))
        let recipe = try MergeRecipe(.layerwise, parameters: .init(layers: [group]))
        let merge = try Merge.open(recipe: recipe, members: members)
        #expect(
            try merge.values(of: "model.layers.0.a.weight") == members[1].source.values(of: "model.layers.0.a.weight"))
        #expect(try merge.values(of: "b") == LinearMerge(members: members).values(of: "b"))
        let beyond = LayerGroup(layers: 0...1, mixture: try Mixture(["model 2": 1]))
        #expect(throws: MergeError.layer(1, last: 0)) {
            try Merge.open(recipe: MergeRecipe(.layerwise, parameters: .init(layers: [beyond])), members: members)
        }
        let stranger = LayerGroup(layers: 0...0, mixture: try Mixture(["model 9": 1]))
        #expect(throws: MergeError.unknownMember("model 9", layers: 0...0)) {
            try Merge.open(recipe: MergeRecipe(.layerwise, parameters: .init(layers: [stranger])), members: members)
        }
    }

    @Test(arguments: [
        ("model.layers.12.mlp.up_proj.weight", 12), ("transformer.h.3.attn.c_attn.weight", 3), ("h.0.ln_1.weight", 0),
        ("gpt_neox.layers.7.attention.dense.bias", 7), ("lm_head.weight", nil), ("model.layers.x.y", nil),
        ("layers", nil),
    ])
    func layersAreReadFromNames(name: String, layer: Int?) {
        #expect(Merge.layer(of: TensorName(name)) == layer)
    }
}
