import API
import Foundation
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    /// For each kind that has a list: what depends on one of its records, and the removal of one.
    static let removalOperations: [Operation] = Identifier.Kind.allCases.flatMap { kind -> [Operation] in
        guard let record = RecordKind(kind), let path = record.path else { return [] }
        return [dependents(of: record, kind, path), removal(of: record, kind, path)]
    }

    private static func dependents(of record: RecordKind, _ kind: Identifier.Kind, _ path: String) -> Operation {
        Operation(
            method: .get, path: "/v1/\(path)/{id}/dependents", id: "list\(record.typeName)Dependents",
            summary:
                "Lists what depends on \(record.words.withArticle), and what must be cancelled before it is removed.",
            tag: path, headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "What depends on it.", .json("DependentsResource"))], problems: [.notFound],
            desk: \.removal
        ) { call, desk in
            try call.noQuery()
            return try call.reading(try await desk.dependents(of: try await call.identifier(kind)))
        }
    }

    private static func removal(of record: RecordKind, _ kind: Identifier.Kind, _ path: String) -> Operation {
        Operation(
            method: .delete, path: "/v1/\(path)/{id}", id: "remove\(record.typeName)",
            summary: "Removes \(record.words.withArticle) that was added by mistake. \(record.removalNote)", tag: path,
            query: [
                QueryParameter(
                    name: "dependents",
                    summary:
                        "`delete` removes what depends on it too; with `refuse`, and when missing, that is a conflict",
                    kind: .words(DependentsWord.allCases.map(\.rawValue)))
            ],
            outcomes: [Outcome(200, "It is gone.", .json("RemovalResource"))],
            problems: [.notFound, .inUse, .stateConflict], desk: \.removal
        ) { call, desk in
            let word = try call.query { $0.word("dependents", as: DependentsWord.self) }
            let id = try await call.identifier(kind)
            return try Answer(.ok, try await desk.remove(id, withDependents: word == .delete)).response
        }
    }
}

/// What becomes of dependents.
private enum DependentsWord: String, CaseIterable {
    case refuse
    case delete
}

extension String {
    /// With "a" or "an" before it.
    fileprivate var withArticle: String {
        (first.map { "aeiou".contains($0) } == true ? "an " : "a ") + self
    }
}

extension RecordKind {
    /// As it stands in ids of operations: `EvaluationSet`.
    var typeName: String { words.split(separator: " ").map(\.capitalized).joined() }
}
