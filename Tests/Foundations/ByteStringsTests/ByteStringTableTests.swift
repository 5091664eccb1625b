import ByteStrings
import Testing

@Suite struct ByteStringTableTests {
    private func table(_ strings: [[UInt8]]) -> ByteStringTable {
        var table = ByteStringTable()
        for string in strings { table.add(string[...]) }
        return table
    }

    @Test func stringsAreNumberedAsTheyFirstCome() {
        let strings = ["b", "", "a", "b", "a b"].map { Array($0.utf8) }
        var table = ByteStringTable()
        #expect(strings.map { table.add($0[...]) } == [0, 1, 2, 0, 3])
        #expect(table.count == 4)
        #expect(table.number(of: Array("a b".utf8)[...]) == 3)
        #expect(table.number(of: Array("ab".utf8)[...]) == nil)
        #expect((0..<4).map { Array(table[$0]) } == [strings[0], strings[1], strings[2], strings[4]])
    }

    @Test func stringsThatAreCanonicallyEqualAreTwo() {
        let table = table([Array("é".utf8), Array("e\u{301}".utf8)])
        #expect(table.count == 2)
    }

    @Test func manyStringsKeepTheirNumbers() {
        let strings = (0..<5_000).map { Array("string \($0)".utf8) }
        let table = table(strings)
        for (number, string) in strings.enumerated() { #expect(table.number(of: string[...]) == Int32(number)) }
    }

    /// Review of the engine, D15: the vocabularies of uploaded tokenizers were hashed by FNV-1a, which has no key.
    @Test func stringsWrittenToCollideAreFoundAtOnce() {
        var strings: [[UInt8]] = []
        var next = 0
        while strings.count < 400 {
            let string = Array("\(next)".utf8)
            if Self.unkeyed(string) & 1_023 == 0 { strings.append(string) }
            next += 1
        }
        let table = table(strings)
        // By that hash, string number n took n probes.
        let probes = strings.reduce(0) { $0 + table.probes(of: $1[...]) }
        #expect(probes < 4 * strings.count)
    }

    /// FNV-1a, as it was folded.
    private static func unkeyed(_ string: [UInt8]) -> Int {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in string { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (value ^ value >> 29) & 0x7FFF_FFFF)
    }
}
