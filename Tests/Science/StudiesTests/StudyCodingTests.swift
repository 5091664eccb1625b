import Foundation
import Mixtures
import Testing

@testable import Studies

/// What studies are kept and sent as.
@Suite struct StudyCodingTests {
    private func object(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(text.utf8))
    }

    @Test(arguments: [
        (Objective.macro, #""macro""#), (.micro, #""micro""#), (.worst, #""worst""#),
        (.domain("man"), #"{"domain":"man"}"#), (.weighted(["man": 2]), #"{"weighted":{"man":2}}"#),
    ])
    func anObjectiveIsAWordOrAnObject(_ objective: Objective, text: String) throws {
        #expect(try object(objective) == text)
        #expect(try read(Objective.self, text) == objective)
    }

    @Test func anUnknownObjectiveIsRefused() {
        #expect(throws: DecodingError.self) { try read(Objective.self, #""best""#) }
        #expect(throws: DecodingError.self) { try read(Objective.self, #"{"worst": 1}"#) }
    }

    @Test(arguments: [
        (StudyStrategy.sobol(count: 8), #"{"count":8,"kind":"sobol"}"#),
        (.dirichlet(count: 8, concentration: 0.5), #"{"concentration":0.5,"count":8,"kind":"dirichlet"}"#),
        (.outside, #"{"kind":"outside"}"#),
        (
            .surrogate(.init(initial: 32, proposal: .expectedImprovement)),
            #"{"initial":32,"kind":"surrogate","per_round":8,"proposal":{"kind":"expected_improvement"},"#
                + #""regressor":"auto","rounds":3}"#
        ),
        (
            .enumerate(.init(sizes: [2], leaveOneOut: true)),
            #"{"kind":"enumerate","leave_one_out":true,"pairs":false,"singles":false,"sizes":[2]}"#
        ),
        (.convex(.init(iterations: 10, tolerance: 0.5)), #"{"iterations":10,"kind":"convex","tolerance":0.5}"#),
    ])
    func aStrategyIsAnObjectOfItsKind(_ strategy: StudyStrategy, text: String) throws {
        #expect(try object(strategy) == text)
        #expect(try read(StudyStrategy.self, text) == strategy)
    }

    @Test func constraintsReadWell() throws {
        let constraints = StudyConstraints(
            limits: ["man": WeightLimit(least: 0.1, most: 0.5)],
            groups: [
                GroupLimit(.label("s2orc/biology"), most: 0.75), GroupLimit(.named(["man", "perl"]), least: 0.25),
            ],
            size: 3, supply: TokenSupply(budgetTokens: 1000, repetitionCap: 4))
        let text =
            #"{"groups":[{"label":"s2orc/biology","max":0.75,"min":0},"#
            + #"{"max":1,"min":0.25,"partitions":["man","perl"]}],"#
            + #""limits":{"man":[0.1,0.5]},"size":3,"supply":{"budget_tokens":1000,"repetition_cap":4}}"#
        #expect(try object(constraints) == text)
        #expect(try read(StudyConstraints.self, text) == constraints)
        #expect(try read(StudyConstraints.self, "{}") == StudyConstraints())
    }

    @Test func aGroupHasEitherALabelOrPartitions() {
        #expect(throws: DecodingError.self) { try read(GroupLimit.self, #"{"label": "a", "partitions": ["b"]}"#) }
        #expect(throws: DecodingError.self) { try read(WeightLimit.self, "[0.5]") }
    }

    @Test(arguments: [
        "strategy", "told", "verification", "baseline/uniform", "baseline/unimax", "baseline/single/a/b",
        "baseline/base", "baseline/proportional",
    ])
    func anOriginIsAWord(_ word: String) throws {
        #expect(try #require(TrialOrigin(rawValue: word)).rawValue == word)
    }

    @Test(arguments: ["", "baseline", "baseline/", "baseline/single/", "single/a", "other"])
    func anUnknownOriginIsRefused(_ word: String) {
        #expect(TrialOrigin(rawValue: word) == nil)
    }

    @Test func aDefinitionSurvivesItsStorage() throws {
        let definition = StudyDefinition(
            objective: .domain("man"), noHarm: [NoHarmLimit(domain: "perl", baseline: .uniform, atMost: 0.01)],
            strategy: .surrogate(.init(regressor: .one(.gaussianProcess), initial: 8)), estimator: .both, seed: 1 << 60,
            stop: .init(patience: 2, minimumGain: 0.001), racing: .init())
        #expect(try read(StudyDefinition.self, object(definition)) == definition)
    }
}
