/// One sentence of a seam's contract, with the check that holds an implementation to it.
///
/// A contract is an array of clauses. Whatever stands behind a seam, real or fake, is a subject of the same clauses.
public struct Clause<Subject: Sendable>: Sendable, CustomStringConvertible {
    /// What every implementation does.
    public let sentence: String
    private let check: @Sendable (Subject) async throws -> Void

    public init(_ sentence: String, check: @escaping @Sendable (Subject) async throws -> Void) {
        self.sentence = sentence
        self.check = check
    }

    public var description: String { sentence }

    /// Holds a subject, which no other clause has used, to the sentence.
    ///
    /// - Throws: ``ContractBroken``, or what the subject throws where it should not.
    public func hold(_ subject: Subject) async throws {
        do {
            try await check(subject)
        } catch let broken as ContractBroken {
            throw ContractBroken("\(sentence): \(broken.message)")
        }
    }
}

/// An implementation does not do what its seam's contract says.
public struct ContractBroken: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was seen.
    public let message: String

    public init(_ message: String) { self.message = message }

    public var description: String { message }
}

extension Array {
    /// The sentences that an implementation breaks: how a suite shows that it can fail.
    ///
    /// - Parameter make: makes a subject for each clause.
    public func broken<Subject>(by make: () async throws -> Subject) async -> [String]
    where Element == Clause<Subject> {
        var broken: [String] = []
        for clause in self {
            do { try await clause.hold(make()) } catch { broken.append(clause.sentence) }
        }
        return broken
    }
}

/// Checks a condition within a clause.
public func demand(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    guard condition else { throw ContractBroken(message()) }
}

/// Checks that two values are equal.
public func demandEqual<Value: Equatable>(_ seen: Value, _ expected: Value) throws {
    guard seen == expected else { throw ContractBroken("expected \(expected), saw \(seen)") }
}

/// Checks that something throws, and gives the error.
public func demandError<Value>(_ attempt: String, _ body: () async throws -> Value) async throws -> any Error {
    do {
        _ = try await body()
    } catch {
        return error
    }
    throw ContractBroken("\(attempt) throws nothing")
}
