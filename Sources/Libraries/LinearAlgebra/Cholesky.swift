import CLAPACK
import Foundation

/// A = L · Lᵀ of a symmetric positive definite matrix (LAPACK `dpotrf`).
public struct Cholesky: Hashable, Sendable {
    /// How many rows, and columns, A has.
    public let order: Int
    /// L in the lower triangle; what stands above the diagonal means nothing.
    private var factor: Matrix

    /// - Parameter matrix: symmetric; only its lower triangle is read.
    /// - Throws: ``LinearAlgebraError`` when it is not square, or not positive definite.
    public init(_ matrix: consuming Matrix) throws {
        guard matrix.rows == matrix.columns else {
            throw LinearAlgebraError(.shape, "\(matrix.rows) × \(matrix.columns); expected a square matrix")
        }
        order = matrix.rows
        let n = try LAPACK.dimension(order)
        try matrix.withUnsafeMutableValues { values in
            try LAPACK.check("dpotrf", positive: .notPositiveDefinite) { assay_lapack_cholesky(n, values.baseAddress) }
        }
        factor = matrix
    }

    /// The natural logarithm of the determinant of A.
    public var logDeterminant: Double {
        2 * (0..<order).reduce(0) { $0 + log(factor[$1, $1]) }
    }

    /// A⁻¹ · b.
    public func solve(_ b: Matrix) throws -> Matrix {
        try solving(b, "dpotrs", assay_lapack_cholesky_solve)
    }

    /// A⁻¹ · b for one column.
    public func solve(_ b: [Double]) throws -> [Double] {
        try solve(Matrix(column: b)).values
    }

    /// L⁻¹ · b.
    public func solveLower(_ b: Matrix) throws -> Matrix {
        try solving(b, "dtrtrs", assay_lapack_lower_solve)
    }

    /// The lower triangle of A⁻¹; what stands above the diagonal means nothing.
    public consuming func inverse() throws -> Matrix {
        let n = try LAPACK.dimension(order)
        var inverse = factor
        try inverse.withUnsafeMutableValues { values in
            try LAPACK.check("dpotri", positive: .notPositiveDefinite) {
                assay_lapack_cholesky_inverse(n, values.baseAddress)
            }
        }
        return inverse
    }

    private func solving(
        _ b: Matrix, _ routine: String,
        _ solver: (Int32, Int32, UnsafePointer<Double>?, UnsafeMutablePointer<Double>?) -> Int32
    ) throws -> Matrix {
        guard b.rows == order else {
            throw LinearAlgebraError(.shape, "\(b.rows) rows on the right; expected \(order)")
        }
        let (n, m) = (try LAPACK.dimension(order), try LAPACK.dimension(b.columns))
        var solution = b
        try factor.values.withUnsafeBufferPointer { factor in
            try solution.withUnsafeMutableValues { values in
                try LAPACK.check(routine, positive: .notPositiveDefinite) {
                    solver(n, m, factor.baseAddress, values.baseAddress)
                }
            }
        }
        return solution
    }
}
