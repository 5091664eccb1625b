import Mixtures
import Statistics
import Testing

@Suite struct CalibrationRangeTests {
    @Test func otherSizesAndUnseenPartitionsLieBeyond() throws {
        let range = CalibrationRange(of: [
            try .uniform(over: ["a", "b"]), try .uniform(over: ["a", "c", "d"]), try Mixture(["a": 1, "e": 0]),
        ])
        #expect(range.beyond(try .uniform(over: ["b", "c"])).isEmpty)
        #expect(
            range.beyond(try .uniform(over: ["a", "b", "c", "d"])) == [
                "it has 4 partitions, the reference runs have 1 to 3"
            ])
        // A weight of 0 is no evidence of a partition.
        #expect(range.beyond(try .uniform(over: ["a", "e"])) == [#"no reference run holds "e""#])
        #expect(
            range.beyond(try .uniform(over: ["a", "b", "e", "f"])) == [
                "it has 4 partitions, the reference runs have 1 to 3", #"no reference run holds "e", "f""#,
            ])
    }

    @Test func withoutMixturesNothingIsSaid() throws {
        #expect(CalibrationRange(of: []).beyond(try .uniform(over: ["a"])).isEmpty)
    }
}
