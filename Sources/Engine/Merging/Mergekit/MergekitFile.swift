import Yams

/// What stands in a file of mergekit's, before anything is made of it.
struct MergekitFile {
    typealias Settings = [String: MergekitSetting]

    /// One model's part in a slice.
    struct Source {
        let model: String
        /// `nil` for all of the model's layers.
        let layers: Range<Int>?
        let settings: Settings
        let key: String
    }

    /// Consecutive layers of the merge; a file with `models` has one, of all layers.
    struct Slice {
        let sources: [Source]
        let settings: Settings
        let key: String
    }

    let method: String
    let slices: [Slice]
    let base: String?
    let settings: Settings
    /// `out_dtype`, or else `dtype`.
    let dtype: String?
    let tokenizer: String?
}

extension MergekitReader {
    private static let refused = [
        "modules": "is not supported: models with several modules are not merged here",
        "chat_template": "is not supported: a merge has the tokenizer files of one model as they are",
    ]

    func file(_ yaml: String) throws(MergekitError) -> MergekitFile {
        let top = try members(
            of: try root(of: yaml), at: "",
            known: [
                "merge_method", "models", "slices", "base_model", "parameters", "dtype", "out_dtype",
                "tokenizer_source", "tokenizer",
            ], refused: Self.refused)
        guard let method = top["merge_method"] else { throw fault("merge_method", "is missing") }
        guard (top["models"] == nil) != (top["slices"] == nil) else {
            throw fault("models", "expected either models or slices")
        }
        var dtype: String?
        for key in ["dtype", "out_dtype"] {
            if let node = top[key], !isNull(node) { dtype = try string(node, at: key) }
        }
        return MergekitFile(
            method: try string(method, at: "merge_method"), slices: try slices(top),
            base: try top["base_model"].flatMap { node throws(MergekitError) in
                isNull(node) ? nil : try path(node, at: "base_model")
            }, settings: try settings(top["parameters"], at: "parameters"), dtype: dtype, tokenizer: try tokenizer(top))
    }

    private func slices(_ top: [String: Node]) throws(MergekitError) -> [MergekitFile.Slice] {
        if let models = top["models"] {
            return [try slice(ofSources: models, at: "models", settings: [:], key: "models", ranged: false)]
        }
        var slices: [MergekitFile.Slice] = []
        guard let node = top["slices"] else { return [] }
        for (index, item) in try items(of: node, at: "slices").enumerated() {
            let key = "slices[\(index)]"
            let members = try members(
                of: item, at: key, known: ["sources", "parameters"],
                refused: [
                    "base_model": "is not supported: a merge has one base_model, at the top",
                    "residual_weight": "is not supported",
                ])
            guard let sources = members["sources"] else { throw fault("\(key).sources", "is missing") }
            slices.append(
                try slice(
                    ofSources: sources, at: "\(key).sources",
                    settings: try settings(members["parameters"], at: "\(key).parameters"), key: key, ranged: true))
        }
        return slices
    }

    private func slice(
        ofSources node: Node, at place: String, settings: MergekitFile.Settings, key: String, ranged: Bool
    ) throws(MergekitError) -> MergekitFile.Slice {
        var sources: [MergekitFile.Source] = []
        for (index, item) in try items(of: node, at: place).enumerated() {
            let key = "\(place)[\(index)]"
            let members = try members(
                of: item, at: key, known: ranged ? ["model", "layer_range", "parameters"] : ["model", "parameters"])
            guard let model = members["model"] else { throw fault("\(key).model", "is missing") }
            let path = try path(model, at: "\(key).model")
            guard !sources.contains(where: { $0.model == path }) else {
                throw fault("\(key).model", "is \"\(path)\", which is named twice")
            }
            sources.append(
                MergekitFile.Source(
                    model: path, layers: ranged ? try layers(members["layer_range"], at: "\(key).layer_range") : nil,
                    settings: try self.settings(members["parameters"], at: "\(key).parameters"), key: key))
        }
        return MergekitFile.Slice(sources: sources, settings: settings, key: key)
    }

    private func layers(_ node: Node?, at key: String) throws(MergekitError) -> Range<Int> {
        guard let node else { throw fault(key, "is missing") }
        let ends = try items(of: node, at: key).map { $0.scalar.flatMap { Int($0.string) } }
        guard ends.count == 2, let first = ends[0], let end = ends[1], first >= 0, first < end, end < 1_000_000 else {
            throw fault(key, "expected a first layer and the one after the last, such as [0, 12]")
        }
        return first..<end
    }

    private func settings(_ node: Node?, at key: String) throws(MergekitError) -> MergekitFile.Settings {
        guard let node, !isNull(node) else { return [:] }
        guard case .mapping(let mapping) = node else { throw fault(key, "expected keys and values") }
        var settings: MergekitFile.Settings = [:]
        for (name, value) in mapping {
            let name = name.scalar?.string ?? ""
            settings[name] = try setting(value, at: "\(key).\(name)")
        }
        return settings
    }

    private func tokenizer(_ top: [String: Node]) throws(MergekitError) -> String? {
        var source: (node: Node, key: String)?
        if let node = top["tokenizer_source"], !isNull(node) { source = (node, "tokenizer_source") }
        if let node = top["tokenizer"], !isNull(node) {
            guard source == nil else {
                throw fault("tokenizer", "stands beside tokenizer_source; expected one of them")
            }
            let reason = "is not supported: the models' vocabularies must be one"
            let members = try members(
                of: node, at: "tokenizer", known: ["source"],
                refused: ["tokens": reason, "pad_to_multiple_of": reason])
            source = members["source"].map { ($0, "tokenizer.source") }
        }
        guard let source else { return nil }
        let path = try path(source.node, at: source.key)
        guard path != "union" else {
            throw fault(source.key, "is union; models of different vocabularies are not merged here")
        }
        return path
    }
}
