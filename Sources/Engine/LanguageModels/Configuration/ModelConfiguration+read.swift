import Checkpoints
public import Foundation
public import StrictJSON

extension ModelConfiguration {
    /// Reads a `config.json`.
    ///
    /// - Parameters:
    ///   - json: the file's bytes.
    ///   - file: its name, for errors.
    ///   - ignoring: keys that the caller takes to be inert though Assay does not know them.
    /// - Throws: ``CheckpointError`` naming every key at fault, what it is and what it must be; also any key that is
    ///   neither used nor known to be inert.
    public init(json: Data, file: String, ignoring: Set<String> = []) throws {
        self = try JSONValue(parsing: json, in: file).readObject(in: file) { Self.read($0, ignoring: ignoring) }
    }

    private static func read(_ fields: ObjectReader, ignoring: Set<String>) -> ModelConfiguration? {
        for (key, reason) in ModelFamily.refusedKeys.sorted(by: { $0.key < $1.key }) where fields.has(key) {
            fields.refuseUnsupported(key, reason)
        }
        guard let family = family(fields) else {
            // Which keys it could have is not known either.
            fields.complaintAboutUnknown = { _ in nil }
            return nil
        }
        fields.complaintAboutUnknown = { _ in
            "is not a key that \(family.rawValue) is known to have, and could change what the model computes"
        }
        let definition = family.definition
        fields.ignore(ModelFamily.inertKeys.union(definition.inertKeys).union(ignoring))
        for (key, values) in definition.fixedKeys.sorted(by: { $0.key < $1.key }) {
            guard let value = fields.value(key), !ignoring.contains(key), !values.contains(value) else { continue }
            let known = values.map(\.seen).joined(separator: " or ")
            fields.refuseUnsupported(
                key, "is \(value.seen); a model of type \"\(family.rawValue)\" is run with \(known) only")
        }
        let configuration = definition.read(fields)
        // What is derived from a wrong value would be wrong too.
        if fields.findings.errors.isEmpty { configuration?.validate(fields.findings) }
        return configuration
    }

    private static func family(_ fields: ObjectReader) -> ModelFamily? {
        let type = fields.value("model_type")
        if let family = type?.text.flatMap({ ModelFamily(rawValue: $0) }) { return family }
        let known = ModelFamily.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        fields.refuseUnsupported("model_type", "is \(type?.seen ?? "missing"); known are \(known)")
        return nil
    }

    /// What a `config.json` that `transformers` reads says of the model, with keys in order of name.
    public func json() -> JSONValue {
        var members = family.definition.members(of: self)
        members["architectures"] = .array([.text(family.definition.architecture)])
        members["model_type"] = .text(family.rawValue)
        members["torch_dtype"] = "float32"
        members["bos_token_id"] = bosToken.map { .number($0) }
        members["eos_token_id"] = eosToken.map { .number($0) }
        return .object(members)
    }

    /// The bytes of a `config.json`.
    ///
    /// They are part of the hashes of checkpoints that are trained here, so that their layout never changes.
    public func file() -> Data { Data(json().serializedAsFoundation()) }
}
