import Testing
import TextTables

@testable import assay_bench

@Suite struct MeasurementsTests {
    private func measured(_ values: [String: (Unit, [Double])]) -> Measurements {
        var measurements = Measurements()
        for (name, (unit, numbers)) in values.sorted(by: { $0.key < $1.key }) {
            for number in numbers { measurements.add(number, unit, to: name) }
        }
        return measurements
    }

    @Test func theMedianIsTheMiddleValueOrTheMeanOfTheTwoInTheMiddle() {
        let measurements = measured(["odd": (.seconds, [9, 1, 2]), "even": (.seconds, [10, 1, 4, 2])])
        #expect(measurements.median(of: "odd") == 2)
        #expect(measurements.median(of: "even") == 3)
        #expect(measurements.median(of: "absent") == nil)
        #expect(measurements.extremes(of: "odd") == 1...9)
    }

    @Test func lessIsFasterInSecondsAndMoreInRates() {
        let measurements = measured(["time": (.seconds, [0.5]), "rate": (.tokensPerSecond, [50])])
        #expect(measurements.speed(of: "time") == 2)
        #expect(measurements.speed(of: "rate") == 50)
    }

    @Test func aRatioSaysHowManyTimesAsFast() {
        let measurements = measured([
            "own": (.seconds, [2, 4, 3]), "peer": (.seconds, [12]), "copy": (.gigabytesPerSecond, [10]),
        ])
        #expect(Comparison(name: "", own: "own", other: "peer").ratio(in: measurements) == 4)
        // 15 GB in 3 s are half of what copying does.
        let share = Comparison(name: "", own: "own", other: "copy", factor: 15, target: 0.7)
        #expect(share.ratio(in: measurements).map { abs($0 - 0.5) < 1e-12 } == true)
        #expect(share.isReached(0.5) == false && share.isReached(0.7) == true)
        #expect(Comparison(name: "", own: "own", other: "absent").ratio(in: measurements) == nil)
    }

    @Test func theTablesLeaveOutWhatWasNotMeasured() {
        let report = Report(
            measurements: measured(["Assay": (.tokensPerSecond, [2_400]), "sgemm": (.gigaflopsPerSecond, [480])]),
            comparisons: [
                Comparison(name: "share", own: "Assay", other: "sgemm", factor: 0.1, target: 0.8),
                Comparison(name: "peer", own: "Assay", other: "peer", target: 2),
            ])
        #expect(
            report.values.markdown == """
                | measured | median | least | greatest |     unit | rounds |
                | -------- | -----: | ----: | -------: | -------: | -----: |
                | Assay    |   2400 |  2400 |     2400 | tokens/s |      1 |
                | sgemm    |  480.0 | 480.0 |    480.0 |  GFLOP/s |      1 |

                """)
        #expect(
            report.ratios.markdown == """
                | ratio |   is | to reach | reached |
                | ----- | ---: | -------: | ------: |
                | share | 0.50 |     0.80 |      no |

                """)
    }

    @Test func numbersKeepThreeDigits() {
        #expect([0.12345, 9.8765, 98.76, 1234.5].map(Report.short) == ["0.123", "9.877", "98.8", "1234"])
    }
}
