public import API
import Checkpoints
import Client
import Contamination
import Ensembles
import Kernels
import LanguageModels
import Merging
import Mixtures
import Scoring

/// An attempt's failure that an executor has put into words itself.
public struct WorkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let error: WorkError

    /// - Parameters:
    ///   - code: stable, for programs.
    ///   - detail: for people: what was seen, and what to mend.
    ///   - isRetryable: whether another attempt may succeed with nothing mended.
    public init(_ code: String, _ detail: String, isRetryable: Bool = false) {
        error = WorkError(code: code, detail: detail, retryable: isRetryable)
    }

    public var description: String { error.detail }
}

extension WorkError {
    /// Puts any failure of an attempt into words, and says whether another attempt may succeed.
    ///
    /// Only what a second try can cure is retryable: a connection, a full disk, a file that changed while it was read.
    /// Bad input fails at once.
    public init(of error: any Error) {
        switch error {
        case let failure as WorkFailure: self = failure.error
        case let cancelled as WorkCancelled: self.init(of: cancelled)
        case let error as CheckpointError: self.init(of: error)
        case let error as ClientError:
            self.init(code: "client-\(error.code)", detail: error.message, retryable: error.isTransient)
        case let problem as ProblemResource:
            self.init(
                code: problem.status >= 500 ? "service-failed" : "service-refused", detail: "\(problem)",
                retryable: problem.status >= 500 || problem.status == 429)
        case let error as LanguageModelError: self.init(of: error)
        case let error as KernelError: self.init(of: error)
        case let error as EnsembleError:
            self.init(code: "ensemble-refused", detail: "\(error)", retryable: false)
        case is DocumentError: self.init(code: "documents-refused", detail: "\(error)", retryable: false)
        case is ContaminationError: self.init(code: "documents-refused", detail: "\(error)", retryable: false)
        case is MergeError, is MergeRecipeError, is ScoringError:
            self.init(code: "merge-refused", detail: "\(error)", retryable: false)
        case is ScoreError: self.init(code: "score-not-finite", detail: "\(error)", retryable: false)
        default: self.init(code: "failed", detail: "\(error)", retryable: false)
        }
    }

    private init(of error: LanguageModelError) {
        switch error.code {
        case .notFinite:
            self.init(
                code: "not-finite",
                detail: "\(error); a training run that diverges needs a lower learning_rate or a longer warm-up",
                retryable: false)
        case .invalidPlan: self.init(code: "plan-refused", detail: "\(error)", retryable: false)
        default: self.init(code: "model-refused", detail: "\(error)", retryable: false)
        }
    }

    private init(of error: KernelError) {
        switch error.code {
        case .outOfMemory: self.init(code: "out-of-memory", detail: "\(error)", retryable: true)
        default: self.init(code: "model-refused", detail: "\(error)", retryable: false)
        }
    }

    private init(of cancelled: WorkCancelled) {
        switch cancelled.reason {
        case .cancelled: self.init(code: "cancelled", detail: "It was cancelled.", retryable: false)
        case .lost: self.init(code: "lease-lost", detail: "The lease is another worker's.", retryable: true)
        case .stopping: self.init(code: "worker-stopped", detail: "Its worker was told to end.", retryable: true)
        }
    }

    private init(of error: CheckpointError) {
        switch error.code {
        case .changed:
            self.init(
                code: "checkpoint-changed", detail: "\(error); leave a checkpoint's files alone once it is registered",
                retryable: true)
        case .unreadable: self.init(code: "checkpoint-unreadable", detail: "\(error)", retryable: true)
        case .malformed: self.init(code: "checkpoint-malformed", detail: "\(error)", retryable: false)
        case .unsupported: self.init(code: "checkpoint-unsupported", detail: "\(error)", retryable: false)
        case .mismatched: self.init(code: "checkpoint-mismatched", detail: "\(error)", retryable: false)
        default: self.init(code: "checkpoint-refused", detail: "\(error)", retryable: false)
        }
    }
}
