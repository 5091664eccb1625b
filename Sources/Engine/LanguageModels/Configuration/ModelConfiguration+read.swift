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
        for (key, reason) in ModelFamily.refusedKeys.sorted(by: { $0.key < $1.key }) {
            // An empty object, or false, says that nothing is.
            guard let value = fields.value(key), !ModelFamily.isSettled(value, at: [.object([:]), .boolean(false)])
            else { continue }
            fields.refuseUnsupported(key, reason)
        }
        guard let family = family(fields) else {
            // Which keys it could have is not known either.
            fields.complaintAboutUnknown = { _ in nil }
            return nil
        }
        fields.complaintAboutUnknown = { [unowned fields] name in
            // Null is absent, under whatever key.
            ModelFamily.isInert(name) || !fields.has(name)
                ? nil
                : "is not a key that \(family.rawValue) is known to have, and could change what the model computes; "
                    + "if it does not, ignore it by name (--ignore-key, ignored_keys)"
        }
        let definition = family.definition
        let configuration = definition.read(fields)
        let used = ignoring.filter { fields.isAskedFor($0) && fields.has($0) && ModelFamily.refusedKeys[$0] == nil }
        for key in used.sorted() {
            fields.refuse(key, "is used by models of type \"\(family.rawValue)\", and cannot be ignored")
        }
        readSettledKeys(fields, family, ignoring: ignoring)
        readWindowKeys(fields, family, hasWindow: configuration?.slidingWindow != nil, ignoring: ignoring)
        fields.ignore(definition.inertKeys.union(ignoring))
        // What is derived from a wrong value would be wrong too.
        if fields.findings.errors.isEmpty { configuration?.validate(fields.findings) }
        return configuration
    }

    /// Refuses keys that would change the function, where they hold what would; the family's own come first.
    private static func readSettledKeys(_ fields: ObjectReader, _ family: ModelFamily, ignoring: Set<String>) {
        let settled = ModelFamily.settledKeys.merging(family.definition.fixedKeys) { $1 }
        for (key, values) in settled.sorted(by: { $0.key < $1.key }) {
            guard !ignoring.contains(key), !fields.isAskedFor(key), let value = fields.value(key),
                !ModelFamily.isSettled(value, at: values)
            else { continue }
            let known = values.map(\.seen).joined(separator: " or ")
            fields.refuseUnsupported(
                key, "is \(value.seen); a model of type \"\(family.rawValue)\" is run with \(known) only")
        }
    }

    /// Reads the keys of a window where the family has none, or the same one in every layer.
    private static func readWindowKeys(
        _ fields: ObjectReader, _ family: ModelFamily, hasWindow: Bool, ignoring: Set<String>
    ) {
        if fields.value("use_sliding_window") == false, !fields.isAskedFor("sliding_window") {
            fields.ignore(["sliding_window", "max_window_layers"])
        }
        guard !fields.isAskedFor("layer_types"), !ignoring.contains("layer_types"),
            let kinds = fields.texts("layer_types")
        else { return }
        let kind = hasWindow ? WindowKeys.sliding : WindowKeys.full
        if let other = kinds.first(where: { $0 != kind }) {
            fields.refuseUnsupported(
                "layer_types",
                "names \"\(other)\"; every layer of this model of type \"\(family.rawValue)\" is \"\(kind)\"")
        }
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
