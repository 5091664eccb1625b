import Checkpoints
import Merging
import Mixtures
import Testing

@Suite struct MergekitRecipeTests {
    /// Of a Llama of three layers.
    private static let names: [TensorName] =
        ["lm_head.weight", "model.embed_tokens.weight", "model.norm.weight"]
        + (0..<3).flatMap { layer in
            ["self_attn.q_proj.weight", "mlp.up_proj.weight", "input_layernorm.weight"].map {
                TensorName("model.layers.\(layer).\($0)")
            }
        }

    private func read(_ yaml: String, seed: UInt64? = nil) throws -> MergekitRecipe {
        try MergekitRecipe(yaml: yaml, file: "merge.yaml", seed: seed) { _ in Self.names }
    }

    private func fault(_ yaml: String) -> MergekitError? {
        do {
            _ = try read(yaml)
            return nil
        } catch {
            return error as? MergekitError
        }
    }

    @Test func weightsBecomeAMixture() throws {
        let recipe = try MethodFixture(name: "task_arithmetic").recipe()
        #expect(recipe.models.map(\.path) == ["law", "code", "news"])
        #expect(abs(recipe.models.map(\.weight).reduce(0, +) - 1) <= 1e-15)
        #expect(abs((recipe.recipe.parameters.lambda ?? 0) - 0.7 * 1.2) <= 1e-15)
        #expect(recipe.base == "base")
        #expect(recipe.elementType == .f32)
    }

    @Test func settingsThatDifferBetweenLayersBecomeLayerGroups() throws {
        let gradient = try MethodFixture(name: "linear_gradient").recipe()
        #expect(gradient.recipe.method == .layerwise)
        #expect(gradient.recipe.parameters.layers?.map(\.layers) == [0...0, 1...1, 2...2])
        let filters = try MethodFixture(name: "linear_filters").recipe()
        #expect(filters.recipe.parameters.layers?.map(\.layers) == [0...0, 1...1, 2...2])
        #expect(filters.recipe.parameters.layers?[1].mixture["law"] == 0.9)
        #expect(filters.models.map(\.weight) == [0.4, 0.6])
    }

    @Test func aSliceOfAllLayersIsNoLayerGroup() throws {
        let recipe = try read(
            """
            merge_method: slerp
            base_model: a
            slices:
              - sources:
                  - {model: a, layer_range: [0, 3]}
                  - {model: b, layer_range: [0, 3]}
            parameters:
              t: 0.25
            dtype: bfloat16
            """)
        #expect(recipe.recipe.method == .slerp)
        #expect(recipe.models == [.init(path: "a", weight: 0.75), .init(path: "b", weight: 0.25)])
        #expect(recipe.elementType == .bf16)
    }

    @Test(arguments: try MethodFixture.all())
    func whatIsWrittenIsReadBack(fixture: MethodFixture) throws {
        let recipe = try fixture.recipe()
        guard recipe.tensorwise == nil else {
            #expect(throws: MergekitError.self) { try recipe.yaml() }
            return
        }
        let again = try MergekitRecipe(yaml: recipe.yaml(), file: "again.yaml") { try MethodFixture.names(of: $0) }
        #expect(again.recipe.method == recipe.recipe.method)
        #expect(again.models.map(\.path) == recipe.models.map(\.path))
        #expect(try worstDifference(again.open(), recipe.open()) <= 1e-6)
    }

    @Test func namesSurviveQuoting() throws {
        let path = "a \"b\" \\c: #\u{1}\n é"
        let recipe = MergekitRecipe(
            models: [.init(path: path, weight: 1)], recipe: .linear, elementType: .bf16, tokenizer: path)
        #expect(try read(recipe.yaml()) == recipe)
    }

    @Test func theSeedIsTheCallers() throws {
        let yaml =
            "{merge_method: dare_ties, base_model: a, models: [{model: b, parameters: {weight: 1, density: 0.5}}]}"
        #expect(try read(yaml, seed: 7).recipe.parameters.seed == 7)
        #expect(try read(yaml).recipe.parameters.seed == 0)
        #expect(try read(yaml).recipe.parameters.normalize == false)
    }

    @Test func aFileThatMergekitWouldRefuseIsNotWritten() throws {
        let recipe = MergekitRecipe(
            models: [.init(path: "b", weight: 1)], base: "a",
            recipe: try MergeRecipe(.della, parameters: .init(density: 0.5, epsilon: 1)))
        #expect(throws: MergekitError.self) { try recipe.yaml() }
    }

    @Test func everyFaultOfSettingsIsSaidAtOnce() {
        let yaml = """
            merge_method: ties
            base_model: a
            models:
              - {model: b, parameters: {density: [0.5, 3]}}
              - {model: c, parameters: {weight: 1, densty: 0.5}}
            parameters: {rescale: true, lambda: true}
            dtype: int4
            tokenizer_source: z
            """
        let description = fault(yaml)?.description ?? "was read"
        for place in [
            "models[0].parameters.weight: is missing", "models[0].parameters.density: is ",
            "models[1].parameters.densty: is no parameter", "parameters.rescale: is true", "parameters.lambda: is true",
            "dtype: ", "tokenizer_source: ",
        ] {
            #expect(description.contains(place), "\(description)")
        }
    }

    /// Names of files, templates and parameters that the method does not have are what people's files are full of.
    @Test func whatChangesNoWeightStopsNobody() throws {
        let plain = try read("{merge_method: linear, models: [{model: a, parameters: {weight: 1}}]}")
        let full = try read(
            """
            name: mine
            chat_template: auto
            merge_method: linear
            models: [{model: a, parameters: {weight: 1, int8_mask: true, density: 0.5}}]
            parameters: {int8_mask: true, t: [0, 1], rescale: true, lambda: null}
            """)
        #expect(full.models == plain.models)
        #expect(full.recipe == plain.recipe)
    }

    @Test func mergeKeysOfYAMLAreFollowed() throws {
        let recipe = try read(
            """
            merge_method: ties
            base_model: a
            models:
              - model: b
                parameters: &shared {weight: 1, density: 0.5}
              - model: c
                parameters: {<<: *shared, weight: 3}
            """)
        #expect(recipe.models == [.init(path: "b", weight: 0.25), .init(path: "c", weight: 0.75)])
        #expect(recipe.recipe.parameters.density == 0.5)
    }

    @Test func passthroughIsRefusedWithTheReason() {
        let description = fault("{merge_method: passthrough, models: [{model: a}]}")?.description ?? "was read"
        #expect(description.contains("stacks layers"))
        let other = fault("{merge_method: nuslerp, models: [{model: a}]}")?.description ?? "was read"
        #expect(other.contains("mergekit has and Assay has not; done are linear, task_arithmetic"))
    }

    @Test func everyErrorIsSaidAtOnce() {
        let yaml = """
            models: [{model: a, weight: 1}, {parameters: {weight: x}}]
            modules: {}
            tokenizer: {source: union}
            """
        let description = fault(yaml)?.description ?? "was read"
        #expect(description.hasPrefix("merge.yaml: merge_method: is missing; also models[0].weight: "))
        for place in [
            "also models[1].model: ", "also models[1].parameters.weight: ", "also tokenizer.source: ",
            "also modules: ",
        ] {
            #expect(description.contains(place), "\(description)")
        }
    }

    @Test(arguments: [
        ("", ""), ("[1]", ""), ("a: [", ""), ("models: []", "merge_method"),
        ("{merge_method: linear, models: [{model: a}], surprise: 1}", "surprise"),
        ("{merge_method: linear, models: [{model: a}], modules: {}}", "modules"),
        ("{merge_method: nuslerp, models: [{model: a}]}", "merge_method"),
        ("{merge_method: layerwise, models: [{model: a}]}", "merge_method"),
        ("{merge_method: passthrough, models: [{model: a}]}", "merge_method"),
        ("{merge_method: linear, models: [{model: a}]}", "models[0].parameters.weight"),
        ("{merge_method: linear}", "models"), ("{merge_method: linear, models: []}", "models"),
        ("{merge_method: linear, models: [{parameters: {weight: 1}}]}", "models[0].model"),
        ("{merge_method: linear, models: [{model: a+b, parameters: {weight: 1}}]}", "models[0].model"),
        ("{merge_method: linear, models: [{model: {path: a}}]}", "models[0].model"),
        ("{merge_method: linear, models: [{model: a, weight: 1}]}", "models[0].weight"),
        ("{merge_method: linear, models: [{model: a, parameters: {weight: x}}]}", "models[0].parameters.weight"),
        ("{merge_method: linear, models: [{model: a, parameters: {weight: 0}}]}", "models[0].parameters.weight"),
        (
            "{merge_method: linear, models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: -1}}]}",
            "models[0].parameters.weight"
        ),
        (
            "{merge_method: linear, models: [{model: a, parameters: {weight: 1, wieght: 1}}]}",
            "models[0].parameters.wieght"
        ),
        (
            "{merge_method: linear, models: [{model: a, parameters: {weight: 1, normalize: false}}]}",
            "models[0].parameters.normalize"
        ),
        (
            "{merge_method: linear, models: [{model: a, parameters: {weight: [{filter: self_attn, value: 1}]}}]}",
            "models[0].parameters.weight"
        ),
        ("{merge_method: linear, models: [{model: a, parameters: {weight: 1}}, {model: a}]}", "models[1].model"),
        ("{merge_method: linear, models: [{model: a, parameters: {weight: .nan}}]}", "models[0].parameters.weight"),
        ("{merge_method: ties, models: [{model: a, parameters: {weight: 1}}]}", "base_model"),
        ("{merge_method: ties, base_model: a, models: [{model: a}]}", "models"),
        (
            "{merge_method: ties, base_model: a, models: [{model: b, parameters: {weight: 1, density: [0.5, 2]}}]}",
            "models[0].parameters.density"
        ),
        (
            "{merge_method: della, base_model: a, models: [{model: b, parameters: {weight: 1, density: 0.9, "
                + "epsilon: 0.2}}]}", "models[0].parameters.epsilon"
        ),
        (
            "{merge_method: ties, base_model: a, models: [{model: b, parameters: {weight: 1}}], "
                + "parameters: {rescale: true}}", "parameters.rescale"
        ),
        (
            "{merge_method: dare_ties, base_model: a, models: [{model: b, parameters: {weight: 1}}], "
                + "parameters: {rescale: false}}", "parameters.rescale"
        ),
        (
            "{merge_method: ties, base_model: a, models: [{model: b, parameters: {weight: 1}}], "
                + "parameters: {density: 2}}", "parameters.density"
        ),
        ("{merge_method: slerp, base_model: a, models: [{model: a}, {model: b}, {model: c}]}", "base_model"),
        ("{merge_method: slerp, base_model: a, models: [{model: b}]}", "parameters.t"),
        ("{merge_method: slerp, base_model: a, models: [{model: b}], parameters: {t: true}}", "parameters.t"),
        (
            "{merge_method: model_stock, base_model: a, models: [{model: b}, {model: c}], "
                + "parameters: {filter_wise: true}}", "parameters.filter_wise"
        ),
        ("{merge_method: model_stock, base_model: a, models: [{model: b}]}", ""),
        ("{merge_method: linear, dtype: int8, models: [{model: a, parameters: {weight: 1}}]}", "dtype"),
        (
            "{merge_method: linear, tokenizer_source: union, models: [{model: a, parameters: {weight: 1}}]}",
            "tokenizer_source"
        ),
        (
            "{merge_method: linear, tokenizer_source: z, models: [{model: a, parameters: {weight: 1}}]}",
            "tokenizer_source"
        ),
        (
            "{merge_method: linear, tokenizer: {source: a, tokens: {}}, models: [{model: a, parameters: {weight: 1}}]}",
            "tokenizer.tokens"
        ),
        (
            "{merge_method: linear, slices: [{sources: [{model: a, layer_range: [0, 2], parameters: {weight: 1}}]}]}",
            "slices"
        ),
        (
            "{merge_method: linear, slices: [{sources: [{model: a, layer_range: [1, 3], parameters: {weight: 1}}]}]}",
            "slices[0].sources[0].layer_range"
        ),
        (
            "{merge_method: linear, slices: [{sources: [{model: a, layer_range: [0, 0], parameters: {weight: 1}}]}]}",
            "slices[0].sources[0].layer_range"
        ),
        (
            "{merge_method: linear, slices: [{sources: [{model: a, layer_range: [0, 3]}], residual_weight: 0.5}]}",
            "slices[0].residual_weight"
        ),
    ])
    func refusesByKey(yaml: String, key: String) {
        let fault = fault(yaml)
        #expect(fault?.key == key, "\(fault?.description ?? "was read")")
        #expect(fault?.file == "merge.yaml")
    }
}
