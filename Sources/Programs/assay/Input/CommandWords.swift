import ArgumentParser
import Spelling

/// The words at the beginning of a command line that name a command.
///
/// The parser of arguments takes an unknown word for an argument of the group before it, and then complains of the
/// first option after it. So the words are looked up first.
enum CommandWords {
    /// - Throws: ``Failure`` that names the unknown word, and the command that was probably meant or all there are.
    static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
        var command = root
        var path = [root._commandName]
        for word in arguments {
            let configuration = command.configuration
            guard !configuration.subcommands.isEmpty, configuration.defaultSubcommand == nil else { return }
            if word.hasPrefix("-") || word == "help" { return }
            guard let next = configuration.subcommands.first(where: { names(of: $0).contains(word) }) else {
                throw unknown(word, after: path, among: configuration.subcommands.map { $0._commandName })
            }
            command = next
            path.append(next._commandName)
        }
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }

    private static func unknown(_ word: String, after path: [String], among names: [String]) -> Failure {
        let group = path.joined(separator: " ")
        let hint =
            nearestName(to: word, in: names).map { "did you mean \(group) \($0)?" }
            ?? "its commands are \(names.joined(separator: ", "))"
        return Failure(.arguments, "\(group) has no command \"\(word)\"; \(hint)")
    }
}
