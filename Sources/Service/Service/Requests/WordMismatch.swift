/// The word of one room that another room spells the same.
///
/// - Throws: ``WordMismatch`` where the rooms have drifted apart: a test holds them together.
func same<From: RawRepresentable, To: RawRepresentable>(_ word: From) throws -> To
where From.RawValue == String, To.RawValue == String {
    guard let other = To(rawValue: word.rawValue) else { throw WordMismatch(word: word.rawValue, type: "\(To.self)") }
    return other
}

/// A word that one room knows and another does not.
struct WordMismatch: Error {
    let word: String
    let type: String
}
