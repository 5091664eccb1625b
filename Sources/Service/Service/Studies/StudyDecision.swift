import API
import Foundation
import Mixtures
import Statistics
import Storage
import Studies
import Words

/// What becomes of a study, to be stored in one transaction.
struct StudyDecision: Sendable {
    /// How a study ended.
    struct End: Sendable {
        var state: StudyState
        var outcome: StudyOutcome?
        var failure: JobFailure?
    }

    /// By number, trials whose evaluations have ended or that a race has looked at, as they are now.
    private(set) var taken: [Int: StudyTrialRecord] = [:]
    /// By trial, of those taken in: what is to be scored for them next.
    var further: [Int: TrialRequest] = [:]
    /// The documents that requests of a look ask for.
    var part: DocumentPart?
    /// The numbers of the steps that it goes on from.
    var takenSteps: [Int] = []
    var requests: [TrialRequest] = []
    var step: StoredStep?
    var end: End?

    /// Whether another decision may follow at once.
    ///
    /// A search of the ensemble does not wait for the baselines.
    var goesOn: Bool { end == nil && !(requests.isEmpty && further.isEmpty) }

    /// Keeps a trial as it is now.
    mutating func update(_ record: StudyTrialRecord) {
        taken[record.number] = record
    }

    static func failure(_ code: String, _ detail: String) -> End {
        End(state: .failed, outcome: nil, failure: JobFailure(code: code, detail: detail))
    }
}

/// What a study keeps of its end.
struct StudyOutcome: Codable, Hashable, Sendable {
    var end: StudyEnd
    var answer: StudyAnswer?
    /// What racing spared.
    var race: StudyRace?
}
