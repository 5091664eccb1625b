import CLAPACK

/// A = U · diag(s) · Vᵀ with the r = min(rows, columns) singular values, falling (LAPACK `dgesdd`).
public struct SingularValues: Hashable, Sendable {
    /// rows × r, orthonormal columns.
    public let left: Matrix
    /// r values, falling, none negative.
    public let values: [Double]
    /// r × columns, orthonormal rows: Vᵀ.
    public let rightTransposed: Matrix

    /// Decomposes a matrix.
    ///
    /// - Throws: ``LinearAlgebraError`` where it does not converge, as with values that are not finite.
    public init(_ matrix: consuming Matrix) throws {
        let (rows, columns) = (matrix.rows, matrix.columns)
        let (m, n) = (try LAPACK.dimension(rows), try LAPACK.dimension(columns))
        let rank = min(rows, columns)
        var left = Matrix(rows: rows, columns: rank)
        var right = Matrix(rows: rank, columns: columns)
        var values = [Double](repeating: 0, count: rank)
        try matrix.withUnsafeMutableValues { matrix in
            try left.withUnsafeMutableValues { left in
                try right.withUnsafeMutableValues { right in
                    try LAPACK.check("dgesdd", positive: .noConvergence) {
                        assay_lapack_singular_values(
                            m, n, matrix.baseAddress, &values, left.baseAddress, right.baseAddress)
                    }
                }
            }
        }
        self.left = left
        self.values = values
        rightTransposed = right
    }
}
