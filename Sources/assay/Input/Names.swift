import API
import Client

/// Finds what a person refers to, by id or by name.
struct Names {
    let client: AssayClient

    func partition(_ reference: String, corpus: String? = nil) async throws -> String {
        if Names.isIdentifier(reference, of: "part") { return reference }
        return try Names.only(
            try await client.partitions(corpus: corpus).all().map { ($0.id, $0.name) }, named: reference,
            what: "partition")
    }

    func evaluationSet(_ reference: String) async throws -> String {
        if Names.isIdentifier(reference, of: "eset") { return reference }
        return try Names.only(
            try await client.evaluationSets().all().map { ($0.id, $0.name) }, named: reference, what: "evaluation set")
    }

    func checkpoint(_ reference: String) async throws -> String {
        if Names.isIdentifier(reference, of: "ckpt") { return reference }
        return try Names.only(
            try await client.checkpoints().all().map { ($0.id, $0.name) }, named: reference, what: "checkpoint")
    }

    func pool(_ reference: String) async throws -> String {
        if Names.isIdentifier(reference, of: "pool") { return reference }
        return try Names.only(try await client.pools().all().map { ($0.id, $0.name) }, named: reference, what: "pool")
    }

    func trainingRun(_ reference: String) async throws -> String {
        if Names.isIdentifier(reference, of: "run") { return reference }
        return try Names.only(
            try await client.trainingRuns().all().map { ($0.id, $0.name) }, named: reference, what: "training run")
    }

    /// Whether a reference reads as an id, such as `pool_01J8Z3…`: the prefix, and 26 digits of Crockford's base 32.
    static func isIdentifier(_ reference: String, of prefix: String) -> Bool {
        guard reference.hasPrefix(prefix + "_") else { return false }
        let digits = reference.dropFirst(prefix.count + 1)
        return digits.utf8.count == 26
            && digits.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
    }

    /// The id of the one item with that name.
    static func only(_ items: [(id: String, name: String)], named name: String, what: String) throws -> String {
        let found = items.filter { $0.name == name }
        guard let first = found.first else {
            let known = items.map(\.name).sorted().prefix(20).joined(separator: ", ")
            throw Failure(.notFound, "no \(what) is called \"\(name)\"" + (known.isEmpty ? "" : "; there are \(known)"))
        }
        guard found.count == 1 else {
            let ids = found.map(\.id).joined(separator: ", ")
            throw Failure(.input, "\(found.count) \(what)s are called \"\(name)\"; write the id: \(ids)")
        }
        return first.id
    }
}
