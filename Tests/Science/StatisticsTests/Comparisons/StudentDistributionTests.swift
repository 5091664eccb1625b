import Testing

@testable import Statistics

@Suite struct StudentDistributionTests {
    /// Quantiles at 0.975 as printed in tables of the distribution.
    @Test(arguments: [
        (1.0, 12.706205), (2, 4.302653), (5, 2.570582), (30, 2.042272), (1_000, 1.962339), (4.5, 2.658912),
    ])
    func quantilesAreThoseOfTheTables(degrees: Double, quantile: Double) {
        let student = StudentDistribution(degreesOfFreedom: degrees)
        #expect(abs(student.quantile(0.975) - quantile) < 2e-5)
        #expect(abs(student.probability(upTo: quantile) - 0.975) < 1e-6)
        #expect(abs(student.probability(upTo: -quantile) - 0.025) < 1e-6)
    }

    @Test func theMiddleIsOneHalf() {
        #expect(StudentDistribution(degreesOfFreedom: 3).probability(upTo: 0) == 0.5)
        #expect(StudentDistribution(degreesOfFreedom: 3).quantile(0.5) < 1e-12)
        #expect(StudentDistribution(degreesOfFreedom: 3).probability(upTo: -.infinity) == 0)
    }
}
