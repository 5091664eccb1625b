import Foundation
import LinearAlgebra
import Testing

@Suite struct DecompositionTests {
    /// 4 × 3, with no structure.
    let table = [[1.0, 2, -1], [0.5, -3, 4], [2, 0, 1], [-1, 1, 7]]

    @Test func productsAreThoseOfRowsAndColumns() throws {
        let a = try Matrix(rows: table)
        let product = try a.times(a, transposingSelf: true)
        for row in 0..<3 {
            for column in 0..<3 {
                let expected = table.reduce(0) { $0 + $1[row] * $1[column] }
                #expect(abs(product[row, column] - expected) < 1e-12)
            }
        }
        #expect(try a.times([1, 1, 1]) == [2, 1.5, 3, 7])
        #expect(try a.times([1, 0, 0, 0], transposingSelf: true) == [1, 2, -1])
    }

    @Test func symmetricProductsReadTheLowerTriangleAlone() throws {
        let a = try Matrix(rows: table)
        var gram = Matrix(rows: 4, columns: 4, repeating: .nan)
        try a.gram(into: &gram)
        #expect(gram[0, 1].isNaN)
        let product = try gram.symmetricTimes(a)
        let expected = try a.times(a.times(a, transposingSelf: true))
        for (found, expected) in zip(product.values, expected.values) { #expect(abs(found - expected) < 1e-12) }
    }

    @Test func aCholeskyFactorSolvesAndInverts() throws {
        let a = try Matrix(rows: [[4, 1, 0.5], [1, 3, -1], [0.5, -1, 5]])
        let factor = try Cholesky(a)
        let solved = try factor.solve([1, 2, 3])
        for (found, expected) in zip(try a.times(solved), [1.0, 2, 3]) { #expect(abs(found - expected) < 1e-12) }
        let determinant = 4.0 * (15 - 1) - 1 * (5 + 0.5) + 0.5 * (-1 - 1.5)
        #expect(abs(factor.logDeterminant - log(determinant)) < 1e-12)
        let inverse = try factor.inverse()
        let identity = try inverse.symmetricTimes(a)
        for row in 0..<3 {
            for column in 0..<3 { #expect(abs(identity[row, column] - (row == column ? 1 : 0)) < 1e-12) }
        }
        let half = try factor.solveLower(a)
        #expect(abs(half.column(0).reduce(0) { $0 + $1 * $1 } - 4) < 1e-12)
    }

    @Test func aMatrixThatIsNotPositiveDefiniteSaysWhichMinor() throws {
        let error = #expect(throws: LinearAlgebraError.self) {
            _ = try Cholesky(try Matrix(rows: [[1, 0], [0, -1]]))
        }
        #expect(error?.code == .notPositiveDefinite)
        #expect(error?.detail == "dpotrf: the leading minor of order 2 is not positive")
    }

    @Test(arguments: [false, true])
    func singularValuesPutTheMatrixTogetherAgain(wide: Bool) throws {
        let tall = try Matrix(rows: table)
        let a = wide ? try tall.times(try Matrix(rows: table), transposingOther: true).selecting(rows: [0, 1]) : tall
        let parts = try SingularValues(a)
        #expect(parts.values == parts.values.sorted(by: >))
        let together = try parts.left.scalingColumns(by: parts.values).times(parts.rightTransposed)
        for (found, expected) in zip(together.values, a.values) { #expect(abs(found - expected) < 1e-12) }
    }

    @Test func shapesThatDoNotFitAreNamed() throws {
        let a = try Matrix(rows: table)
        let error = #expect(throws: LinearAlgebraError.self) { _ = try a.times(a) }
        #expect(error?.detail == "a product of 4 × 3 and 4 × 3")
        #expect(throws: LinearAlgebraError(.shape, "row 1 has 1 values; expected 2")) {
            _ = try Matrix(rows: [[1, 2], [3]])
        }
        #expect(throws: LinearAlgebraError.self) { _ = try Cholesky(a) }
        #expect(throws: LinearAlgebraError.self) { _ = try SingularValues(Matrix(rows: 0, columns: 2)) }
    }
}
