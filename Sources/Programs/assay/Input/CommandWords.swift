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

    /// Parses a command line, and names an option that the command does not have before anything else.
    ///
    /// The parser takes the word after an unknown option for an argument, and then complains of that.
    static func parse(_ arguments: [String], as root: any ParsableCommand.Type) throws -> any ParsableCommand {
        do {
            return try root.parseAsRoot(arguments)
        } catch {
            let isRefused = !root.exitCode(for: error).isSuccess
            throw (isRefused ? unknownOption(in: arguments, of: root) : nil) ?? error
        }
    }

    /// The first option of a command line that its command does not have.
    private static func unknownOption(in arguments: [String], of root: any ParsableCommand.Type) -> Failure? {
        var (command, path, rest) = (root, [root._commandName], arguments[...])
        while let word = rest.first,
            let next = command.configuration.subcommands.first(where: { names(of: $0).contains(word) })
        {
            (command, rest) = (next, rest.dropFirst())
            path.append(next._commandName)
        }
        let known = options(of: command, in: root)
        let given = rest.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map { word in
            String(word.prefix { $0 != "=" })
        }
        guard let unknown = given.first(where: { !known.contains($0) }) else { return nil }
        let name = path.joined(separator: " ")
        let hint =
            nearestName(to: unknown, in: known.sorted()).map { "did you mean \($0)?" }
            ?? "see \(name) --help"
        return Failure(.arguments, "\(name) has no option \(unknown); \(hint)")
    }

    /// The long options that a command's help lists, and those of every command.
    private static func options(of command: any ParsableCommand.Type, in root: any ParsableCommand.Type) -> Set<String>
    {
        let help = Assay.helpMessage(for: command, includeHidden: true, columns: 400)
        let words = help.split { !($0.isLetter || $0.isNumber || $0 == "-") }.filter { $0.hasPrefix("--") }
        return Set(words.map(String.init)).union(["--help", "--version"])
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
