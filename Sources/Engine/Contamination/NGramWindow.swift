/// The last words of a text, as numbers, with a hash of them that is carried on from word to word.
struct NGramWindow {
    /// The words' numbers; the oldest stands at ``oldest``.
    private var numbers: [Int32]
    private var oldest = 0
    /// How many have come since the window was emptied, at most its length.
    private var filled = 0
    /// Σ value(wordₖ)·multiplier^(length−1−k), modulo 2^64.
    private(set) var hash: UInt64 = 0
    /// multiplier^length.
    private let outgoing: UInt64

    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(length: Int) {
        numbers = [Int32](repeating: 0, count: length)
        outgoing = (0..<length).reduce(1) { power, _ in power &* Self.multiplier }
    }

    /// Whether as many words stand in it as it is long.
    var isFull: Bool { filled == numbers.count }

    mutating func removeAll() {
        (oldest, filled, hash) = (0, 0, 0)
    }

    /// Takes the next word; the oldest leaves a window that is full.
    mutating func append(_ number: Int32) {
        hash = hash &* Self.multiplier &+ Self.value(of: number)
        if isFull {
            hash &-= Self.value(of: numbers[oldest]) &* outgoing
        } else {
            filled += 1
        }
        numbers[oldest] = number
        oldest = oldest + 1 == numbers.count ? 0 : oldest + 1
    }

    /// Whether a full window holds the words that begin at a place.
    func equals(_ words: [Int32], at place: Int) -> Bool {
        var own = oldest
        for index in place..<(place + numbers.count) {
            guard numbers[own] == words[index] else { return false }
            own = own + 1 == numbers.count ? 0 : own + 1
        }
        return true
    }

    /// Spreads numbers, which are small, over 64 bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014).
    private static func value(of number: Int32) -> UInt64 {
        var value = UInt64(UInt32(bitPattern: number)) &+ multiplier
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
