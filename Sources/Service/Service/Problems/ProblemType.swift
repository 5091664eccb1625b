import HTTPTypes

/// Every kind of error that the API answers with: the one table that code, documents and OpenAPI read.
enum ProblemType: String, CaseIterable, Sendable {
    case malformedRequest = "malformed-request"
    case malformedJSON = "malformed-json"
    case invalidQuery = "invalid-query"
    case invalidHeader = "invalid-header"
    case unauthorized
    case foreignOrigin = "foreign-origin"
    case foreignHost = "foreign-host"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case timeout
    case nameTaken = "name-taken"
    case stateConflict = "state-conflict"
    case inUse = "in-use"
    case gone
    case leaseLost = "lease-lost"
    case uploadOffset = "upload-offset"
    case idempotencyKeyInUse = "idempotency-key-in-use"
    case contentTooLarge = "content-too-large"
    case targetTooLong = "target-too-long"
    case unsupportedMediaType = "unsupported-media-type"
    case rangeNotSatisfiable = "range-not-satisfiable"
    case expectationFailed = "expectation-failed"
    case invalidBody = "invalid-body"
    case documentsOverlap = "documents-overlap"
    case hashMismatch = "hash-mismatch"
    case idempotencyKeyReused = "idempotency-key-reused"
    case queueFull = "queue-full"
    case headTooLarge = "head-too-large"
    case internalError = "internal"
    case corrupted
    case databaseDamaged = "database-damaged"
    case notImplemented = "not-implemented"
    case unavailable
    case versionNotSupported = "version-not-supported"
    case diskLow = "disk-low"

    /// The status, a title for people, and what the client can do.
    struct Entry: Sendable {
        let status: HTTPResponse.Status
        let title: String
        let remedy: String
    }

    /// What stands as `type` in a problem; answered by the service with this table's row.
    var path: String { "/problems/\(rawValue)" }

    var entry: Entry {
        switch self {
        case .malformedRequest, .malformedJSON, .invalidQuery, .invalidHeader, .unauthorized, .notFound,
            .methodNotAllowed, .timeout, .targetTooLong, .unsupportedMediaType, .rangeNotSatisfiable,
            .expectationFailed, .headTooLarge, .contentTooLarge, .foreignOrigin, .foreignHost:
            requestEntry
        case .nameTaken, .stateConflict, .inUse, .gone, .leaseLost, .uploadOffset, .idempotencyKeyInUse, .invalidBody,
            .documentsOverlap, .hashMismatch, .idempotencyKeyReused, .queueFull:
            effectEntry
        case .internalError, .corrupted, .databaseDamaged, .notImplemented, .unavailable, .versionNotSupported,
            .diskLow:
            serviceEntry
        }
    }

    /// The request cannot be understood, or asks for what is not there.
    private var requestEntry: Entry {
        switch self {
        case .malformedJSON:
            Entry(status: .badRequest, title: "The body is not JSON", remedy: "Mend the place that is named.")
        case .invalidQuery:
            Entry(
                status: .badRequest, title: "Query parameters are wrong", remedy: "Mend the parameters that are named.")
        case .invalidHeader:
            Entry(status: .badRequest, title: "Header fields are wrong", remedy: "Mend the fields that are named.")
        case .unauthorized:
            Entry(
                status: .unauthorized, title: "The bearer token is missing or wrong",
                remedy: "Send the worker token that the service gave to its workers.")
        case .foreignOrigin:
            Entry(
                status: .forbidden, title: "A page of another site asks",
                remedy: "Send the request from a program, or from a page of this service.")
        case .foreignHost:
            Entry(
                status: .misdirectedRequest, title: "The service is not reached under this name",
                remedy: "Use its address, or add the name to server.names.")
        case .notFound:
            Entry(status: .notFound, title: "There is no such thing", remedy: "Look at the list of the resource.")
        case .methodNotAllowed:
            Entry(
                status: .methodNotAllowed, title: "The method is not answered here",
                remedy: "Use one that Allow names.")
        case .timeout:
            Entry(status: .requestTimeout, title: "The request came too slowly", remedy: "Send it again, faster.")
        case .contentTooLarge:
            Entry(status: .contentTooLarge, title: "The body is too large", remedy: "Send less at once.")
        case .targetTooLong:
            Entry(status: .uriTooLong, title: "The target is too long", remedy: "Shorten path and query.")
        case .unsupportedMediaType:
            Entry(
                status: .unsupportedMediaType, title: "The body's type is not read here",
                remedy: "Send application/json.")
        case .rangeNotSatisfiable:
            Entry(
                status: .rangeNotSatisfiable, title: "The range is not within the content",
                remedy: "Ask for bytes that are there.")
        case .expectationFailed:
            Entry(
                status: .expectationFailed, title: "The expectation cannot be met",
                remedy: "Send Expect: 100-continue or none.")
        case .headTooLarge:
            Entry(
                status: .requestHeaderFieldsTooLarge, title: "The header fields are too large",
                remedy: "Send fewer or shorter fields.")
        default:
            Entry(status: .badRequest, title: "The request breaks HTTP", remedy: "Mend what is named.")
        }
    }

    /// The request is understood, and cannot be carried out as it stands.
    private var effectEntry: Entry {
        switch self {
        case .nameTaken:
            Entry(status: .conflict, title: "The name is taken", remedy: "Use the one that is there, or another name.")
        case .inUse:
            Entry(
                status: .conflict, title: "Other records depend on it",
                remedy: "Remove those that errors names first, or all together with dependents=delete.")
        case .gone:
            Entry(
                status: .gone, title: "It was removed",
                remedy: "Create it anew under another Idempotency-Key, if it is wanted.")
        case .leaseLost:
            Entry(status: .conflict, title: "The lease is lost", remedy: "Drop the work: another worker has it.")
        case .uploadOffset:
            Entry(
                status: .conflict, title: "The upload goes on elsewhere",
                remedy: "Send the part that begins at Upload-Offset.")
        case .idempotencyKeyInUse:
            Entry(
                status: .conflict, title: "A request with this Idempotency-Key is under way",
                remedy: "Wait, then send it again.")
        case .invalidBody:
            Entry(
                status: .unprocessableContent, title: "The body cannot be used",
                remedy: "Mend every field that errors names; nothing was changed.")
        case .documentsOverlap:
            Entry(
                status: .unprocessableContent, title: "Documents stand in more than one place",
                remedy: "Take the lines that are named out of one of the two.")
        case .hashMismatch:
            Entry(
                status: .unprocessableContent, title: "The bytes do not have the hash that was announced",
                remedy: "Send them again, under their own SHA-256.")
        case .idempotencyKeyReused:
            Entry(
                status: .unprocessableContent, title: "The Idempotency-Key was used for another body",
                remedy: "Use a new key for a new request.")
        case .queueFull:
            Entry(status: .tooManyRequests, title: "The queue is full", remedy: "Wait as long as Retry-After says.")
        default:
            Entry(
                status: .conflict, title: "The state does not allow it", remedy: "Read the resource's state first.")
        }
    }

    /// The service cannot carry out what it should.
    private var serviceEntry: Entry {
        switch self {
        case .corrupted:
            Entry(
                status: .internalServerError, title: "Stored bytes are not what was written",
                remedy: "Upload the blob that is named again.")
        case .databaseDamaged:
            Entry(
                status: .internalServerError, title: "The database is damaged",
                remedy: "Stop the service and restore the database from a backup; /readyz says what is damaged.")
        case .notImplemented:
            Entry(status: .notImplemented, title: "Not implemented", remedy: "Do without.")
        case .unavailable:
            Entry(
                status: .serviceUnavailable, title: "The service takes no work now",
                remedy: "Wait as long as Retry-After says.")
        case .versionNotSupported:
            Entry(
                status: .httpVersionNotSupported, title: "The HTTP version is not spoken here",
                remedy: "Speak HTTP/1.1.")
        case .diskLow:
            Entry(
                status: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
                title: "The disk is too full", remedy: "Free space on the service's disk; reads go on.")
        default:
            Entry(
                status: .internalServerError, title: "The service failed",
                remedy: "Look at the service's log; the request may be sent again.")
        }
    }
}
