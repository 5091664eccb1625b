import Foundation
import Mixtures
import Testing
import Words

@testable import Studies

/// What studies of earlier versions have left in databases reads as what it was, and what says no more is written as it
/// was.
@Suite struct StoredStudyTests {
    private func bytes(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    @Test func aDefinitionFromBeforeThereWereRecipes() throws {
        let text =
            #"{"budget":{"evaluations":40},"constraints":{"groups":[],"limits":{}},"estimator":"merge","noHarm":[],"#
            + #""objective":"macro","racing":{"alpha":0.05,"looks":4},"seed":0,"#
            + #""split":{"reportingShare":0.5,"seed":0},"strategy":{"count":16,"kind":"sobol"},"verified":3}"#
        let definition = try read(StudyDefinition.self, text)
        let expected = StudyDefinition(
            strategy: .sobol(count: 16), budget: .init(evaluations: 40), racing: .init(), streams: .first)
        #expect(definition == expected && definition.recipe == .linear)
        #expect(try bytes(definition) == text)
    }

    @Test func trialsFromBeforeTheyCarriedACandidate() throws {
        let text =
            #"{"estimator":"ensemble","look":2,"losses":{"a":1.5},"mixture":{"p0":0.25,"p1":0.75},"number":7,"#
            + #""origin":"strategy","round":1,"state":"racing","tokens":96}"#
        let trial = try read(Trial.self, text)
        let mixture = try Mixture(["p0": 0.25, "p1": 0.75])
        #expect(
            trial
                == Trial(
                    number: 7, candidate: StudyCandidate(mixture: mixture, estimator: .ensemble), origin: .strategy,
                    round: 1, state: .racing, losses: ["a": 1.5], look: 2, tokens: 96))
        #expect(try bytes(trial) == text)
        let base =
            #"{"estimator":"merge","look":0,"number":1,"origin":"baseline/base","round":0,"state":"waiting","tokens":0}"#
        #expect(
            try read(Trial.self, base) == Trial(number: 1, candidate: nil, origin: .baseline(.base), round: 0))
        #expect(try bytes(try read(Trial.self, base)) == base)
    }

    @Test func stepsFromBeforeTheyProposedCandidates() throws {
        let text =
            #"{"proposals":[{"mixture":{"p0":1},"predicted":1.25,"standardDeviation":0.5}],"#
            + #""step":{"kind":"surrogate","round":2}}"#
        let result = try read(StudyStepResult.self, text)
        #expect(result.proposals.map(\.candidate) == [StudyCandidate(mixture: try Mixture(["p0": 1]))])
        #expect(result.proposals.first?.predicted == 1.25)
        #expect(try bytes(result) == text)
        #expect(throws: DecodingError.self) {
            try read(StudyStepResult.self, #"{"proposals":[{"predicted":1}],"step":{"kind":"surrogate","round":2}}"#)
        }
    }

    @Test func recipesSurviveTheirStorage() throws {
        let recipe = StudyRecipe(
            methods: [.ties, .breadcrumbs], parameters: .init(normalize: false), precisions: [.bf16, .f32],
            ranges: [
                .lambda: .init(low: 0.5, high: 1.5), .density: .init(low: 0.2, high: 0.4, isLogarithmic: true),
            ], levels: 5)
        let definition = StudyDefinition(strategy: .sobol(count: 4), recipe: recipe)
        #expect(try read(StudyDefinition.self, bytes(definition)) == definition)
        #expect(try read(StudyRecipe.self, "{}") == .linear)
        #expect(throws: DecodingError.self) { try read(StudyRecipe.self, #"{"ranges":{"mu":{"min":0,"max":1}}}"#) }
        let merged = try MergeRecipe(.ties, parameters: .init(lambda: 0.75))
        let trial = Trial(
            number: 3,
            candidate: StudyCandidate(mixture: try Mixture(["p0": 1]), recipe: merged, precision: .bf16), origin: .told,
            round: 1)
        #expect(try read(Trial.self, bytes(trial)) == trial)
        let proposal = StudyStepResult.Proposal(try #require(trial.candidate), predicted: 1)
        #expect(try read(StudyStepResult.Proposal.self, bytes(proposal)) == proposal)
    }
}
