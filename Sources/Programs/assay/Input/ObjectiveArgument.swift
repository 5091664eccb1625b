import ArgumentParser
import Mixtures
import Spelling

/// What a ranking is by: `macro`, `micro`, or a domain's name.
struct ObjectiveArgument: ExpressibleByArgument, Hashable, Sendable {
    let objective: Objective
    let title: String

    var defaultValueDescription: String { title }

    init(argument: String) {
        title = argument
        switch argument {
        case "macro": objective = .macro
        case "micro": objective = .micro
        default: objective = .domain(argument)
        }
    }

    /// - Throws: ``Failure`` if it is a domain that is not among those there are.
    func check(against domains: some Sequence<String>) throws {
        guard case .domain(let name) = objective, !domains.contains(name) else { return }
        let known = ExistingNames(["macro", "micro"] + domains.sorted())
        throw Failure(.notFound, "no domain is called \"\(name)\"\(known.hint(for: name))")
    }
}
