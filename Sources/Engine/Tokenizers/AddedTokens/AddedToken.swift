/// A token that is looked for in the text before anything else is done to it.
struct AddedToken: Hashable, Sendable {
    let id: Int32
    /// UTF-8.
    let content: [UInt8]
    /// Whether it counts only where no word character stands beside it.
    let isSingleWord: Bool
    /// Whether it takes the white space on its left.
    let stripsLeft: Bool
    /// Whether it takes the white space on its right.
    let stripsRight: Bool
    /// Whether it is looked for, normalised, in the normalised text.
    let isNormalized: Bool
}
