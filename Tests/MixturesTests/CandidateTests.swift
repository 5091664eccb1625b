import Mixtures
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

    @Test func keysDifferExactlyWhereAScoreMay() {
        func key(
            _ weights: [Double] = [0.5, 0.5], base: String? = nil, context: Int = 128, documents: String = "d"
        ) -> [UInt8] {
            let members = zip(["00", "ff", "11"], weights).map { Candidate.Member(checkpoint: $0, weight: $1) }
            return EvaluationKey(
                members: members, base: base, tokenizer: "t", context: context, scoringProtocol: "rolling-1",
                documents: documents
            ).material
        }
        #expect(key() == key([0.5, 0.5, 0]))
        #expect(key() != key([0.5, 0.5.nextUp]))
        #expect(key() != key(base: "aa"))
        #expect(key() != key(context: 64))
        #expect(key() != key(documents: "e"))
    }
}
