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
            assayd merge --out <folder> [--method <method>] [--base <folder>] [<parameters>] <weight>=<checkpoint-folder> ...
            assayd merge --out <folder> --config <file>
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

    // Unrecognised words too, so that "-0.5=folder" is a weight that is refused rather than an unknown option.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("A weight and the checkpoint it is for, such as 0.25=law.", valueName: "weight=checkpoint"))
    var members: [String] = []

    func validate() throws {
        guard !members.contains("--help"), !members.contains("-h") else { throw CleanExit.helpRequest(self) }
        _ = try weightedFolders()
        if config == nil {
            guard !members.isEmpty else { throw ValidationError("Missing expected argument '<weight=checkpoint> ...'") }
            return
        }
        if let word = members.first ?? (normalize ? "--normalize" : recipe.given.first { $0 != "--seed" }) {
            throw ValidationError("\(word): --config says what is merged and how; only --seed goes with it.")
        }
    }

    func run() throws {
        let plan = try plan()
        let written = try plan.write(to: out, as: dtype?.elementType, ignoring: Set(ignored.keys))
        if let writeConfig {
            let names = try CheckpointFolder.open(out).tensorNames
            try Data(written.file.yaml(layerName: Merge.layerName(in: names)).utf8)
                .write(to: URL(fileURLWithPath: writeConfig), options: .atomic)
        }
        print("\(out): \(written.count) checkpoints merged, \(written.parameters) parameters")
    }

    private func plan() throws -> MergePlan {
        if let config { return try MergePlan(config: config, seed: recipe.seed, ignoring: Set(ignored.keys)) }
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
            guard let member = WeightedFolder(word) else {
                throw ValidationError("\(word): expected a weight and a folder, such as 0.25=checkpoints/law.")
            }
            return member
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

/// A weight and a checkpoint's folder, as the command line spells them: `0.25=folder`.
struct WeightedFolder {
    let weight: Double
    let folder: String

    init(weight: Double, folder: String) {
        self.weight = weight
        self.folder = folder
    }

    init?(_ word: String) {
        guard let separator = word.firstIndex(of: "="), let weight = Double(word[..<separator]) else { return nil }
        let folder = word[word.index(after: separator)...]
        guard !folder.isEmpty else { return nil }
        self.weight = weight
        self.folder = String(folder)
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
