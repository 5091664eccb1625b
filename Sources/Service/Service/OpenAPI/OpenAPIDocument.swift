import API
import HTTPTypes
import Storage
import StrictJSON
import Words

/// The API's description (OpenAPI 3.1), made from the table of operations.
enum OpenAPIDocument {
    /// Made once.
    static let shared: JSONValue = document(of: Operation.all)

    static func document(of operations: [Operation]) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for operation in operations {
            paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] = describe(operation)
        }
        return .object([
            "openapi": "3.1.0",
            "info": .object([
                "title": "Assay", "version": .text(AssayVersion.current),
                "description": "Weighs data mixtures before a language model is trained on them.",
            ]),
            "paths": .object(paths.mapValues { .object($0) }),
            "components": .object([
                "schemas": .object(schemas.mapValues(\.json)),
                "responses": .object(
                    Dictionary(uniqueKeysWithValues: ProblemType.allCases.map { ($0.rawValue, describe($0)) })),
                "securitySchemes": .object([
                    "worker": .object(["type": "http", "scheme": "bearer"])
                ]),
            ]),
        ])
    }

    /// Every schema, by its name.
    static let schemas: [String: JSONSchema] = {
        let book = WireSchemas.book()
        _ = book.schema(of: ProblemTypeResource.self)
        return book.schemas.merging(["Description": .map(of: .anything)]) { first, _ in first }
    }()

    private static func describe(_ operation: Operation) -> JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .text(operation.id), "summary": .text(operation.summary),
            "tags": .array([.text(operation.tag)]), "responses": .object(responses(of: operation)),
        ]
        let parameters =
            pathParameters(of: operation) + query(of: operation).map(describe) + operation.headers.map(describe)
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        switch operation.body {
        case .none: break
        case .json(let name): members["requestBody"] = body("application/json", JSONSchema.reference(name).json)
        case .optionalJSON(let name):
            members["requestBody"] = body("application/json", JSONSchema.reference(name).json, isRequired: false)
        case .bytes: members["requestBody"] = body("application/octet-stream", .object([:]))
        }
        if operation.forWorkers { members["security"] = .array([.object(["worker": .array([])])]) }
        return .object(members)
    }

    private static func body(_ type: String, _ schema: JSONValue, isRequired: Bool = true) -> JSONValue {
        .object(["required": .boolean(isRequired), "content": content(type, schema)])
    }

    private static func content(_ type: String, _ schema: JSONValue) -> JSONValue {
        .object([type: .object(["schema": schema])])
    }

    /// The query of an operation, with what every table has in it.
    private static func query(of operation: Operation) -> [QueryParameter] {
        operation.query + (operation.offersTables ? [.format] : [])
    }

    /// A resource in every form.
    private static func forms(of schema: String) -> JSONValue {
        var forms: [String: JSONValue] = [:]
        for format in TableFormat.allCases {
            let type = format.mediaType.prefix { $0 != ";" }
            let body: JSONValue =
                switch format {
                case .json: JSONSchema.reference(schema).json
                // Whoever reads YAML reads values, of rows or of the resource.
                case .yaml: .object([:])
                case .csv, .jsonl: .object(["type": "string"])
                }
            forms[String(type)] = .object(["schema": body])
        }
        return .object(forms)
    }

    private static func responses(of operation: Operation) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for outcome in operation.outcomes {
            var members: [String: JSONValue] = ["description": .text(outcome.description)]
            switch outcome.content {
            case .none: break
            case .json(let name):
                members["content"] = content("application/json", JSONSchema.reference(name).json)
                if operation.offersTables { members["content"] = forms(of: name) }
            case .bytes: members["content"] = content("application/octet-stream", .object([:]))
            case .yaml: members["content"] = content("application/yaml", .object([:]))
            case .events: members["content"] = content("text/event-stream", .object([:]))
            }
            responses[String(outcome.status)] = .object(members)
        }
        if operation.headers.contains(.ifNoneMatch) {
            responses["304"] = .object(["description": "What the client has still stands."])
        }
        for (status, types) in Dictionary(grouping: problems(of: operation), by: { $0.entry.status.code }) {
            // One status may stand for several problems: `type` tells them apart.
            let key = String(status)
            if types.count == 1, let type = types.first, responses[key] == nil {
                responses[key] = .object(["$ref": .text("#/components/responses/\(type.rawValue)")])
            } else if responses[key] == nil {
                responses[key] = problem(types.map(\.entry.title).sorted().joined(separator: ". "))
            }
        }
        return responses
    }

    /// What an operation may refuse with.
    static func problems(of operation: Operation) -> Set<ProblemType> {
        var types = Set(operation.problems)
        types.formUnion([.malformedRequest, .invalidQuery, .internalError, .unavailable, .timeout])
        if operation.path.contains("{") { types.insert(.notFound) }
        if operation.headers.contains(.idempotencyKey) {
            types.formUnion([.invalidHeader, .idempotencyKeyInUse, .idempotencyKeyReused])
        }
        switch operation.body {
        case .none: types.insert(.contentTooLarge)
        case .bytes: types.formUnion([.contentTooLarge, .diskLow, .stateConflict])
        case .json, .optionalJSON:
            types.formUnion([.malformedJSON, .invalidBody, .contentTooLarge, .unsupportedMediaType, .diskLow])
        }
        return types
    }

    private static func describe(_ type: ProblemType) -> JSONValue {
        problem("\(type.entry.title). \(type.entry.remedy)")
    }

    private static func problem(_ description: String) -> JSONValue {
        .object([
            "description": .text(description),
            "content": content("application/problem+json", JSONSchema.reference("Problem").json),
        ])
    }

    private static func pathParameters(of operation: Operation) -> [JSONValue] {
        operation.path.split(separator: "{").dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "}") else { return nil }
            let name = String(part[..<end])
            let schema = name == "sha256" ? JSONSchema.sha256.json : .object(["type": "string", "minLength": 1])
            return .object(["name": .text(name), "in": "path", "required": true, "schema": schema])
        }
    }

    private static func describe(_ header: HeaderParameter) -> JSONValue {
        .object([
            "name": .text(header.name), "in": "header", "required": false,
            "description": .text(header.summary),
            "schema": .object(["type": "string", "pattern": .text(header.pattern)]),
        ])
    }

    private static func describe(_ parameter: QueryParameter) -> JSONValue {
        let schema: JSONValue =
            switch parameter.kind {
            // No byte of a query is zero.
            case .text: .object(["type": "string", "pattern": #"^[^\u0000]*$"#])
            case .cursor(let kind):
                .object(["type": "string", "pattern": .text("^\(kind.rawValue)_[0-7][0-9A-HJKMNP-TV-Z]{25}$")])
            case .reference: .object(["type": "string", "minLength": 1, "pattern": #"^[^\u0000]*$"#])
            case .mixture:
                .object([
                    "type": "object", "minProperties": 1,
                    "additionalProperties": .object(["type": "number", "minimum": 0]),
                ])
            case .integer(let range):
                JSONSchema.integer.with("minimum", .number(range.lowerBound))
                    .with("maximum", .number(range.upperBound)).json
            case .number: JSONSchema.number.json
            case .words(let words): JSONSchema.words(words).json
            case .moment: JSONSchema.moment.json
            case .duration: .object(["type": "string", "pattern": #"^[0-9]+(\.[0-9]+)?(ms|s|m)?$"#])
            }
        var members: [String: JSONValue] = [
            "name": .text(parameter.name), "in": "query", "required": .boolean(parameter.isRequired),
            "description": .text(parameter.summary),
        ]
        if case .mixture = parameter.kind {
            members["content"] = content("application/json", schema)
        } else {
            members["schema"] = schema
        }
        return .object(members)
    }
}

extension ProblemTypeResource: Annotated {
    static var notes: FieldNotes {
        FieldNotes(named: ["status": FieldNote { $0.with("minimum", 400).with("maximum", 599) }])
    }
}
