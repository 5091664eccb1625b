/// Which settings hold where in a merge.
struct MergekitLayout {
    /// A layer of the merge, or the tensors outside of layers.
    enum Place: Hashable {
        case outside
        case layer(Int)
    }

    private let file: MergekitFile
    private let reader: MergekitReader
    /// The layers of each slice; empty where no setting differs between layers.
    private let ranges: [Range<Int>]

    /// How many layers there are to ask for; 0 where no setting differs between layers.
    var layerCount: Int { ranges.last?.upperBound ?? 0 }

    init(_ file: MergekitFile, reader: MergekitReader, layerCount: (String) throws -> Int) throws {
        self.file = file
        self.reader = reader
        let isSliced = file.slices.contains { $0.sources.contains { $0.layers != nil } }
        let settings = Self.everySetting(of: file).flatMap(\.settings.values)
        let isPlain = settings.allSatisfy { if case .scalar = $0 { true } else { false } }
        guard isSliced || !isPlain, let first = file.slices.first?.sources.first else {
            ranges = []
            return
        }
        let count = try layerCount(first.model)
        ranges = isSliced ? try Self.ranges(file, count: count, reader: reader) : [0..<count]
    }

    /// The slices' layers, which must be all of the models', each in its place.
    private static func ranges(
        _ file: MergekitFile, count: Int, reader: MergekitReader
    ) throws(MergekitError) -> [Range<Int>] {
        let names = Set(file.slices.first?.sources.map(\.model) ?? [])
        var ranges: [Range<Int>] = []
        for slice in file.slices {
            guard Set(slice.sources.map(\.model)) == names else {
                throw reader.fault("\(slice.key).sources", "names other models than the first slice")
            }
            let next = ranges.last?.upperBound ?? 0
            for source in slice.sources {
                guard let layers = source.layers, layers.lowerBound == next,
                    layers == slice.sources.first?.layers
                else {
                    throw reader.fault(
                        "\(source.key).layer_range",
                        "moves layers; expected layers from \(next) on, the same ones of every model")
                }
            }
            ranges.append(slice.sources.first?.layers ?? next..<next)
        }
        guard ranges.last?.upperBound == count else {
            throw reader.fault(
                "slices", "hold \(ranges.last?.upperBound ?? 0) layers; expected all \(count) of the models'")
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

    /// A setting's value for a model at a place: the model's own, else the slice's, else that of the whole file.
    ///
    /// - Throws: ``MergekitError`` if the tensors before the layers, which are the first slice's, and those after them,
    ///   which are the last one's, differ.
    func value(_ key: String, of model: String?, at place: Place) throws(MergekitError) -> MergekitScalar? {
        switch place {
        case .layer(let layer):
            guard let index = ranges.firstIndex(where: { $0.contains(layer) }) else { return nil }
            let range = ranges[index]
            let share = range.count > 1 ? Double(layer - range.lowerBound) / Double(range.count - 1) : 1
            return value(key, of: model, in: file.slices[index], layer: layer, share: share)
        case .outside:
            guard let first = file.slices.first, let last = file.slices.last else { return nil }
            let before = value(key, of: model, in: first, layer: nil, share: 0)
            guard before == value(key, of: model, in: last, layer: nil, share: 0) else {
                throw reader.fault(
                    key, "differs between the tensors before the layers and those after them, which is not supported")
            }
            return before
        }
    }

    private func value(
        _ key: String, of model: String?, in slice: MergekitFile.Slice, layer: Int?, share: Double
    ) -> MergekitScalar? {
        let own = slice.sources.first { $0.model == model }?.settings[key]
        for setting in [own, slice.settings[key], file.settings[key]] {
            if let value = setting?.value(layer: layer, share: share) { return value }
        }
        return nil
    }
}
