import ArgumentParser
import Checkpoints
import Foundation
import Merging
import Mixtures

/// Writes a merge of checkpoints without a service.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Write a merge of checkpoints, their weighted average unless another method is named.",
        usage: """
            assayd merge --out <folder> [--method <method>] [--base <folder>] [<parameters>] <checkpoint-folder>=<weight> ...
            assayd merge --out <folder> --config <file> [--models-from <folder>] [--model <name>=<folder>]
            """,
        discussion: """
            The checkpoints must agree in configuration and shapes. The same checkpoints, weights and parameters give the \
            same bits, in whatever order checkpoints are named. Configuration and tokenizer files are copied from the first. Methods: \
            \(MergeMethod.allCases.filter { $0 != .layerwise }.map(\.rawValue).joined(separator: ", ")); layerwise \
            merges are read from a file of mergekit's.
            """)

    @Option(help: ArgumentHelp("The folder to make; it must not exist, or be empty.", valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "The type to store: f32, f16, bf16 or f64; the checkpoints' own unless given.", valueName: "type"))
    var dtype: StoredTypeOption?

    @Flag(help: "Divide the weights by their sum.")
    var normalize = false

    @OptionGroup(title: "Merge method")
    var recipe: RecipeOptions

    @Option(help: ArgumentHelp("A YAML file of mergekit's that says what to merge and how.", valueName: "file"))
    var config: String?

    @OptionGroup var ignored: IgnoredKeys

    @Option(help: ArgumentHelp("Also write the merge as a YAML file for mergekit.", valueName: "file"))
    var writeConfig: String?

    @OptionGroup(title: "Models of a file")
    var models: ModelFolderOptions

    // Unrecognised words too, so that "-0.5=folder" is a weight that is refused rather than an unknown option.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "A checkpoint and its weight, such as law=0.25; 0.25=law is read too.", valueName: "checkpoint=weight"))
    var members: [String] = []

    func validate() throws {
        guard !members.contains("--help"), !members.contains("-h") else { throw CleanExit.helpRequest(self) }
        _ = try weightedFolders()
        if config == nil {
            if let option = models.given.first {
                throw ValidationError("\(option): it goes with --config, whose models it finds.")
            }
            guard !members.isEmpty else { throw ValidationError("Missing expected argument '<checkpoint=weight> ...'") }
            return
        }
        if let word = members.first ?? (normalize ? "--normalize" : recipe.given.first { $0 != "--seed" }) {
            throw ValidationError("\(word): --config says what is merged and how; only --seed goes with it.")
        }
    }

    func run() throws {
        let plan = try plan()
        if writeConfig != nil, plan.tensorwise != nil {
            throw WeightsError(
                description:
                    "--write-config: \(config ?? "the file") says more than options can, and is mergekit's as it "
                    + "stands; run without --write-config")
        }
        let written = try plan.write(to: out, as: dtype?.elementType, ignoring: Set(ignored.keys))
        if let writeConfig {
            let names = try CheckpointFolder.open(out).tensorNames
            try NamedFile.write(written.file.yaml(layerName: Merge.layerName(in: names)), to: writeConfig)
        }
        print("\(out): \(written.count) checkpoints merged, \(written.parameters) parameters")
    }

    private func plan() throws -> MergePlan {
        if let config {
            return try MergePlan(
                config: config, seed: recipe.seed, folders: models.folders, ignoring: Set(ignored.keys))
        }
        let folders = try weightedFolders()
        let mixture = try mixture(of: folders)
        return MergePlan(
            members: folders.map { WeightedFolder(weight: mixture[$0.folder], folder: $0.folder) },
            base: try recipe.checkedBase(),
            recipe: try recipe.recipe(weights: mixture.weights.values.filter { $0 > 0 }),
            elementType: nil)
    }

    private func weightedFolders() throws -> [WeightedFolder] {
        try members.map { word in
            switch WeightedFolder.readings(of: word) {
            case let (member?, nil), let (nil, member?): return member
            case let (new?, old?):
                let exists = { FileManager.default.fileExists(atPath: $0) }
                guard exists(new.folder) != exists(old.folder) else {
                    throw ValidationError(
                        "\(word): either side may be the weight; write the folder as a path: ./\(new.folder)=\(new.weight)"
                    )
                }
                return exists(new.folder) ? new : old
            default:
                throw ValidationError("\(word): expected a folder and its weight, such as checkpoints/law=0.25.")
            }
        }
    }

    /// The weights by folder, which must be a mixture.
    private func mixture(of folders: [WeightedFolder]) throws -> Mixture {
        var weights: [String: Double] = [:]
        for member in folders {
            guard weights.updateValue(member.weight, forKey: member.folder) == nil else {
                throw WeightsError(description: "\(member.folder) is named twice; give it one weight")
            }
        }
        do {
            return try Mixture(weights, normalize: normalize)
        } catch {
            let onlyTheirSum = (try? Mixture(weights, normalize: true)) != nil
            throw WeightsError(
                description: onlyTheirSum && !normalize ? "\(error); on the command line: --normalize" : "\(error)")
        }
    }
}

/// A checkpoint's folder and its weight, as the command line spells them: `folder=0.25`.
struct WeightedFolder {
    let weight: Double
    let folder: String

    init(weight: Double, folder: String) {
        self.weight = weight
        self.folder = folder
    }

    /// A word read as `folder=weight`, and as `weight=folder`, which was the form before.
    static func readings(of word: String) -> (new: WeightedFolder?, old: WeightedFolder?) {
        func member(_ folder: Substring, _ weight: Substring) -> WeightedFolder? {
            guard !folder.isEmpty, let weight = Double(weight) else { return nil }
            return WeightedFolder(weight: weight, folder: String(folder))
        }
        guard let first = word.firstIndex(of: "="), let last = word.lastIndex(of: "=") else { return (nil, nil) }
        return (
            member(word[..<last], word[word.index(after: last)...]),
            member(word[word.index(after: first)...], word[..<first])
        )
    }
}

/// Why what the command line names cannot be merged.
struct WeightsError: Error, CustomStringConvertible {
    let description: String
}

/// The types of ``ElementType`` as the command line spells them.
enum StoredTypeOption: String, ExpressibleByArgument, CaseIterable {
    case f32, f16, bf16, f64

    var elementType: ElementType? { ElementType(spelling: rawValue) }
}
