import CLAPACK

extension Matrix {
    /// op(self) · op(other), where op transposes the one that is asked to be (BLAS `dgemm`).
    public func times(
        _ other: Matrix, transposingSelf: Bool = false, transposingOther: Bool = false
    ) throws -> Matrix {
        let outer = transposingSelf ? columns : rows
        let inner = transposingSelf ? rows : columns
        let otherInner = transposingOther ? other.columns : other.rows
        let width = transposingOther ? other.rows : other.columns
        guard inner == otherInner else {
            throw LinearAlgebraError(.shape, "a product of \(outer) × \(inner) and \(otherInner) × \(width)")
        }
        let (m, n, k) = (
            try LAPACK.dimension(outer), try LAPACK.dimension(width), try LAPACK.dimension(inner)
        )
        var product = Matrix(rows: outer, columns: width)
        try product.withUnsafeMutableValues { target in
            try LAPACK.run {
                assay_lapack_product(
                    transposingSelf ? 1 : 0, transposingOther ? 1 : 0, m, n, k, 1, values, other.values, 0,
                    target.baseAddress)
            }
        }
        return product
    }

    /// op(self) · vector.
    public func times(_ vector: [Double], transposingSelf: Bool = false) throws -> [Double] {
        try times(Matrix(column: vector), transposingSelf: transposingSelf).values
    }

    /// Writes self · selfᵀ into the lower triangle of a square matrix of as many rows (BLAS `dsyrk`).
    public func gram(into target: inout Matrix) throws {
        guard target.rows == rows, target.columns == rows else {
            throw LinearAlgebraError(.shape, "\(target.rows) × \(target.columns); expected \(rows) × \(rows)")
        }
        let (n, k) = (try LAPACK.dimension(rows), try LAPACK.dimension(columns))
        try target.withUnsafeMutableValues { target in
            try LAPACK.run { assay_lapack_gram(n, k, values, target.baseAddress) }
        }
    }

    /// self · other, where self is symmetric and only its lower triangle is read (BLAS `dsymm`).
    public func symmetricTimes(_ other: Matrix) throws -> Matrix {
        guard rows == columns, rows == other.rows else {
            throw LinearAlgebraError(
                .shape, "a symmetric product of \(rows) × \(columns) and \(other.rows) × \(other.columns)")
        }
        let (n, m) = (try LAPACK.dimension(rows), try LAPACK.dimension(other.columns))
        var product = Matrix(rows: rows, columns: other.columns)
        try product.withUnsafeMutableValues { target in
            try LAPACK.run { assay_lapack_symmetric_product(n, m, values, other.values, target.baseAddress) }
        }
        return product
    }
}
