import Checkpoints

/// Which settings hold where in a merge.
struct MergekitLayout {
    /// A tensor as settings are asked about it.
    struct Tensor: Hashable {
        let name: String
        /// `nil` outside of layers.
        let layer: Int?

        init(_ name: TensorName) {
            self.name = "\(name)"
            layer = Merge.layer(of: name)
        }

        /// Every tensor, where no setting tells one from another.
        static let any = Tensor()

        private init() {
            (name, layer) = ("", nil)
        }

        /// Which tensor a value is for, as messages say it.
        var inWords: String { self == .any ? "" : " for \(name)" }

        /// Whether it comes before the layers, as the tables of embeddings do.
        var isBeforeLayers: Bool {
            ["embed_tokens", "embed_in", "wte", "wpe"].contains { name.contains($0) }
        }
    }

    private let file: MergekitFile
    private let ranges: [Range<Int>]
    /// The tensors that settings may differ between; ``Tensor/any`` alone where none does.
    let tensors: [(name: TensorName?, tensor: Tensor)]

    /// - Parameters:
    ///   - tensors: the names of a model's tensors; asked only where settings may differ between tensors.
    ///   - faults: gets what is wrong with slices.
    init(
        _ file: MergekitFile, faults: MergekitFaults, tensors: (String) throws -> [TensorName]
    ) throws {
        self.file = file
        let isSliced = file.slices.contains { $0.sources.contains { $0.layers != nil } }
        let settings = Self.everySetting(of: file).flatMap(\.settings.values)
        let isPlain = settings.allSatisfy { if case .scalar = $0 { true } else { false } }
        guard isSliced || !isPlain else {
            self.tensors = [(nil, .any)]
            ranges = []
            return
        }
        let models = Set(file.slices.flatMap { $0.sources.map(\.model) } + [file.base].compactMap { $0 })
        var names: Set<TensorName> = []
        for model in models.sorted() { names.formUnion(try tensors(model)) }
        self.tensors = names.sorted().map { ($0, Tensor($0)) }
        let count = (names.compactMap(Merge.layer).max() ?? -1) + 1
        ranges = isSliced ? Self.ranges(file, count: count, faults: faults) : [0..<count]
    }

    /// The slices' layers, which must be all of the models', each in its place.
    private static func ranges(_ file: MergekitFile, count: Int, faults: MergekitFaults) -> [Range<Int>] {
        let names = Set(file.slices.first?.sources.map(\.model) ?? [])
        var ranges: [Range<Int>] = []
        for slice in file.slices {
            if Set(slice.sources.map(\.model)) != names {
                faults.add(
                    "\(slice.key).sources",
                    "names other models than the first slice: layers of different models are not stacked here")
            }
            let next = ranges.last?.upperBound ?? 0
            for source in slice.sources {
                guard let layers = source.layers, layers.lowerBound != next || layers != slice.sources.first?.layers
                else { continue }
                faults.add(
                    "\(source.key).layer_range",
                    "moves layers, which is not done here; expected layers from \(next) on, the same ones of every model"
                )
            }
            ranges.append(slice.sources.first?.layers ?? next..<next)
        }
        if let last = ranges.last, last.upperBound != count, faults.isEmpty {
            faults.add("slices", "hold \(last.upperBound) layers; expected all \(count) of the models'")
        }
        return ranges
    }

    /// Settings that stand together, with their key, and whether they are of one model.
    typealias SettingGroup = (settings: MergekitFile.Settings, key: String, isOfModel: Bool)

    /// Every group of settings in the file.
    var everySetting: [SettingGroup] { Self.everySetting(of: file) }

    private static func everySetting(of file: MergekitFile) -> [SettingGroup] {
        [(file.settings, "parameters", false)]
            + file.slices.flatMap { slice in
                [(slice.settings, "\(slice.key).parameters", false)]
                    + slice.sources.map { ($0.settings, "\($0.key).parameters", true) }
            }
    }

    /// A setting's value for a tensor of a model, and the key where it stands, or would stand: the model's own, else
    /// the slice's, else that of the whole file.
    ///
    /// Tensors before the layers have the settings of the first slice, those after them the last one's.
    func value(_ key: String, of model: String?, at tensor: Tensor) -> (value: MergekitScalar?, key: String) {
        var slice = tensor.isBeforeLayers ? file.slices.first : file.slices.last
        var share = 0.0
        if let layer = tensor.layer, let index = ranges.firstIndex(where: { $0.contains(layer) }) {
            let range = ranges[index]
            slice = file.slices[index]
            share = range.count > 1 ? Double(layer - range.lowerBound) / Double(range.count - 1) : 1
        }
        let source = model.flatMap { model in slice?.sources.first { $0.model == model } }
        let places = [
            source.map { ($0.settings, "\($0.key).parameters.\(key)") },
            slice.map { ($0.settings, "\($0.key).parameters.\(key)") }, (file.settings, "parameters.\(key)"),
        ].compactMap { $0 }
        for (settings, place) in places {
            if let value = settings[key]?.value(tensor: tensor.name, share: share) { return (value, place) }
        }
        return (nil, source == nil ? "parameters.\(key)" : places[0].1)
    }
}
