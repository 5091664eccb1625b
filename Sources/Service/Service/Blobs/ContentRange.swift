/// Which bytes of a whole a part holds: `bytes 0-999/5000` (RFC 9110, section 14.4), both ends included.
struct ContentRange: Hashable, Sendable {
    let first: Int64
    let last: Int64
    let total: Int64

    var length: Int64 { last - first + 1 }

    /// Reads a field's value; `nil` if it is not one with all three numbers, or they contradict each other.
    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let halves = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let total = Self.number(halves[1]) else { return nil }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]),
            first <= last, last < total
        else { return nil }
        self.first = first
        self.last = last
        self.total = total
    }

    private static func number(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int64(text)
    }
}
