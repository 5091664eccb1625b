import StrictJSON

/// What stands in a file of mergekit's, before anything is made of it.
struct MergekitFile {
    typealias Settings = [String: MergekitSetting]

    /// One model's part in a slice.
    struct Source {
        let model: String
        /// `nil` for all of the model's layers.
        let layers: Range<Int>?
        let settings: Settings
        let place: JSONPointer

        /// The place as messages name it.
        var key: String { place.keyPath }
    }

    /// Consecutive layers of the merge; a file with `models` has one, of all layers.
    struct Slice {
        let sources: [Source]
        let settings: Settings
        let key: String
    }

    /// What messages call the file.
    var name = ""
    let method: String
    let slices: [Slice]
    let base: String?
    let settings: Settings
    /// `out_dtype`, or else `dtype`.
    let dtype: String?
    let tokenizer: String?
}

extension MergekitFile: JSONObjectReadable {
    init?(reading fields: ObjectReader) {
        let method = fields.required("merge_method", as: String.self, check: .notEmpty)
        let models = fields.optional("models", as: [Model].self, check: .notEmpty)
        let slices = fields.optional("slices", as: [Slice].self, check: .notEmpty)
        if fields.has("models") == fields.has("slices") {
            fields.refuse("models", "expected either models or slices")
        }
        base = fields.optional("base_model", as: ModelPath.self)?.path
        settings = fields.optional("parameters", as: Settings.self, else: [:])
        let dtype = fields.optional("dtype", as: String.self, check: .notEmpty)
        self.dtype = fields.optional("out_dtype", as: String.self, check: .notEmpty) ?? dtype
        tokenizer = Self.tokenizer(fields)
        fields.refuse(["modules": "is not supported: models with several modules are not merged here"])
        // A name and a template for chats change no weight.
        for key in ["name", "chat_template"] { _ = fields.optional(key, as: PassedOver.self) }
        let whole = models.map { Slice(sources: $0.map(\.source), settings: [:], key: "models") }
        guard let method, let slices = slices ?? whole.map({ [$0] }) else { return nil }
        (self.method, self.slices) = (method, slices)
        for slice in slices { slice.refuseRepeatedModels(fields.findings) }
    }

    private static func tokenizer(_ fields: ObjectReader) -> String? {
        let source = fields.optional("tokenizer_source", as: TokenizerSource.self)
        let object = fields.object("tokenizer") { fields in
            let reason = "is not supported: the models' vocabularies must be one"
            fields.refuse(["tokens": reason, "pad_to_multiple_of": reason])
            return fields.optional("source", as: TokenizerSource.self)
        }
        if source != nil, fields.has("tokenizer") {
            fields.refuse("tokenizer", "stands beside tokenizer_source; expected one of them")
        }
        return (source ?? object)?.path
    }
}

extension ObjectReader {
    /// Refuses fields that are there and not null, with the reason for each.
    fileprivate func refuse(_ reasons: [String: String]) {
        for (name, reason) in reasons.sorted(by: { $0.key < $1.key }) where has(name) { refuse(name, reason) }
    }
}

/// One of the file's `models`, which has all layers.
private struct Model: JSONObjectReadable {
    let source: MergekitFile.Source

    init?(reading fields: ObjectReader) {
        guard let source = MergekitFile.Source(reading: fields, layers: nil) else { return nil }
        self.source = source
    }
}

extension MergekitFile.Source: JSONObjectReadable {
    init?(reading fields: ObjectReader) {
        let layers = fields.required("layer_range", as: LayerRange.self)
        self.init(reading: fields, layers: layers?.layers)
    }

    fileprivate init?(reading fields: ObjectReader, layers: Range<Int>?) {
        let model = fields.required("model", as: ModelPath.self)
        settings = fields.optional("parameters", as: MergekitFile.Settings.self, else: [:])
        guard let model else { return nil }
        (self.model, self.layers, place) = (model.path, layers, fields.pointer)
    }
}

extension MergekitFile.Slice: JSONObjectReadable {
    init?(reading fields: ObjectReader) {
        let sources = fields.required("sources", as: [MergekitFile.Source].self, check: .notEmpty)
        settings = fields.optional("parameters", as: MergekitFile.Settings.self, else: [:])
        fields.refuse([
            "base_model": "is not supported: a merge has one base_model, at the top",
            "residual_weight": "is not supported",
        ])
        guard let sources else { return nil }
        (self.sources, key) = (sources, fields.pointer.keyPath)
    }

    fileprivate func refuseRepeatedModels(_ findings: Findings) {
        var models: Set<String> = []
        for source in sources where !models.insert(source.model).inserted {
            findings.add(
                source.place.appending("model"), "is \"\(source.model)\", which is named twice")
        }
    }
}

/// A model's folder.
private struct ModelPath: JSONReadable {
    let path: String

    static func schema(in book: SchemaBook) -> JSONSchema { .text }

    static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> ModelPath? {
        guard let text = value.text, !text.isEmpty else {
            findings.add(pointer, "is \(value.seen); expected a model's folder as text")
            return nil
        }
        guard !text.contains("+") else {
            findings.add(pointer, "is \"\(text)\"; a model with LoRA is not merged here")
            return nil
        }
        return ModelPath(path: text)
    }
}

/// The model whose tokenizer the merge gets.
private struct TokenizerSource: JSONReadable {
    let path: String

    static func schema(in book: SchemaBook) -> JSONSchema { .text }

    static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> TokenizerSource? {
        guard let model = ModelPath.read(value, at: pointer, findings: findings) else { return nil }
        guard model.path != "union" else {
            findings.add(pointer, "is union; models of different vocabularies are not merged here")
            return nil
        }
        return TokenizerSource(path: model.path)
    }
}

/// A value that nothing depends on.
private struct PassedOver: JSONReadable {
    static func schema(in book: SchemaBook) -> JSONSchema { .anything }

    static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> PassedOver? { PassedOver() }
}

/// A slice's layers: the first, and the one after the last.
private struct LayerRange: JSONReadable {
    let layers: Range<Int>

    static func schema(in book: SchemaBook) -> JSONSchema { .array(of: .integer) }

    static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> LayerRange? {
        let ends = value.elements?.map { $0.text.flatMap { Int($0) } } ?? []
        guard ends.count == 2, let first = ends[0], let end = ends[1], first >= 0, first < end, end < 1_000_000 else {
            findings.add(pointer, "expected a first layer and the one after the last, such as [0, 12]")
            return nil
        }
        return LayerRange(layers: first..<end)
    }
}
