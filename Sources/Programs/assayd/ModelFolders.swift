import ArgumentParser

/// Where the models lie that a file of mergekit's names: the service's files name checkpoints, which are no paths.
struct ModelFolders {
    /// The models whose folders are given one by one.
    var named: [NamedFolder] = []
    /// The folder of all others; the working folder when `nil`.
    var common: String?

    /// The folder of a model; its name as a path unless one is given.
    func folder(of name: String) -> String {
        if let model = named.first(where: { $0.name == name }) { return model.folder }
        guard let common, !name.hasPrefix("/") else { return name }
        return "\(common)/\(name)"
    }

    /// The names with a folder that are not among those of a file.
    func strangers(to names: Set<String>) -> [String] { named.map(\.name).filter { !names.contains($0) } }
}

/// The options that say where a file's models lie.
struct ModelFolderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of a model that --config names, where it is not the name; repeat.", valueName: "name=folder"))
    var model: [NamedFolder] = []

    @Option(
        help: ArgumentHelp("Find the models that --config names in this folder, by their names.", valueName: "folder"))
    var modelsFrom: String?

    var folders: ModelFolders { ModelFolders(named: model, common: modelsFrom) }

    /// The options that were given, as they are spelt.
    var given: [String] { (model.isEmpty ? [] : ["--model"]) + (modelsFrom == nil ? [] : ["--models-from"]) }

    func validate() throws {
        let names = model.map(\.name)
        guard Set(names).count == names.count else { throw ValidationError("--model: a name is given two folders.") }
    }
}

/// A model's name in a file, and its folder.
struct NamedFolder: ExpressibleByArgument {
    let name: String
    let folder: String

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "=") else { return nil }
        name = String(argument[..<separator])
        folder = String(argument[argument.index(after: separator)...])
        guard !name.isEmpty, !folder.isEmpty else { return nil }
    }
}
