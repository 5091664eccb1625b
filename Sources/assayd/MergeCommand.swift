import ArgumentParser
import Checkpoints
import Foundation
import LanguageModels
import Merging
import Mixtures
import Scoring

/// Writes the weighted merge of checkpoints without a service.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Write the weighted average of checkpoints.",
        usage: "assayd merge --out <folder> [--dtype <type>] [--normalize] <weight>=<checkpoint-folder> ...",
        discussion: """
            The checkpoints must agree in configuration and shapes. The same checkpoints and weights give the same bits, \
            in whatever order they are named. Configuration and tokenizer files are copied from the first.
            """)

    @Option(help: ArgumentHelp("The folder to make; it must not exist, or be empty.", valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            "The type to store: f32, f16, bf16 or f64; the checkpoints' own unless given.", valueName: "type"))
    var dtype: StoredTypeOption?

    @Flag(help: "Divide the weights by their sum.")
    var normalize = false

    // Unrecognised words too, so that "-0.5=folder" is a weight that is refused rather than an unknown option.
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("A weight and the checkpoint it is for, such as 0.25=law.", valueName: "weight=checkpoint"))
    var members: [String]

    func validate() throws {
        guard !members.contains("--help"), !members.contains("-h") else { throw CleanExit.helpRequest(self) }
        _ = try weightedFolders()
    }

    func run() throws {
        let folders = try weightedFolders()
        let mixture = try mixture(of: folders)
        let opened = try folders.map { member in
            let checkpoint = try CheckpointFolder.open(member.folder)
            return (checkpoint: checkpoint, weight: mixture[member.folder], hash: try checkpoint.hash())
        }
        let model = try MergedModel(opened.map { ($0.checkpoint, $0.weight) })
        let summed = opened.filter { $0.weight > 0 }.sorted { $0.hash < $1.hash }
        try MergeWriter.write(
            summed.map { ($0.checkpoint, $0.weight) }, aliases: model.configuration.tensorAliases,
            describedBy: opened.first?.checkpoint, to: out, as: dtype?.elementType)
        print("\(out): \(summed.count) checkpoints merged, \(model.configuration.parameterCount) parameters")
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

    init?(_ word: String) {
        guard let separator = word.firstIndex(of: "="), let weight = Double(word[..<separator]) else { return nil }
        let folder = word[word.index(after: separator)...]
        guard !folder.isEmpty else { return nil }
        self.weight = weight
        self.folder = String(folder)
    }
}

/// Why weights on the command line are no mixture.
struct WeightsError: Error, CustomStringConvertible {
    let description: String
}

/// The types of ``ElementType`` as the command line spells them.
enum StoredTypeOption: String, ExpressibleByArgument, CaseIterable {
    case f32, f16, bf16, f64

    var elementType: ElementType? { ElementType(spelling: rawValue) }
}
