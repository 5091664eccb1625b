/// A stored word that the API does not spell.
struct WordMismatch: Error {
    let word: String
    let type: String
}
