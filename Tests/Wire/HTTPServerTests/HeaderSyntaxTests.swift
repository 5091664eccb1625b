import HTTPSyntax
import Testing

@Suite struct HeaderSyntaxTests {
    @Test func membersOfAListAreReadOverAllOfItsLines() {
        #expect(HeaderList.members(["a, b ,\tc", ",, d"]) == ["a", "b", "c", "d"])
        #expect(HeaderList.members(["", " , "]) == [])
    }

    @Test func aWeightIsOneWhereItIsMissingAndZeroWhereItIsNoNumber() {
        let members = HeaderList.weighted(["gzip;q=0.5, BR", "x; level=1; q=0 , y;q=much"])
        #expect(members.map(\.name) == ["gzip", "br", "x", "y"])
        #expect(members.map(\.weight) == [0.5, 1, 0, 0])
    }

    @Test(arguments: ["plain-._~09", "a b&c=d", "ü/%", "", "100%"]) func whatIsEscapedIsReadBack(text: String) {
        let escaped = PercentEncoding.encode(text)
        #expect(PercentEncoding.decode(escaped.utf8) == text)
        #expect(escaped.utf8.allSatisfy { $0 < 128 && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "&") })
    }

    @Test(arguments: [
        ("\"a\"", true), ("W/\"a\"", true), ("*", true), ("\"b\", \"a\"", true), ("\"b,\", \"a\"", true),
        ("a", false), ("\"A\"", false), ("", false), ("\"b, a\"", false),
    ])
    func aTagIsFoundAmongThoseThatAreAskedFor(field: String, isThere: Bool) {
        #expect(EntityTags.list(field, contains: "a") == isThere)
    }
}
