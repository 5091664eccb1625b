@testable import Randomness
import Testing

@testable import Statistics

@Suite struct AgreementTests {
    private func agreement(_ predicted: [Double], _ found: [Double], resamples: Int = 500) -> Agreement {
        Agreement(
            of: PairSample(predicted: predicted, found: found),
            resamples: Agreement.resamples(resamples, of: found.count, seed: 1))
    }

    @Test func aPerfectOrderHasNoRegretAndDecidesEveryPair() {
        let values = (0..<12).map(Double.init)
        let agreement = agreement(values, values.map { $0 * 2 })
        #expect(agreement.decisions.value == 1 && agreement.regret.value == 0)
        #expect(abs((agreement.top.value ?? 0) - 1) < 1e-12)
    }

    @Test func theWrongChoiceCostsItsDistanceToTheBest() {
        let agreement = agreement([1, 2, 3, 4], [2.5, 2, 3, 1])
        #expect(agreement.regret.value == 1.5)
        #expect(agreement.decisions.value == 2.0 / 6)
    }

    @Test func whatTiesIsHalfADecisionAndAMeanRegret() {
        let agreement = agreement([1, 1, 2], [3, 5, 4])
        #expect(agreement.regret.value == 1)
        // (3, 5) ties, (3, 4) is right, (5, 4) is wrong.
        #expect(agreement.decisions.value == 0.5)
    }

    @Test func oneRunDecidesNothing() {
        let agreement = agreement([1], [1])
        #expect(agreement.regret.undefined == "1 points; expected at least 2")
        #expect(agreement.decisions.undefined == "1 points; expected at least 2")
        #expect(agreement.top.undefined == "1 points in the best quarter; expected at least 3")
        #expect(agreement.pearson == nil && agreement.spearman == nil)
    }

    @Test func twoAndThreeRunsHaveFiguresAndNoInterval() {
        let two = agreement([1, 2], [3, 4])
        #expect(two.decisions.value == 1 && two.decisions.interval == nil && two.regret.value == 0)
        let three = agreement([1, 2, 3], [3, 4, 4.5])
        #expect(three.decisions.value == 1 && three.decisions.interval == nil && three.spearman == nil)
    }

    /// "1.000 [1.000, 1.000]" must not be said of any number of mixtures: an order that is right in a few may not be in
    /// others.
    @Test(arguments: 3...20)
    func aPerfectOrderIsNoCertainty(count: Int) throws {
        let found = (0..<count).map { Double($0 * $0) }
        let agreement = agreement((0..<count).map { Double($0) }, found)
        for interval in [agreement.pearson, agreement.spearman, agreement.top.interval, agreement.decisions.interval] {
            if let interval { #expect(interval.upper - interval.lower > 0.002, "\(interval)") }
        }
        #expect(agreement.regret.interval == nil && agreement.regret.withheld != nil)
        #expect((agreement.spearman == nil) == (count < 4))
        #expect((agreement.decisions.interval == nil) == (count < 6))
        // A quarter of thirteen is four: the least that has an interval.
        #expect((agreement.top.interval == nil) == (count < 13))
    }

    @Test func whatHasNoIntervalSaysWhy() {
        let three = agreement([1, 2, 3], [3, 4, 4.5])
        #expect(three.withheld == "an interval needs at least 4 points, here are 3")
        #expect(three.decisions.withheld == "an interval needs at least 6 points, here are 3")
        let line = agreement([1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12])
        #expect(line.pearson == nil && line.spearman != nil)
        #expect(line.withheld == "all 6 points lie on one line: Pearson's r has no spread to tell")
        let twelve = agreement((0..<12).map(Double.init), (0..<12).map { Double($0 * $0) })
        #expect(twelve.top.withheld == "an interval needs at least 4 points, here are 3 in the best quarter")
        #expect(agreement([1, 2], [3, 4]).withheld == nil)
    }

    @Test func equalReferencesLeaveNothingToDecideAndNoRegret() {
        let agreement = agreement([1, 2, 3, 4], [7, 7, 7, 7])
        #expect(agreement.decisions.undefined == "the reference is the same everywhere: there is nothing to decide")
        #expect(agreement.regret.value == 0 && agreement.pearson == nil)
    }

    @Test func aConstantPredictorChoosesTheMeanOfAll() {
        let agreement = agreement([1, 1, 1, 1], [1, 2, 3, 6])
        #expect(agreement.regret.value == 2 && agreement.decisions.value == 0.5 && agreement.spearman == nil)
    }

    /// Eight references leave a Spearman of 0.94 wide open: the interval must say so.
    @Test func eightRunsLeaveAWideInterval() throws {
        let found = (0..<8).map(Double.init)
        let agreement = agreement([0, 2, 1, 3, 4, 6, 5, 7], found, resamples: 2_000)
        let spearman = try #require(agreement.spearman)
        #expect(spearman.lower < 0.85 && spearman.upper > 0.99, "\(spearman)")
    }

    @Test func theSameSeedGivesTheSameResamples() {
        #expect(Agreement.resamples(5, of: 6, seed: 9) == Agreement.resamples(5, of: 6, seed: 9))
        #expect(Agreement.resamples(5, of: 6, seed: 9) != Agreement.resamples(5, of: 6, seed: 10))
        #expect(Agreement.resamples(5, of: 6, seed: 9).allSatisfy { $0.reduce(0, +) == 6 })
    }

    /// A resample's statistics are those of the list that holds each pair as often as it was drawn.
    @Test func countsStandForRepetitions() throws {
        var generator = SeededGenerator(seed: 4)
        let predicted = (0..<15).map { _ in Double(Int.random(in: 0..<8, using: &generator)) }
        let found = (0..<15).map { _ in Double(Int.random(in: 0..<8, using: &generator)) }
        let sample = PairSample(predicted: predicted, found: found)
        for counts in Agreement.resamples(50, of: 15, seed: 2) {
            let drawn = counts.indices.flatMap { Array(repeating: $0, count: Int(counts[$0])) }
            let list = PairSample(predicted: drawn.map { predicted[$0] }, found: drawn.map { found[$0] })
            let once = [Double](repeating: 1, count: 15)
            for statistic in [PairSample.spearman, PairSample.topSpearman, PairSample.decisions, PairSample.regret] {
                let (one, other) = (statistic(sample)(counts), statistic(list)(once))
                #expect((one == nil) == (other == nil) && abs((one ?? 0) - (other ?? 0)) < 1e-12)
            }
        }
    }

    @Test func estimatorsDisagreeOnThePairsThatTheyOrderDifferently() throws {
        let disagreement = try #require(
            EstimatorDisagreement(merge: [1, 2, 3, 3], ensemble: [2, 1, 3, 4], found: [1, 2, 3, 4]))
        #expect(disagreement.pairs == 5 && disagreement.differing == 1)
        #expect(disagreement.merge == 1 && disagreement.ensemble == 0 && !disagreement.best)
        #expect(EstimatorDisagreement(merge: [1], ensemble: [1]) == nil)
        let unknown = try #require(EstimatorDisagreement(merge: [1, 2], ensemble: [2, 1]))
        #expect(unknown.merge == nil && unknown.differing == 1)
    }
}
