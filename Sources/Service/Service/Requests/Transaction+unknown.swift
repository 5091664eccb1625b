import API
import Spelling
import Storage

extension Transaction {
    /// What is said of a name or id that nothing has: what there is instead, the probable one first.
    ///
    /// Kinds of resources that have no names say what their ids look like.
    /// - Parameter corpus: where a partition's name is looked up.
    func unknown(_ kind: Identifier.Kind, _ text: String, corpus: String = "default") throws -> String {
        let place = kind == .partition && corpus != "default" ? " in the corpus \"\(corpus)\"" : ""
        return
            "there is no \(kind.words) \"\(text.prefix(80))\"\(place)\(try existing(kind, for: text, corpus: corpus))"
    }

    /// The end of a sentence that says that a name is unknown.
    func existing(_ kind: Identifier.Kind, for text: String, corpus: String = "default") throws -> String {
        guard let (names, count) = try names(of: kind, in: corpus) else {
            let isIdentifier = (try? Identifier(text, of: kind)) != nil
            return isIdentifier ? "" : "; expected an id, \(kind.rawValue)_…"
        }
        return ExistingNames(names, count: count).hint(for: text)
    }
}

extension Problem {
    /// Nothing has the name or id that a path refers to.
    static func notFound(_ kind: Identifier.Kind, _ text: String, in transaction: Transaction) throws -> Problem {
        let sentence = try transaction.unknown(kind, text)
        return Problem(.notFound, sentence.prefix(1).uppercased() + sentence.dropFirst() + ".")
    }
}

extension Identifier.Kind {
    /// What one resource of the kind is called in a sentence.
    var words: String { RecordKind(self)?.words ?? ownWords }

    /// Of what is no record that people make.
    private var ownWords: String { self == .worker ? "worker" : "job" }
}
