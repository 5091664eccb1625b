import Foundation
import Mixtures
@testable import Randomness
import Statistics
import Testing

/// Candidates on one evaluation set, several of them nearly tied.
private struct RacingField {
    enum Noise: String, CaseIterable {
        case normal, heavyTailed, skewed
    }

    static let candidates = 12
    let scores: [DocumentScores]

    init(_ generator: inout SeededGenerator, noise: Noise) throws {
        let documents = 512
        let domains = (0..<documents).map { document -> String in "d\(document % 4 == 0 ? 0 : document % 3)" }
        let lengths = (0..<documents).map { _ -> Int in
            let logarithm: Double = 5.5 + 0.5 * generator.normal()
            return 20 + Int(exp(logarithm))
        }
        let levels = (0..<documents).map { _ -> Double in 0.7 + 0.2 * generator.normal() }
        // Four near ties, then ever worse ones: nats a byte.
        var effects: [Double] = [0, 0.0005, 0.001, 0.0015]
        while effects.count < Self.candidates { effects.append(Double(effects.count - 3) / 100) }
        scores = try effects.map { effect in
            try DocumentScores(
                (0..<documents).map { document in
                    let own: Double
                    switch noise {
                    case .normal: own = 0.04 * generator.normal()
                    case .heavyTailed: own = 0.03 * generator.student4()
                    case .skewed: own = 0.02 * (exp(generator.normal()) - exp(0.5))
                    }
                    let nll = (levels[document] + effect + own) * Double(lengths[document])
                    return DocumentScores.Document(
                        domain: domains[document],
                        sums: ScoreSums(
                            tokens: lengths[document], words: 1, characters: 1, bytes: lengths[document], nll: nll))
                })
        }
    }

    /// The candidate that is best on all documents.
    var best: Int? {
        get throws {
            let values = try scores.map { try $0.score().macro.bitsPerByte }
            return values.indices.min { values[$0] < values[$1] }
        }
    }

    /// Runs a race to its end.
    func run(seed: UInt64) throws -> Race {
        let layout = scores[0].layout
        let order = DocumentOrder(layout, seed: seed)
        var race = try Race(candidates: scores.count, layout: layout, seed: seed, looks: 5, alpha: 0.05)
        while let part = race.next {
            let seen = order.documents(of: DocumentPart(seed: seed, from: 0, to: part.to))
            try race.look(race.running.map { try scores[$0].subset(seen) })
        }
        return race
    }
}

@Suite struct RaceTests {
    @Test func theBestOfTheWholeSetIsLeftOutAtMostAsOftenAsAlpha() throws {
        var generator = SeededGenerator(seed: 77)
        for noise in RacingField.Noise.allCases {
            let runs = 200
            var wrong = 0
            var scored = 0
            for run in 0..<runs {
                let field = try RacingField(&generator, noise: noise)
                let race = try field.run(seed: UInt64(run))
                if race.running != [try #require(try field.best)] { wrong += 1 }
                scored += race.scoredDocuments
            }
            let all = runs * RacingField.candidates * 512
            let saved = (1_000 - 1_000 * Double(scored) / Double(all)).rounded() / 10
            let error = Double(wrong) / Double(runs)
            print(
                "race, \(noise.rawValue): the best left out in \(error) of races (alpha 0.05), \(saved) % of tokens saved"
            )
            #expect(error <= 0.05)
            #expect(saved > 20)
        }
    }

    @Test func candidatesThatAreTheSameStayToTheEnd() throws {
        var generator = SeededGenerator(seed: 5)
        let field = try RacingField(&generator, noise: .normal)
        let layout = field.scores[0].layout
        var race = try Race(candidates: 2, layout: layout, seed: 1)
        while let part = race.next {
            let seen = DocumentOrder(layout, seed: 1).documents(of: DocumentPart(seed: 1, from: 0, to: part.to))
            #expect(try race.look([field.scores[0].subset(seen), field.scores[0].subset(seen)]).isEmpty)
        }
        #expect(race.running == [0, 1])
        #expect(race.scoredDocuments == 2 * layout.count)
    }

    @Test func partsArePutTogetherInTheOrderOfTheSet() throws {
        var generator = SeededGenerator(seed: 6)
        let scores = try RacingField(&generator, noise: .skewed).scores[0]
        let race = try Race(candidates: 2, layout: scores.layout, seed: 9)
        let order = DocumentOrder(scores.layout, seed: 9)
        #expect(race.looks == [32, 64, 128, 256, 512])
        var parts: [DocumentScores] = []
        var from = 0
        for to in race.looks {
            parts.append(try scores.subset(order.documents(of: DocumentPart(seed: 9, from: from, to: to))))
            from = to
        }
        #expect(try race.seen(parts).sums == scores.sums)
        #expect(try race.seen(parts).layout == scores.layout)
        #expect(try race.seen([parts[0]]).count == 32)
        #expect(throws: RaceError.documents(expected: 32, found: 64)) { try race.seen([parts[2]]) }
    }

    @Test func aRaceThatIsGoneOnWithEndsAsOneThatIsNot() throws {
        var generator = SeededGenerator(seed: 8)
        let field = try RacingField(&generator, noise: .normal)
        let layout = field.scores[0].layout
        let order = DocumentOrder(layout, seed: 8)
        var race = try Race(candidates: field.scores.count, layout: layout, seed: 8, looks: 5, alpha: 0.05)
        while let part = race.next {
            var fresh = try Race(candidates: field.scores.count, layout: layout, seed: 8, looks: 5, alpha: 0.05)
            try fresh.resume(after: race.looksTaken, running: race.running)
            #expect(fresh.next == part)
            let seen = order.documents(of: DocumentPart(seed: 8, from: 0, to: part.to))
            let scores = try race.running.map { try field.scores[$0].subset(seen) }
            #expect(try race.look(scores) == fresh.look(scores))
            #expect(race.running == fresh.running)
        }
    }

    @Test func fewDocumentsAreLookedAtOnceAndAll() throws {
        let few = try DocumentScores(
            (0..<12).map { _ in
                .init(domain: "a", sums: ScoreSums(tokens: 1, words: 1, characters: 1, bytes: 1, nll: 1))
            })
        let race = try Race(candidates: 3, layout: few.layout, seed: 1)
        #expect(race.looks == [12])
        #expect(try Race(candidates: 1, layout: few.layout, seed: 1).isOver)
    }

    @Test func whatIsNoRaceIsNamed() throws {
        let layout = DocumentLayout((0..<40).map { _ in (domain: "a", cluster: nil) })
        #expect(throws: RaceError.noCandidates) { try Race(candidates: 0, layout: layout, seed: 1) }
        #expect(throws: RaceError.alpha(0)) { try Race(candidates: 2, layout: layout, seed: 1, alpha: 0) }
        #expect(throws: RaceError.looks(0)) { try Race(candidates: 2, layout: layout, seed: 1, looks: 0) }
        #expect(throws: RaceError.unknownDomain("b")) {
            try Race(candidates: 2, layout: layout, seed: 1, objective: .domain("b"))
        }
        var race = try Race(candidates: 2, layout: layout, seed: 1)
        #expect(throws: RaceError.scores(expected: 2, found: 0)) { try race.look([]) }
        #expect(throws: RaceError.standing(taken: 0, running: 2)) { try race.resume(after: 0, running: [1, 0]) }
        #expect(throws: RaceError.standing(taken: 1, running: 0)) { try race.resume(after: 1, running: []) }
    }
}
