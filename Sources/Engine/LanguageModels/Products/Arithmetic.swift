/// In which numbers the matrix products of a forward pass are computed.
///
/// Sums, norms, attention, activations and the softmax are f32 in both.
public enum Arithmetic: String, Codable, Hashable, Sendable, CaseIterable {
    /// Operands and products in f32.
    case f32
    /// Both operands of each product of rows with weights are rounded to bf16, to nearest with ties to even; the
    /// products are exact, and summed in f32.
    ///
    /// The weights are rounded once, from their f32 merge.
    case bf16
}
