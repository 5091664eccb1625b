import Kernels

extension SafetensorsFile {
    /// How many elements are looked at at a time: few enough that what is read stays in the cache.
    private static let checkedLength = 1 << 16

    /// Reads tensors, by `pread`, and looks for a value that is infinite or not a number as f32.
    ///
    /// - Returns: what is wrong with the first such tensor, and how many there are.
    func findNotFinite(_ names: some Sequence<TensorName>) throws -> (first: CheckpointError, tensors: Int)? {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.checkedLength * 8, alignment: 64)
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: Self.checkedLength)
        defer {
            bytes.deallocate()
            values.deallocate()
        }
        var found: (first: CheckpointError, tensors: Int)?
        for name in names {
            guard let error = try notFinite(name, bytes, values) else { continue }
            found = (found?.first ?? error, (found?.tensors ?? 0) + 1)
        }
        return found
    }

    private func notFinite(
        _ name: TensorName, _ bytes: UnsafeMutableRawBufferPointer, _ values: UnsafeMutableBufferPointer<Float>
    ) throws -> CheckpointError? {
        guard let tensor = tensors[name], let type = tensor.type.elementType, let source = bytes.baseAddress else {
            return nil
        }
        var position = 0
        while position < tensor.shape.elementCount {
            let count = min(tensor.shape.elementCount - position, Self.checkedLength)
            let piece = UnsafeMutableRawBufferPointer(rebasing: bytes.prefix(count * type.byteCount))
            try file.read(at: header.dataStart + tensor.bytes.lowerBound + position * type.byteCount, into: piece)
            let decoded = UnsafeMutableBufferPointer(rebasing: values.prefix(count))
            if !type.stored.decode(source, into: decoded) {
                return notFinite(tensor.shape, in: decoded, from: position)
            }
            position += count
        }
        return nil
    }

    /// What is said of a tensor that holds a value that is not finite.
    ///
    /// - Parameters:
    ///   - values: elements of the tensor, among them that value.
    ///   - start: where they begin in the tensor.
    func notFinite(
        _ shape: TensorShape, in values: UnsafeMutableBufferPointer<Float>, from start: Int
    ) -> CheckpointError {
        let index = values.firstIndex { !$0.isFinite } ?? 0
        return CheckpointError(
            .malformed, file: label, subject: "\(shape.name)",
            message: "holds \(values[index]) at \(shape.place(of: start + index)); expected finite numbers: training "
                + "diverged, or the file is damaged; use an earlier checkpoint, or save or fetch it again")
    }
}

extension TensorShape {
    /// The indices of an element, such as `[3, 7]`.
    func place(of element: Int) -> [Int] {
        var (rest, indices) = (element, [Int]())
        for dimension in dimensions.reversed() {
            indices.append(rest % max(dimension, 1))
            rest /= max(dimension, 1)
        }
        return indices.reversed()
    }
}

extension CheckpointFolder {
    /// Reads tensors whole, by `pread`, and refuses values that are infinite or not numbers as f32.
    ///
    /// - Throws: ``CheckpointError`` that names the first tensor and element, and how many tensors hold such values.
    package func checkFinite(_ names: some Sequence<TensorName>) throws {
        let wanted = Set(names)
        var (first, tensors) = (CheckpointError?.none, 0)
        for (_, file) in parameterFiles {
            guard let found = try file.findNotFinite(file.tensorNames.filter(wanted.contains)) else { continue }
            first = first ?? found.first
            tensors += found.tensors
        }
        guard let first else { return }
        guard tensors > 1 else { throw first }
        throw CheckpointError(
            first.code, file: first.file, subject: first.subject,
            message: first.message + "; \(tensors) tensors hold such values")
    }
}
