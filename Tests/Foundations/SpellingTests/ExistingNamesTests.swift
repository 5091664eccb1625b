import Spelling
import Testing

/// Newcomer: a pool or evaluation set under a wrong name was "not there", and nothing said what is.
@Suite struct ExistingNamesTests {
    @Test func theProbableNameComesFirstThenAllThatThereAre() {
        #expect(ExistingNames(["demo", "lab"]).hint(for: "demp") == "; did you mean \"demo\"? there are 2: demo, lab")
        #expect(ExistingNames(["demo", "lab"]).hint(for: "elephant") == "; there are 2: demo, lab")
        #expect(ExistingNames(["demo"]).hint(for: "x") == "; there is only demo")
        #expect(ExistingNames([]).hint(for: "x") == "; there is none yet")
    }

    @Test func aLongListIsCutAndCounted() {
        let names = (0..<30).map { "p\($0 + 10)" }
        let hint = ExistingNames(names, count: 5_000).hint(for: "elephant")
        #expect(hint == "; there are 5000: p10, p11, p12, p13, p14, p15, p16, p17, p18, p19 and 4990 more")
        // Names that are not listed are looked at all the same.
        #expect(ExistingNames(names + ["wikipedia"]).hint(for: "wikipeda").hasPrefix("; did you mean \"wikipedia\"?"))
    }

    @Test func capitalLettersAreNoOtherSpelling() {
        #expect(nearestName(to: "DEMO", in: ["other", "demo"]) == "demo")
    }
}
