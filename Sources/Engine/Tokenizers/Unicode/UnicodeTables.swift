/// Unicode's classes and forms as the `tokenizers` package has them; Swift's own are of another version of Unicode.
///
/// The package links several libraries, and each brings its own version, so a class is named by what asks it. The
/// tables are written by `Tests/Engine/TokenizersTests/Fixtures/make_unicode_tables.py`, and a test compares them with
/// the package over every scalar.
enum UnicodeTables {
    /// Reads runs that are written as gaps and lengths.
    static func set(_ table: StaticString) -> ScalarSet {
        ScalarSet(runs(in: UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)))
    }

    static func runs(in text: some Sequence<UInt8>) -> [ClosedRange<UInt32>] {
        var runs: [ClosedRange<UInt32>] = []
        var end: UInt32 = 0
        var numbers: [UInt32] = []
        for word in words(of: text) {
            numbers.append(number(word[...], radix: 10))
            if numbers.count == 2 {
                runs.append(end + numbers[0]...end + numbers[0] + numbers[1] - 1)
                end += numbers[0] + numbers[1]
                numbers = []
            }
        }
        return runs
    }

    /// Reads what each scalar becomes.
    static func mapping(_ table: StaticString) -> [(scalar: UInt32, to: [UInt32])] {
        var entries: [(scalar: UInt32, to: [UInt32])] = []
        var scalar: UInt32 = 0
        for word in words(of: UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)) {
            let sides = word.split(separator: UInt8(ascii: "="))
            scalar += number(sides[0], radix: 16)
            entries.append((scalar, sides[1].split(separator: UInt8(ascii: ".")).map { number($0, radix: 16) }))
        }
        return entries
    }

    /// Reads pairs and what they become.
    static func pairs(_ table: StaticString) -> [(first: UInt32, second: UInt32, to: UInt32)] {
        words(of: UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)).map { word in
            let numbers = word.split { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "=") }
                .map { number($0, radix: 16) }
            return (numbers[0], numbers[1], numbers[2])
        }
    }

    static func words(of text: some Sequence<UInt8>) -> [[UInt8]] {
        text.split { $0 == 0x20 || $0 == 0x0A }.map(Array.init)
    }

    static func number(_ digits: ArraySlice<UInt8>, radix: UInt32) -> UInt32 {
        digits.reduce(0) { value, digit in
            value * radix + UInt32(digit < 0x3A ? digit - 0x30 : digit - 0x57)
        }
    }
}
