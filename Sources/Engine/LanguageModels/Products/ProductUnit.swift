import Kernels

/// What computes the products of rows with weights.
enum ProductUnit: Sendable, CaseIterable {
    /// BLAS, in f32.
    case blas
    /// BLAS, on operands that were rounded to bf16.
    case roundedBLAS
    /// oneDNN, on operands in bf16.
    case oneDNN

    /// The fastest for an arithmetic on this processor.
    init(_ arithmetic: Arithmetic) {
        switch arithmetic {
        case .f32: self = .blas
        case .bf16: self = BF16Unit.isNative ? .oneDNN : .roundedBLAS
        }
    }
}
