/// What a stream of random numbers is for.
///
/// Two purposes are independent whatever seed and path they share. A purpose is a constant: those of Assay stand below,
/// beside each other, and a test holds them apart.
package struct StreamPurpose: Hashable, Sendable {
    /// In words, for messages.
    package let name: String
    /// What the seed is turned by, one after the other, before the path.
    let words: [UInt64]

    /// A purpose whose stream the seed is turned to by the purpose's name.
    package init(_ name: StaticString) {
        self.name = "\(name)"
        words = [Self.word(of: self.name.utf8)]
    }

    /// A purpose from before purposes had names.
    ///
    /// - Parameter words: what its numbers have always been turned by. Without any they are the seed's own, which
    ///   several purposes share: independent only by their paths, or where nothing asks for it.
    init(_ name: StaticString, drawnBy words: [UInt64]) {
        self.name = "\(name)"
        self.words = words
    }

    /// A word of a path for bytes: FNV-1a (Fowler, Noll and Vo) in 64 bits.
    package static func word(of bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
