import Checkpoints

/// Merges whose result is a weighted sum of the models, with weights that go by the angles of the whole tensor:
/// `slerp`, `multislerp` and `model_stock`.
///
/// Angles and weights are found in f64, once for each tensor; models are summed in the order given, in f32.
struct SphericalMerge: TensorSource {
    /// Gives a weight for each model from the inner products of a tensor.
    typealias Weighting = @Sendable (TensorName, TensorGeometry) throws(MergeError) -> [Double]

    private let aligned: AlignedModels
    private let differences: Bool
    private let weighting: Weighting
    private let weights: OncePerTensor<[Float]>

    /// - Parameters:
    ///   - aligned: the models; the base is the first, if `differences` are what is measured.
    init(_ aligned: AlignedModels, differences: Bool, weighting: @escaping Weighting) {
        self.aligned = aligned
        self.differences = differences
        self.weighting = weighting
        weights = OncePerTensor(aligned.shapes.keys)
    }

    var tensorNames: [TensorName] { aligned.shapes.keys.sorted() }

    func shape(of name: TensorName) -> TensorShape? { aligned.shapes[name] }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        let count = shape(of: name)?.elementCount ?? 0
        let found = try weights.value(of: name) {
            let geometry = try TensorGeometry.measure(
                name, of: aligned, elements: 0..<count, differences: differences)
            return try weighting(name, geometry).map(Float.init)
        }
        guard let found, count > 0 else { return }
        try aligned.weightedSum(of: name, elements: elements, weights: found, into: destination)
    }
}
