import LanguageModels
import Scoring
import Testing

@Suite struct RollingWindowsTests {
    @Test func areThoseOfTheHarness() throws {
        struct Record: Decodable {
            struct Case: Decodable {
                let tokens: [Int32]
                let context: Int
                let windows: [[[Int32]]]
            }
            let prefix: Int32
            let cases: [Case]
        }
        let record = try Fixture.decode(Record.self, from: "windows.json")
        #expect(record.cases.count == 55)
        for expected in record.cases {
            let windows = RollingWindows.windows(
                over: expected.tokens, prefixToken: record.prefix, context: expected.context)
            #expect(
                windows == expected.windows.map { TokenWindow(inputs: $0[0], targets: $0[1]) },
                "\(expected.tokens.count) tokens, context \(expected.context)")
        }
    }

    @Test(arguments: 0...23, [1, 4, 7, 23, 40])
    func readAContextWithoutPredictingIt(unscored: Int, context: Int) {
        let tokens = (0..<23).map(Int32.init)
        let all = RollingWindows.windows(over: tokens, prefixToken: 99, context: context)
        let windows = RollingWindows.windows(over: tokens, prefixToken: 99, context: context, unscored: unscored)
        #expect(windows.flatMap(\.targets) == Array(tokens.dropFirst(unscored)))
        #expect(windows.allSatisfy { !$0.targets.isEmpty })
        #expect(windows.map(\.inputs) == all.map(\.inputs).suffix(windows.count))
    }
}
