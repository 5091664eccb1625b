/// From the level of an estimate to the level that a really trained model is expected to have, with its error.
///
/// All losses are bits per byte. (Keys are single words, so that a table reads the same under every key strategy.)
public struct Calibration: Codable, Hashable, Sendable {
    /// How a level is mended.
    public enum Method: String, Codable, Hashable, Sendable, CaseIterable {
        /// The estimate as it is.
        case none
        /// A straight line by least squares; of two estimators, a plane.
        case affine
        /// The non-decreasing function of least squares: linear between its knots, constant beyond them.
        case isotonic
    }

    /// A point of a monotone function.
    public struct Knot: Codable, Hashable, Sendable {
        /// The estimate.
        public let x: Double
        /// What is predicted there.
        public let y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// What it starts from: `merge`, `ensemble`, or `both` together.
    public let predictor: Predictor
    public let method: Method
    /// Mixtures with an estimate and a reference.
    public let points: Int
    /// Root of the mean squared error, each mixture predicted from all others; `nil` when undefined.
    public let error: Double?
    /// Half the 95 % interval for the loss of one run: t · √(error² + noise of one run that the references' means
    /// lack).
    ///
    /// The error of leaving one out holds the noise of the references already; where they are means over several runs,
    /// one run varies more than they do, by what the runs of one mixture show.
    public let margin: Double?
    /// Of `affine`.
    public let intercept: Double?
    /// Of `affine`: one, or for `both` that of the merge and that of the ensemble.
    public let slopes: [Double]?
    /// Of `isotonic`.
    public let knots: [Knot]?
    /// Why there is no calibration; `nil` when there is one.
    public let undefined: String?

    /// Mixtures that a calibration of one estimator needs; each error is of a fit to all but one of them.
    public static let leastPoints = 3
    /// Mixtures that a combination of two estimators needs: one more than its three coefficients, and one that is left
    /// out.
    public static let leastPointsOfBoth = 5
}

extension Calibration {
    /// For an estimator that does not exist here.
    init(_ predictor: Predictor, _ method: Method, points: Int, undefined reason: String) {
        self.predictor = predictor
        self.method = method
        self.points = points
        error = nil
        margin = nil
        intercept = nil
        slopes = nil
        knots = nil
        undefined = reason
    }

    /// - Parameters:
    ///   - columns: The estimates: one column, or two for `both`.
    ///   - found: The mean loss of each mixture's runs.
    ///   - runs: How many runs each mean is over.
    ///   - noise: Of one run, where it is known.
    init(
        _ predictor: Predictor, _ method: Method, columns: [[Double]], found: [Double], runs: [Int], noise: RunNoise?
    ) {
        let least = columns.count == 2 ? Calibration.leastPointsOfBoth : Calibration.leastPoints
        guard found.count >= least else {
            self.init(
                predictor, method, points: found.count, undefined: "\(found.count) points; expected at least \(least)")
            return
        }
        let fit = Fit(method, columns: columns, found: found)
        let residuals = zip(found, Calibration.leftOut(method, columns: columns, found: found)).map { $0 - $1 }
        self.init(predictor, method, fit: fit, residuals: residuals, runs: runs, noise: noise)
    }

    private init(
        _ predictor: Predictor, _ method: Method, fit: Fit, residuals: [Double], runs: [Int], noise: RunNoise?
    ) {
        self.predictor = predictor
        self.method = method
        points = residuals.count
        let square = residuals.reduce(0) { $0 + $1 * $1 } / Double(residuals.count)
        // What one run varies more than the means that the error is held against.
        let more = noise.map { max(0, $0.deviation * $0.deviation - $0.varianceOfMeans(runs)) } ?? 0
        error = square.squareRoot()
        let degrees = max(1, residuals.count - fit.coefficients)
        margin = StudentDistribution(degreesOfFreedom: Double(degrees)).quantile(0.975) * (square + more).squareRoot()
        switch fit {
        case .identity: (intercept, slopes, knots) = (nil, nil, nil)
        case .plane(let plane): (intercept, slopes, knots) = (plane.intercept, plane.slopes, nil)
        case .monotone(let monotone): (intercept, slopes, knots) = (nil, nil, monotone.knots)
        }
        undefined = nil
    }

    /// What is predicted for each mixture by a fit to all others.
    static func leftOut(_ method: Method, columns: [[Double]], found: [Double]) -> [Double] {
        found.indices.map { index in
            func without(_ values: [Double]) -> [Double] { Array(values[..<index] + values[(index + 1)...]) }
            return Fit(method, columns: columns.map(without), found: without(found))
                .predicted(columns.map { $0[index] })
        }
    }

    /// What a really trained model is expected to reach.
    ///
    /// - Parameters:
    ///   - merge: Bits per byte that the merge was estimated at.
    ///   - ensemble: Bits per byte that the ensemble was estimated at.
    /// - Returns: `nil` when it is undefined, or an estimate that it needs is missing.
    public func predicted(merge: Double?, ensemble: Double?) -> Double? {
        guard undefined == nil else { return nil }
        let values: [Double?] =
            switch predictor {
            case .merge: [merge]
            case .ensemble: [ensemble]
            case .both: [merge, ensemble]
            default: []
            }
        let estimates = values.compactMap(\.self)
        guard let first = estimates.first, estimates.count == values.count else { return nil }
        switch method {
        case .none: return first
        case .affine:
            guard let intercept, let slopes, slopes.count == estimates.count else { return nil }
            return zip(slopes, estimates).reduce(intercept) { $0 + $1.0 * $1.1 }
        case .isotonic: return knots.map { Calibration.interpolated($0, at: first) }
        }
    }

    /// Linear between knots, constant beyond them; the knots are not empty and ascend.
    static func interpolated(_ knots: [Knot], at x: Double) -> Double {
        guard let first = knots.first, let last = knots.last else { return .nan }
        guard x > first.x else { return first.y }
        guard x < last.x else { return last.y }
        let above = knots.firstIndex { $0.x >= x } ?? knots.count - 1
        let (left, right) = (knots[above - 1], knots[above])
        guard right.x > left.x else { return right.y }
        return left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x)
    }
}

/// What a method makes of estimates and findings.
private enum Fit {
    case identity
    case plane(LeastSquares)
    case monotone(IsotonicRegression)

    init(_ method: Calibration.Method, columns: [[Double]], found: [Double]) {
        switch method {
        case .none: self = .identity
        case .affine: self = .plane(LeastSquares(columns: columns, target: found))
        case .isotonic:
            let points = (columns.first ?? []).indices.map { (x: columns[0][$0], y: found[$0]) }
            self = .monotone(IsotonicRegression(points: points))
        }
    }

    /// Degrees of freedom that it takes; a monotone fit is counted as a line.
    var coefficients: Int {
        switch self {
        case .identity: 0
        case .plane(let plane): 1 + plane.slopes.count
        case .monotone: 2
        }
    }

    func predicted(_ values: [Double]) -> Double {
        switch self {
        case .identity: values.first ?? .nan
        case .plane(let plane): plane.predicted(values)
        case .monotone(let monotone): monotone.predicted(values.first ?? .nan)
        }
    }
}
