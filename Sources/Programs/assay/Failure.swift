import API
import ArgumentParser
import Client

/// An error that says how the command ends.
protocol DescribedFailure: Error {
    var message: String { get }
    var exitCode: ExitCode { get }
}

/// What this command line finds wrong by itself.
struct Failure: DescribedFailure, Hashable {
    /// As in sysexits.h, so that scripts can tell them apart.
    enum Kind: Int32 {
        /// The command line cannot be understood.
        case arguments = 64
        /// What was given cannot be used.
        case input = 65
        /// A name that nothing has.
        case notFound = 66
        /// Work that was waited for did not succeed.
        case work = 70
        /// A file cannot be read or written.
        case file = 74
        /// The service takes no work now, and may later.
        case busy = 75
    }

    let kind: Kind
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    var exitCode: ExitCode { ExitCode(kind.rawValue) }
}

extension ProblemResource {
    var exitCode: ExitCode {
        switch status {
        case 404: ExitCode(Failure.Kind.notFound.rawValue)
        case 429, 503, 507: ExitCode(Failure.Kind.busy.rawValue)
        case 400..<500: ExitCode(Failure.Kind.input.rawValue)
        default: .failure
        }
    }
}

extension ClientError {
    var exitCode: ExitCode {
        switch code {
        case .unreachable: ExitCode(69)
        case .invalidAddress: .validationFailure
        case .file: ExitCode(Failure.Kind.file.rawValue)
        default: .failure
        }
    }
}
