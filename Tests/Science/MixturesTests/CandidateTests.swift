import Mixtures
import Statistics
import Testing

@Suite struct CandidateTests {
    @Test func membersStandInOrderOfTheirHashesWhateverTheirNames() throws {
        let first = try Candidate(mixture: Mixture(["x": 0.25, "y": 0.75, "z": 0]))
        let renamed = try Candidate(mixture: Mixture(["b": 0.25, "a": 0.75]))
        let members = try first.members(checkpoints: ["x": "ff", "y": "00", "z": "11"])
        #expect(members == [.init(checkpoint: "00", weight: 0.75), .init(checkpoint: "ff", weight: 0.25)])
        #expect(try renamed.members(checkpoints: ["b": "ff", "a": "00"]) == members)
    }

    @Test func aPartitionWithoutAModelIsNamed() throws {
        let candidate = try Candidate(mixture: Mixture(["x": 0.5, "y": 0.5]))
        let error = #expect(throws: MixtureError.self) { try candidate.members(checkpoints: ["x": "ff"]) }
        #expect(error?.faults.map(\.partition) == ["y"])
    }

    @Test func modelsThatOnlyALayerGroupWeighsAreMembersToo() throws {
        let recipe = try MergeRecipe(
            .layerwise,
            parameters: MergeParameters(layers: [
                LayerGroup(layers: 0...1, mixture: Mixture(["y": 0.5, "z": 0.5])),
                LayerGroup(layers: 3...3, mixture: Mixture(["x": 0.25, "w": 0.75])),
            ]))
        let candidate = try Candidate(mixture: Mixture(["x": 1]), recipe: recipe)
        // Two partitions share a model: it is one member, with the weights of both.
        let checkpoints = ["x": "aa", "w": "aa", "y": "bb", "z": "00"]
        #expect(candidate.support == ["w", "x", "y", "z"])
        #expect(
            try candidate.members(checkpoints: checkpoints) == [
                .init(checkpoint: "00", weight: 0), .init(checkpoint: "aa", weight: 1),
                .init(checkpoint: "bb", weight: 0),
            ])
        let groups = candidate.recipe(checkpoints: checkpoints).parameters.layers ?? []
        #expect(groups.map(\.mixture.weights) == [["bb": 0.5, "00": 0.5], ["aa": 1]])
        #expect(throws: MixtureError.self) { try candidate.members(checkpoints: ["x": "aa"]) }
    }

    @Test func keysDifferExactlyWhereAScoreMay() throws {
        func key(
            _ weights: [Double] = [0.5, 0.5], _ recipe: MergeRecipe = .linear, base: String? = nil,
            precision: Precision = .f32, context: Int = 128, documents: String = "d"
        ) -> [UInt8] {
            let members = zip(["00", "ff", "11"], weights).map { Candidate.Member(checkpoint: $0, weight: $1) }
            return EvaluationKey(
                members: members, base: base, tokenizer: "t", documents: documents,
                way: ScoringWay(recipe: recipe, precision: precision, context: context)
            ).material
        }
        #expect(key() == key([0.5, 0.5, 0]))
        #expect(key() != key([0.5, 0.5.nextUp]))
        #expect(key() != key(precision: .bf16))
        #expect(key() != key(context: 64))
        #expect(key() != key(documents: "e"))
        let ties = try MergeRecipe(.ties)
        #expect(key() != key([0.5, 0.5], ties))
        #expect(key([0.5, 0.5], ties) != key([0.5, 0.5], try MergeRecipe(.ties, parameters: .init(density: 0.3))))
        #expect(key([0.5, 0.5], ties) == key([0.5, 0.5], try MergeRecipe(.ties, parameters: .init(density: 0.2))))
        // The base is part of it exactly when the method uses it.
        #expect(key([0.5, 0.5], ties, base: "aa") != key([0.5, 0.5], ties, base: "bb"))
        #expect(key(base: "aa") == key(base: "bb"))
    }

    /// Scores that were stored before there were other methods and precisions are found by this text's hash.
    @Test func theMaterialOfALinearMergeIsWhatItWas() {
        let key = EvaluationKey(
            members: [.init(checkpoint: "ff", weight: 0.75), .init(checkpoint: "00", weight: 0.25)],
            tokenizer: "bytes-256", documents: "d", way: ScoringWay(context: 128))
        let material = """
            assay-evaluation-key=1
            member=00 3fd0000000000000
            member=ff 3fe8000000000000
            base=
            tokenizer=bytes-256
            estimator=merge
            method=linear
            precision=f32
            context=128
            protocol=rolling-1
            documents=d
            """
        #expect(String(decoding: key.material, as: UTF8.self) == material)
        let part = { (part: DocumentPart) in
            String(
                decoding: EvaluationKey(
                    members: key.members, tokenizer: "bytes-256", documents: "d",
                    way: ScoringWay(context: 128, part: part)
                ).material, as: UTF8.self)
        }
        #expect(part(DocumentPart(seed: 7, from: 0, to: 9, streams: .first)) == material + "\npart=7 0 9")
        #expect(
            part(
                DocumentPart(
                    seed: 7, from: 0, to: 9, split: SplitRule(seed: 2, reportingShare: 0.5), streams: .first))
                == material + "\npart=7 0 9 2 3fe0000000000000")
        #expect(part(DocumentPart(seed: 7, from: 0, to: 9)) == material + "\npart=7 0 9 streams=2")
    }
}
