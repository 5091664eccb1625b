import ArgumentParser
import Mixtures

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
}
