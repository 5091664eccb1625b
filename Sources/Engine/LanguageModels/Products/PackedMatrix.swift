import CBLASKernels

/// A weight matrix in bf16, packed as oneDNN takes it; all threads share it.
final class PackedMatrix {
    let place: MatrixPlace
    let handle: OpaquePointer
    private let memory: UnsafeMutablePointer<UInt16>

    /// bf16 elements that a matrix takes when it is packed.
    static func count(of place: MatrixPlace) -> Int { assay_bf16_packed_count(place.inputs, place.outputs) }

    /// - Parameter memory: as many elements as ``count(of:)`` says, which outlive the matrix.
    init(_ place: MatrixPlace, memory: UnsafeMutablePointer<UInt16>, unit: BF16Unit) throws {
        var made: OpaquePointer?
        try LanguageModelError.check(
            assay_bf16_weights_create(unit.handle, place.inputs, place.outputs, memory, &made))
        guard let made else { throw LanguageModelError(.kernel, "oneDNN: no memory object was made") }
        handle = made
        self.place = place
        self.memory = memory
    }

    deinit { assay_bf16_weights_destroy(handle) }

    /// Runs of outputs of about so many elements that may be packed apart.
    func pieces(of length: Int) -> [Range<Int>] {
        let group = assay_bf16_group_outputs()
        let step = max(length / (group * place.inputs), 1) * group
        return stride(from: 0, to: place.outputs, by: step).map { $0..<min($0 + step, place.outputs) }
    }

    /// Rounds and packs some of the outputs.
    ///
    /// - Parameter weights: the whole matrix in f32, laid out as its place says.
    func pack(_ outputs: Range<Int>, of weights: UnsafePointer<Float>) throws {
        try LanguageModelError.check(
            assay_bf16_pack(
                place.inputs, place.outputs, outputs.lowerBound, outputs.count, weights,
                place.layout == .rowPerInput ? 1 : 0, memory))
    }
}

/// What one thread needs to ask oneDNN for anything.
final class BF16Unit {
    let handle: OpaquePointer

    init() throws {
        var made: OpaquePointer?
        try LanguageModelError.check(assay_bf16_unit_create(&made))
        guard let made else { throw LanguageModelError(.kernel, "oneDNN: no engine was made") }
        handle = made
    }

    deinit { assay_bf16_unit_destroy(handle) }
}
