import API
import HTTPServer
import HTTPSyntax
import HTTPTypes
import Storage
import StrictJSON

/// What every operation has at hand to read requests and to answer them.
struct CallContext: Sendable {
    let store: Store
    let blocking: BlockingQueue
    /// Where long bodies are parsed, one after another.
    let parsing: BlockingQueue
    let time: any TimeSource
    let freeSpace: FreeSpace
    let waiting: Waiting
    let waitingPlaces: WaitingPlaces
    let keysUnderWay: KeysUnderWay
    /// Largest JSON body, in bytes.
    let jsonBytes: Int64
    /// What bodies may take until they have been acted on.
    let bodyBudget: BodyBudget
    /// How long an `Idempotency-Key` is kept, in seconds.
    let idempotencySeconds: Int64

    /// Answers kept before this moment are forgotten.
    func oldestKeptKey(at now: Storage.Timestamp) -> Storage.Timestamp {
        now.advanced(by: .seconds(-idempotencySeconds))
    }
}

/// One request on its way through the operation that answers it.
struct Call: Sendable {
    let context: CallContext
    let request: Request
    let parameters: PathParameters
    /// Whether `format` is known in the query, and the answer given in the form that it names.
    let offersTables: Bool

    /// The id that the path refers to, by itself or by a name; what can be neither is not found.
    func identifier(_ kind: Identifier.Kind) async throws -> Identifier {
        let text = parameters["id"]
        guard let identifier = try await identifier(kind, for: text) else {
            throw try await context.store.read { try Problem.notFound(kind, text, in: $0) }
        }
        return identifier
    }

    /// The id that a query parameter refers to, by itself or by a name.
    func identifier(_ kind: Identifier.Kind, parameter: String, _ text: String?) async throws -> Identifier? {
        guard let text else { return nil }
        guard let identifier = try await identifier(kind, for: text) else {
            let existing = try await context.store.read { try $0.existing(kind, for: text) }
            let detail =
                "query parameter \(parameter) is \"\(text.prefix(80))\", which is no id (\(kind.rawValue)_…) and no name"
                + existing
            throw Problem(.invalidQuery, errors: [FieldError(pointer: .root, detail: detail)])
        }
        return identifier
    }

    private func identifier(_ kind: Identifier.Kind, for text: String) async throws -> Identifier? {
        // Most texts are ids: those need no look at the store.
        if let identifier = try? Identifier(text, of: kind) { return identifier }
        return try await context.store.read { try $0.identifier(kind, for: text) }
    }

    /// The body's bytes, which must say that they are JSON.
    private func heldJSON() async throws -> HeldBody {
        try checkIsJSON()
        return try await context.bodyBudget.collect(request.body, upTo: Int(context.jsonBytes))
    }

    private func checkIsJSON() throws {
        let type = request.fields[.contentType]
        let media = type?.split(separator: ";").first.map { HeaderList.trimmed($0).lowercased() } ?? ""
        guard media == "application/json" else {
            throw Problem(.unsupportedMediaType, "Content-Type is \(type ?? "missing"); expected application/json.")
        }
    }

    /// The body's bytes; one that is left out need not say that it is JSON.
    func heldBody(isOptional: Bool) async throws -> HeldBody {
        guard isOptional else { return try await heldJSON() }
        let body = try await context.bodyBudget.collect(request.body, upTo: Int(context.jsonBytes))
        if !body.bytes.isEmpty { try checkIsJSON() }
        return body
    }

    /// The body, read whole: every error at once.
    ///
    /// - Parameter missing: What a request without a body asks for; `nil` where it must have one.
    func body<Value: JSONReadable & Sendable>(_ type: Value.Type, or missing: Value? = nil) async throws -> Value {
        let body = try await heldBody(isOptional: missing != nil)
        defer { body.release() }
        return try await read(type, from: body.bytes, or: missing)
    }

    /// Reads a body that is already there, as ``body(_:or:)`` does.
    func read<Value: JSONReadable & Sendable>(
        _ type: Value.Type, from bytes: [UInt8], or missing: Value?
    ) async throws -> Value {
        if bytes.isEmpty, let missing { return missing }
        return try await read(type, from: bytes)
    }

    /// Reads a body that is already there, on a thread of its own where it is long.
    func read<Value: JSONReadable & Sendable>(_ type: Value.Type, from bytes: [UInt8]) async throws -> Value {
        if bytes.count <= 64 << 10 { return try JSONCoder.read(type, from: bytes) }
        // While it is parsed, a long body takes many times its bytes: one at a time.
        let queue = bytes.count <= 1 << 20 ? context.blocking : context.parsing
        return try await queue.run { try JSONCoder.read(type, from: bytes) }
    }

    /// Reads the query, refusing what `read` does not ask for.
    func query<Value>(_ read: (inout QueryReader) -> Value) throws -> Value {
        var reader = QueryReader(request.query)
        let value = read(&reader)
        if offersTables { _ = reader.word("format", as: TableFormat.self) }
        try reader.finish()
        return value
    }

    /// Refuses any query.
    func noQuery() throws {
        try query { _ in }
    }
}
