/// Unicode's normal forms (UAX #15), by the version of Unicode that the `tokenizers` package has.
enum NormalForm: String, CaseIterable, Sendable {
    case nfc = "NFC"
    case nfd = "NFD"
    case nfkc = "NFKC"
    case nfkd = "NFKD"

    private var composes: Bool { self == .nfc || self == .nfkc }
    private var isCompatible: Bool { self == .nfkc || self == .nfkd }

    /// Scalars that stay as they are, and that nothing before them is joined with.
    private static let inert: [NormalForm: ScalarLookup] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, ScalarLookup($0.changing.complement)) })

    /// Scalars that decompose, are reordered, or are joined with what stands before them.
    private var changing: ScalarSet {
        var scalars = Set(NormalFormTables.marks)
        if composes {
            scalars.formUnion(NormalFormTables.seconds)
            let decomposing = isCompatible ? NormalFormTables.compatible : NormalFormTables.notComposedAgain
            scalars.formUnion(decomposing)
        } else {
            scalars.formUnion(NormalFormTables.canonical)
            if isCompatible { scalars.formUnion(NormalFormTables.compatible) }
        }
        var runs = scalars.map { $0...$0 }
        if composes { runs += [0x1161...0x1175, 0x11A8...0x11C2] } else { runs.append(0xAC00...0xD7A3) }
        return ScalarSet(runs)
    }

    func normalized(_ text: [UInt8]) -> [UInt8] {
        guard let test = Self.inert[self]?.test else { return text }
        return text.withUnsafeBufferPointer { buffer in
            guard let bytes = buffer.baseAddress else { return text }
            var result: [UInt8] = []
            var copied = 0
            var position = 0
            var last = 0
            while position < buffer.count {
                let length = test.length(at: position, in: bytes)
                if length > 0 {
                    last = position
                    position &+= length
                    continue
                }
                // What changes begins with the scalar before, and ends before the next that stays as it is.
                var end = position
                while end < buffer.count, test.length(at: end, in: bytes) == 0 {
                    end += UTF8Text.length(from: bytes[end])
                }
                if result.isEmpty { result.reserveCapacity(buffer.count + buffer.count / 8) }
                let start = max(last, copied)
                result += buffer[copied..<start]
                append(UnsafeBufferPointer(rebasing: buffer[start..<end]), to: &result)
                copied = end
                last = end
                position = end
            }
            guard copied > 0 else { return text }
            result += buffer[copied...]
            return result
        }
    }

    private func append(_ text: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        guard let bytes = text.baseAddress else { return }
        var scalars: [UInt32] = []
        var position = 0
        while position < text.count {
            let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
            NormalFormTables.decompose(scalar, isCompatible: isCompatible, into: &scalars)
            position += length
        }
        NormalFormTables.reorder(&scalars)
        if composes { NormalFormTables.compose(&scalars) }
        for scalar in scalars { UTF8Text.append(scalar, to: &result) }
    }
}
