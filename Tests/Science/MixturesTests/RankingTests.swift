import Mixtures
import Testing

@Suite struct RankingTests {
    func score(_ nll: [String: Double]) throws -> Score {
        try Score(
            domains: nll.map {
                DomainScore(
                    domain: $0.key, sums: ScoreSums(tokens: 1, words: 1, characters: 1, bytes: 1, nll: $0.value))
            })
    }

    @Test func theLowestLossStandsFirstAndTiesShareARank() throws {
        let ranking = Ranking(
            of: [
                ("worst", try score(["a": 3, "b": 9])), ("first", try score(["a": 1, "b": 3])),
                ("second", try score(["a": 3, "b": 1])), ("third", try score(["a": 4, "b": 4])),
            ], by: .macro)
        #expect(ranking.places.map(\.candidate) == ["first", "second", "third", "worst"])
        #expect(ranking.places.map(\.rank) == [1, 1, 3, 4])
    }

    @Test func aCandidateWithoutTheDomainIsUnranked() throws {
        let ranking = Ranking(
            of: [("without", try score(["a": 3])), ("with", try score(["a": 9, "b": 1]))], by: .domain("b"))
        #expect(ranking.places.map(\.candidate) == ["with"])
        #expect(ranking.unranked == ["without"])
    }
}
