import CNLopt

/// A local minimum of a differentiable function of many variables, with bounds, by NLopt's limited-memory BFGS (Nocedal
/// 1980; Liu and Nocedal 1989).
public struct Minimisation {
    /// A function of a point; where `gradient` is not `nil`, it is to be filled with the derivatives.
    public typealias Function = (_ point: [Double], _ gradient: inout [Double]?) throws -> Double

    /// As many values as the point has, where there are bounds.
    public var lower: [Double]?
    /// As ``lower``, from above.
    public var upper: [Double]?
    /// Ends when a step changes the value by less than this share of it.
    public var relativeTolerance = 1e-9
    /// Ends when a step changes the value by less than this.
    public var absoluteTolerance = 0.0
    /// Ends after so many evaluations, converged or not.
    public var maximumEvaluations = 1_000

    public init() {}

    /// The lowest point found, going down from `start`, which is moved into the bounds first.
    ///
    /// - Throws: ``OptimizationError``, or what the function threw, which ends the search.
    public func minimise(from start: [Double], _ function: Function) throws -> Minimum {
        try check(start)
        return try withoutActuallyEscaping(function) { function in
            guard let handle = nlopt_create(NLOPT_LD_LBFGS, UInt32(start.count)) else {
                throw OptimizationError(.failed, "NLopt has no memory for \(start.count) variables")
            }
            defer { nlopt_destroy(handle) }
            let search = Search(function, handle: handle)
            try configure(handle, objective: search)
            var point = bounded(start)
            var value = Double.nan
            let result = withExtendedLifetime(search) { nlopt_optimize(handle, &point, &value) }
            if let error = search.error { throw error }
            return try minimum(result, search: search)
        }
    }

    private func check(_ start: [Double]) throws {
        guard !start.isEmpty, start.allSatisfy(\.isFinite) else {
            throw OptimizationError(.problem, "the start is \(start); expected one finite value or more")
        }
        for (name, bounds) in [("lower", lower), ("upper", upper)] {
            guard let bounds, bounds.count != start.count else { continue }
            throw OptimizationError(.problem, "\(bounds.count) \(name) bounds; expected \(start.count)")
        }
        if let lower, let upper, let index = lower.indices.first(where: { !(lower[$0] <= upper[$0]) }) {
            throw OptimizationError(
                .problem, "variable \(index) has bounds \(lower[index]) to \(upper[index]), which cross")
        }
    }

    private func bounded(_ start: [Double]) -> [Double] {
        start.indices.map { index in
            min(max(start[index], lower?[index] ?? -.infinity), upper?[index] ?? .infinity)
        }
    }

    private func configure(_ handle: nlopt_opt, objective: Search) throws {
        var results = [
            nlopt_set_min_objective(handle, Search.evaluate, objective.pointer),
            nlopt_set_ftol_rel(handle, relativeTolerance), nlopt_set_ftol_abs(handle, absoluteTolerance),
            nlopt_set_maxeval(handle, Int32(clamping: maximumEvaluations)),
        ]
        if let lower { results.append(nlopt_set_lower_bounds(handle, lower)) }
        if let upper { results.append(nlopt_set_upper_bounds(handle, upper)) }
        if let refused = results.first(where: { $0.rawValue < 0 }) {
            throw OptimizationError(.problem, String(cString: assay_nlopt_sentence(refused)))
        }
    }

    /// A line search that rounding ends has still found what it returns; the best that was seen counts.
    private func minimum(_ result: nlopt_result, search: Search) throws -> Minimum {
        let sentence = String(cString: assay_nlopt_sentence(result))
        guard let best = search.best else {
            throw OptimizationError(.failed, "the function was finite nowhere that was looked: \(sentence)")
        }
        let converged = result.rawValue > 0 && result != NLOPT_MAXEVAL_REACHED || result == NLOPT_ROUNDOFF_LIMITED
        return Minimum(
            point: best.point, value: best.value, evaluations: search.evaluations, converged: converged,
            ending: sentence)
    }
}
