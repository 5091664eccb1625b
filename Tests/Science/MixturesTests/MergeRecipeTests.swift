import Foundation
import Mixtures
import Testing

@Suite struct MergeRecipeTests {
    private func faults(_ method: MergeMethod, _ parameters: MergeParameters) -> [String] {
        do {
            _ = try MergeRecipe(method, parameters: parameters)
            return []
        } catch {
            return error.faults.map(\.parameter)
        }
    }

    @Test(arguments: MergeMethod.allCases.filter { $0 != .layerwise })
    func aMethodAloneHasItsDefaults(method: MergeMethod) throws {
        let recipe = try MergeRecipe(method)
        #expect(recipe.parameters.given == method.parameters)
        #expect(try MergeRecipe(method, parameters: recipe.parameters) == recipe)
    }

    @Test func theMaterialOfLinearIsItsName() throws {
        #expect(MergeRecipe.linear.material == "linear")
        #expect(try MergeRecipe(.linear) == .linear)
    }

    @Test func materialsDifferExactlyWhereRecipesDo() throws {
        let mixtures = [try Mixture(["a": 0.5, "b": 0.5]), try Mixture(["a": 1]), try Mixture(["a:1": 1])]
        let recipes: [MergeRecipe] = try [
            .linear, MergeRecipe(.ties), MergeRecipe(.ties, parameters: .init(density: 0.2.nextUp)),
            MergeRecipe(.ties, parameters: .init(normalize: false)), MergeRecipe(.ties, parameters: .init(lambda: 2)),
            MergeRecipe(.dareTies), MergeRecipe(.dareTies, parameters: .init(seed: 1)), MergeRecipe(.dareLinear),
            MergeRecipe(.della), MergeRecipe(.della, parameters: .init(epsilon: 0)), MergeRecipe(.breadcrumbs),
            MergeRecipe(.breadcrumbs, parameters: .init(gamma: 0.02)), MergeRecipe(.slerp), MergeRecipe(.multislerp),
            MergeRecipe(.modelStock), MergeRecipe(.taskArithmetic),
            MergeRecipe(.layerwise, parameters: .init(layers: [.init(layers: 0...1, mixture: mixtures[0])])),
            MergeRecipe(.layerwise, parameters: .init(layers: [.init(layers: 0...2, mixture: mixtures[0])])),
            MergeRecipe(.layerwise, parameters: .init(layers: [.init(layers: 0...1, mixture: mixtures[1])])),
            MergeRecipe(.layerwise, parameters: .init(layers: [.init(layers: 0...1, mixture: mixtures[2])])),
        ]
        #expect(Set(recipes.map(\.material)).count == recipes.count)
        #expect(recipes.allSatisfy { !$0.material.contains("\n") })
        // What is left out and what is given as the default are one.
        #expect(try MergeRecipe(.ties, parameters: .init(density: 0.2)).material == MergeRecipe(.ties).material)
    }

    @Test func aParameterThatDoesNotBelongIsNamed() {
        #expect(faults(.linear, .init(lambda: 1)) == ["lambda"])
        #expect(faults(.ties, .init(gamma: 0.1, seed: 3)) == ["gamma", "seed"])
        #expect(faults(.slerp, .init(layers: [])) == ["layers"])
    }

    @Test func aValueOutOfRangeIsNamedWithEveryOther() {
        #expect(faults(.ties, .init(lambda: 0, density: 0)) == ["lambda", "density"])
        #expect(faults(.ties, .init(lambda: .nan, density: 1.1)) == ["lambda", "density"])
        #expect(faults(.dareTies, .init(density: .infinity, seed: 1 << 53)) == ["density", "seed"])
        #expect(faults(.breadcrumbs, .init(density: 0.9, gamma: 0.2)) == ["gamma"])
        #expect(faults(.breadcrumbs, .init(gamma: -0.1)) == ["gamma"])
        #expect(faults(.della, .init(density: 0.9, epsilon: 0.3)) == ["epsilon"])
        #expect(faults(.della, .init(epsilon: .nan)) == ["epsilon"])
        #expect(faults(.layerwise, .init()) == ["layers"])
        #expect(faults(.della, .init(density: 1)) == [])
        #expect(faults(.breadcrumbs, .init(density: 1)) == [])
    }

    @Test func layerGroupsMayNotOverlap() throws {
        let mixture = try Mixture(["a": 1])
        let groups = [(4, 6), (0, 4)].map { LayerGroup(layers: $0...$1, mixture: mixture) }
        #expect(faults(.layerwise, .init(layers: groups)) == ["layers"])
        #expect(faults(.layerwise, .init(layers: [LayerGroup(layers: -1...0, mixture: mixture)])) == ["layers"])
        let apart = [(4, 6), (0, 3)].map { LayerGroup(layers: $0...$1, mixture: mixture) }
        let recipe = try MergeRecipe(.layerwise, parameters: .init(layers: apart))
        #expect(recipe.parameters.layers?.map(\.layers) == [0...3, 4...6])
    }

    @Test func weightsThatAMethodCannotUseAreRefused() throws {
        #expect(throws: MergeRecipeError.self) { try MergeRecipe(.slerp).check(weights: [0.2, 0.3, 0.5]) }
        #expect(throws: MergeRecipeError.self) { try MergeRecipe(.modelStock).check(weights: [0.4, 0.6]) }
        #expect(throws: MergeRecipeError.self) { try MergeRecipe(.modelStock).check(weights: [1]) }
        try MergeRecipe(.slerp).check(weights: [0.4, 0.6])
        try MergeRecipe(.modelStock).check(weights: [1 / 3, 1 / 3, 1 / 3])
        try MergeRecipe(.ties).check(weights: [1])
    }

    @Test func survivesJSON() throws {
        let layers = [LayerGroup(layers: 0...3, mixture: try Mixture(["a": 0.1, "b": 0.9]))]
        for recipe in try [
            .linear, MergeRecipe(.della, parameters: .init(lambda: 0.3, seed: 1 << 53 - 1)),
            MergeRecipe(.layerwise, parameters: .init(layers: layers)),
        ] {
            let data = try JSONEncoder().encode(recipe)
            #expect(try JSONDecoder().decode(MergeRecipe.self, from: data) == recipe)
        }
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(
                MergeRecipe.self, from: Data(#"{"method": "ties", "parameters": {"density": 2}}"#.utf8))
        }
    }

    @Test func membersOfLayerGroupsMayBeRenamed() throws {
        let layers = [LayerGroup(layers: 0...3, mixture: try Mixture(["a": 0.25, "b": 0.25, "c": 0.5]))]
        let recipe = try MergeRecipe(.layerwise, parameters: .init(layers: layers))
        let renamed = recipe.renamingMembers { $0 == "c" ? "z" : "y" }
        #expect(renamed.parameters.layers?.first?.mixture.weights == ["y": 0.5, "z": 0.5])
        #expect(recipe.layerSupport == ["a", "b", "c"])
        #expect(MergeRecipe.linear.renamingMembers { _ in "x" } == .linear)
    }
}
