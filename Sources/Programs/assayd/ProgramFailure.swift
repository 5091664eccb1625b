import ArgumentParser
import Checkpoints
import Hashing
import LanguageModels
import Merging
import Mixtures
import Scoring
import StrictCSV

/// Says of any error what is written, and with which code of sysexits.h the program ends.
enum ProgramFailure {
    /// What was given cannot be used.
    static let input = ExitCode(65)
    /// A file cannot be read or written.
    static let file = ExitCode(74)

    /// What is written of an error, all with one prefix; `nil` for what is none, such as a request for help.
    static func text(of error: any Error) -> String? {
        let text = AssayDaemon.fullMessage(for: error)
        guard !AssayDaemon.exitCode(for: error).isSuccess, !text.isEmpty else { return nil }
        return "assayd: " + (text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text)
    }

    static func exitCode(of error: any Error) -> ExitCode {
        switch error {
        case is FileFailure, is FileHashingError: file
        case let error as CheckpointError: error.code == .unreadable ? file : input
        case let error as DocumentError: error.isUnreadable ? file : input
        case let error as ConfigurationError: error.isUnreadable ? file : input
        case is CSVError, is WeightsError, is MixtureError, is MergekitError, is MergeError, is MergeRecipeError,
            is ScoringError, is LanguageModelError, is SurrogateError:
            input
        default: AssayDaemon.exitCode(for: error)
        }
    }
}

/// A file that was named on the command line cannot be read or written.
struct FileFailure: Error, CustomStringConvertible {
    let description: String
}
