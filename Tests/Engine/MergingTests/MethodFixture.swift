import Checkpoints
import Foundation
import Merging
import Mixtures

/// A merge that mergekit made, with the file that it made it from.
struct MethodFixture: Sendable, CustomStringConvertible {
    let name: String
    var description: String { name }

    struct Record: Decodable {
        struct Displacement: Decodable {
            let names: [String]
            let distances: [Double]
            let cosines: [[Double]]
        }

        let merges: [String]
        let displacement: Displacement
    }

    static func record() throws -> Record {
        try JSONDecoder().decode(
            Record.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("methods/methods.json"))))
    }

    static func all() throws -> [MethodFixture] { try record().merges.map(MethodFixture.init) }

    func yaml() throws -> String { try String(contentsOfFile: fixture("methods/\(name).yaml"), encoding: .utf8) }

    func recipe() throws -> MergekitRecipe {
        try MergekitRecipe(yaml: yaml(), file: "\(name).yaml") { try Self.names(of: $0) }
    }

    /// The tensors of one of the fixtures' models.
    static func names(of model: String) throws -> [TensorName] {
        try CheckpointFolder.open(fixture("methods/\(model)")).tensorNames
    }

    /// What mergekit made.
    func expected() throws -> SafetensorsFile { try SafetensorsFile(fixture("methods/\(name).safetensors")) }
}

extension MergekitRecipe {
    /// The merge of the fixtures' models that the recipe names.
    func open() throws -> any TensorSource {
        let source = { (path: String) in try CheckpointFolder.open(fixture("methods/\(path)")) }
        let members = try models.map { MergeMember(name: $0.path, source: try source($0.path), weight: $0.weight) }
        let base = try base.map { MergeBase(name: $0, source: try source($0)) }
        if let tensorwise { return try tensorwise.open(members: members, base: base) }
        return try Merge.open(recipe: recipe, members: members, base: base)
    }
}

/// The largest |a − b| / max(1, |b|) over all tensors; infinite if names or shapes differ.
func worstDifference(_ made: any TensorSource, _ expected: any TensorSource) throws -> Float {
    guard made.tensorNames == expected.tensorNames else { return .infinity }
    var worst: Float = 0
    for name in made.tensorNames {
        guard made.shape(of: name)?.dimensions == expected.shape(of: name)?.dimensions else { return .infinity }
        for (value, other) in zip(try made.values(of: name), try expected.values(of: name)) {
            worst = max(worst, abs(value - other) / max(1, abs(other)))
        }
    }
    return worst
}
