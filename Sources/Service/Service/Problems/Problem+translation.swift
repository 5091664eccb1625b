import API
import Checkpoints
import Foundation
import HTTPServer
import HTTPTypes
import Jobs
import Logging
import Storage
import StrictJSON

extension Problem {
    /// What a failure means to whoever sent the request.
    ///
    /// - Returns: the problem, and whether its cause belongs in the log.
    static func of(_ error: any Error) -> (problem: Problem, isFailure: Bool) {
        if error.lacksDescriptor { return (outOfFiles, true) }
        return switch error {
        case let problem as Problem: (problem, problem.type.entry.status.kind == .serverError)
        case let error as InvalidBody: (error.problem, false)
        case let error as HTTPError: (of(error), false)
        case let error as StorageError: of(error)
        case let error as LeaseLost: (Problem(.leaseLost, "\(error)."), false)
        case let error as WorkerGone: (Problem(.stateConflict, "\(error)."), false)
        case let error as JobRefusal: (Problem(.stateConflict, "\(error)."), false)
        case let error as CheckpointError:
            (Problem(.invalidBody, errors: [FieldError(pointer: .root, detail: "\(error)")]), false)
        case let error as CocoaError where error.code == .fileWriteOutOfSpace:
            (Problem(.diskLow, "Nothing more can be written."), true)
        default: (Problem(.internalError), true)
        }
    }

    /// The process or the system has no file descriptor left.
    private static let outOfFiles = Problem.later(
        .unavailable, "No more files can be opened at this moment.", seconds: 1)

    private static func of(_ error: HTTPError) -> Problem {
        let type: ProblemType =
            switch error.status.code {
            case 404: .notFound
            case 405: .methodNotAllowed
            case 408: .timeout
            case 413: .contentTooLarge
            case 414: .targetTooLong
            case 415: .unsupportedMediaType
            case 416: .rangeNotSatisfiable
            case 417: .expectationFailed
            case 431: .headTooLarge
            case 501: .notImplemented
            case 503: .unavailable
            case 505: .versionNotSupported
            case 500..<600: .internalError
            default: .malformedRequest
            }
        return Problem(type, error.detail, fields: error.fields)
    }

    private static func of(_ error: StorageError) -> (problem: Problem, isFailure: Bool) {
        switch error.code {
        // What the system says of a full disk names a file of this machine.
        case .full where error.systemError != nil: (Problem(.diskLow, "Nothing more can be written."), true)
        case .full: (Problem(.diskLow, "The disk is low: \(error.message)."), true)
        case .exists: (Problem(.nameTaken, "\(error.subject): \(error.message)."), false)
        // A file of the service that is gone is no resource that somebody asked for.
        case .missing where error.systemError != nil: (Problem(.internalError), true)
        case .missing: (Problem(.notFound, "\(error.subject) \(error.message)."), false)
        case .mismatched: (Problem(.hashMismatch, "\(error.subject): \(error.message)."), false)
        case .exhausted: (outOfFiles, true)
        case .corrupted where error.isDatabaseDamage:
            (
                Problem(
                    .databaseDamaged,
                    "\(error.subject): \(error.message). Stop the service and restore the database from a backup."),
                true
            )
        case .corrupted: (Problem(.corrupted, "\(error.subject) \(error.message)."), true)
        default: (Problem(.internalError), true)
        }
    }
}

/// Renders errors as problems (RFC 9457), and logs those that are the service's own.
struct ProblemResponder: Sendable {
    let logger: Logger

    /// Renders whatever was thrown on the way to an answer, by a handler or by the server itself.
    func response(to error: any Error, head: HTTPRequest?) -> Response {
        let (problem, isFailure) = Problem.of(error)
        if isFailure {
            logger.error(
                "request failed",
                metadata: [
                    "method": "\(head?.method.rawValue ?? "-")", "path": "\(head?.path ?? "-")",
                    "error": "\(error)",
                ])
        }
        return problem.response
    }
}
