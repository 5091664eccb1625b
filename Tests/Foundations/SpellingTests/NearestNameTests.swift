import Spelling
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("evalute", "evaluate"), ("pols", "pools"), ("partition", "partitions"), ("studeis", "studies"),
    ])
    func theNearestNameWithinTwoLettersIsOffered(unknown: String, expected: String) {
        #expect(nearestName(to: unknown, in: ["evaluate", "pools", "partitions", "studies"]) == expected)
    }

    @Test(arguments: ["frobnicate", "", "x"])
    func nothingIsOfferedWhereNoNameIsNear(unknown: String) {
        #expect(nearestName(to: unknown, in: ["evaluate", "pools", "ab"]) == nil)
    }

    @Test func nothingIsOfferedWithoutNames() {
        #expect(nearestName(to: "pools", in: []) == nil)
    }
}
