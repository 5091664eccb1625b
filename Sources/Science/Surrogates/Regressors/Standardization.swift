import LinearAlgebra

/// Columns moved and scaled to mean 0 and standard deviation 1, the same way for every row that comes later.
struct Standardization: Hashable, Sendable {
    let means: [Double]
    /// 1 where a column does not vary.
    let deviations: [Double]

    init(of matrix: Matrix) {
        var means: [Double] = []
        var deviations: [Double] = []
        for column in 0..<matrix.columns {
            let (mean, deviation) = Standardization.moments(of: matrix.column(column))
            means.append(mean)
            deviations.append(deviation)
        }
        self.means = means
        self.deviations = deviations
    }

    func apply(to matrix: Matrix) -> Matrix {
        var scaled = matrix
        for column in 0..<matrix.columns {
            for row in 0..<matrix.rows {
                scaled[row, column] = (matrix[row, column] - means[column]) / deviations[column]
            }
        }
        return scaled
    }

    /// The mean, and the root of the mean squared deviation, or 1 where that is no more than rounding.
    static func moments(of values: some Collection<Double>) -> (mean: Double, deviation: Double) {
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        return (mean, deviation > 1e-12 * max(1, abs(mean)) ? deviation : 1)
    }
}
