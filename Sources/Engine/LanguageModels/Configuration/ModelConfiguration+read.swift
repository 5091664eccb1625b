import Checkpoints
public import Foundation

extension ModelConfiguration {
    /// Reads a `config.json`.
    ///
    /// - Parameters:
    ///   - json: the file's bytes.
    ///   - file: its name, for errors.
    ///   - ignoring: keys that the caller takes to be inert though Assay does not know them.
    /// - Throws: ``CheckpointError`` naming the key, what it is and what it must be; also for any key that is neither
    ///   used nor known to be inert.
    public init(json: Data, file: String, ignoring: Set<String> = []) throws {
        let reader = try ConfigurationReader(json: json, file: file)
        for (key, reason) in ModelFamily.refusedKeys.sorted(by: { $0.key < $1.key }) where reader.value(key) != nil {
            throw reader.refusal(key, reason)
        }
        let family = try Self.family(reader)
        let definition = family.definition
        try reader.refuseKeys(
            except: definition.usedKeys.union(ModelFamily.inertKeys).union(definition.inertKeys)
                .union(definition.fixedKeys.keys).union(ModelFamily.refusedKeys.keys).union(ignoring),
            of: family.rawValue)
        for (key, values) in definition.fixedKeys.sorted(by: { $0.key < $1.key }) where !ignoring.contains(key) {
            guard let value = reader.value(key), !values.contains(value) else { continue }
            let known = values.map(\.description).joined(separator: " or ")
            throw reader.refusal(key, "is \(value); a model of type \"\(family.rawValue)\" is run with \(known) only")
        }
        self = try definition.read(reader)
        try validate(file: file)
    }

    private static func family(_ reader: ConfigurationReader) throws -> ModelFamily {
        let type = try reader.text("model_type")
        guard let family = type.flatMap({ ModelFamily(rawValue: $0) }) else {
            let known = ModelFamily.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw reader.refusal("model_type", "is \(type.map { "\"\($0)\"" } ?? "missing"); known are \(known)")
        }
        return family
    }

    /// A `config.json` that `transformers` reads, with keys in order of name.
    public func json() throws -> Data {
        var members = family.definition.members(of: self)
        members["architectures"] = [family.definition.architecture]
        members["model_type"] = family.rawValue
        members["torch_dtype"] = "float32"
        if let bosToken { members["bos_token_id"] = bosToken }
        if let eosToken { members["eos_token_id"] = eosToken }
        return try JSONSerialization.data(withJSONObject: members, options: [.prettyPrinted, .sortedKeys])
    }
}
