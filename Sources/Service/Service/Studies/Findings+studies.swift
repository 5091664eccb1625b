import API
import Mixtures
import Storage
import StrictJSON
import Studies

extension Findings {
    /// Refuses losses that are not of exactly an evaluation set's domains.
    func check(_ losses: [String: Double], on set: EvaluationSetRecord) {
        let place = JSONPointer.root.appending("losses")
        let domains = set.domains.map(\.domain)
        for name in losses.keys.sorted() where !domains.contains(name) {
            add(place.appending(name), "is of no domain of \(set.name); it has \(domains.joined(separator: ", "))")
        }
        for name in domains where losses[name] == nil { add(place.appending(name), "is missing") }
    }

    /// Refuses a definition that names what is not there, or that leaves nothing to search.
    ///
    /// - Parameter tokens: what one evaluation scores.
    func check(
        _ definition: StudyDefinition, over partitions: [Weighting.Partition], domains: [EvaluationDomain], tokens: Int
    ) {
        do throws(StudySpaceError) {
            let space = try StudySpace(partitions: partitions, constraints: definition.constraints)
            for fault in definition.faults(space: space, domains: domains, tokens: tokens) {
                add(fault.path.reduce(.root) { $0.appending($1) }, fault.detail)
            }
        } catch {
            let place = JSONPointer.root.appending("constraints")
            for fault in error.faults { add(fault.path.reduce(place) { $0.appending($1) }, fault.detail) }
        }
    }

    /// Refuses an evaluation set whose documents cannot be split into a selecting and a reporting part.
    func checkSplit(of set: EvaluationSetRecord) {
        for domain in set.domains where domain.documents < 2 {
            add(
                JSONPointer.root.appending("evaluation_set"),
                "has \(domain.documents) document of the domain \"\(domain.domain)\"; expected at least 2 of each, one to "
                    + "select by and one to report on")
        }
    }
}
