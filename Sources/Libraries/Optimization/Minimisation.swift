import CNLopt

/// A local minimum of a differentiable function, by NLopt.
public struct Minimisation {
    /// A function of a point; where `gradient` is not `nil`, it is to be filled with the derivatives.
    public typealias Function = (_ point: [Double], _ gradient: inout [Double]?) throws -> Double

    /// How the minimum is searched for.
    public enum Algorithm: Hashable, Sendable, CaseIterable {
        /// Limited-memory BFGS (Nocedal 1980; Liu and Nocedal 1989), with bounds: for smooth functions of many variables.
        case limitedMemoryBFGS
        /// Sequential quadratic programming (Kraft 1988), with bounds and constraints: for few variables.
        case sequentialQuadratic
    }

    /// How the minimum is searched for.
    public var algorithm: Algorithm
    /// As many values as the point has, where there are bounds.
    public var lower: [Double]?
    /// As ``lower``, from above.
    public var upper: [Double]?
    /// Only with ``Algorithm/sequentialQuadratic``.
    public var equalities: [Constraint] = []
    /// Functions that must not be above 0; only with ``Algorithm/sequentialQuadratic``.
    public var inequalities: [Constraint] = []
    /// Ends when a step changes the value by less than this share of it.
    public var relativeTolerance = 1e-9
    /// Ends when a step changes the value by less than this.
    public var absoluteTolerance = 0.0
    /// Ends after so many evaluations, converged or not.
    public var maximumEvaluations = 1_000

    public init(_ algorithm: Algorithm) {
        self.algorithm = algorithm
    }

    /// The lowest point found, going down from `start`, which is moved into the bounds first.
    ///
    /// - Throws: ``OptimizationError``, or what the function threw, which ends the search.
    public func minimise(from start: [Double], _ function: Function) throws -> Minimum {
        try check(start)
        return try withoutActuallyEscaping(function) { function in
            guard let handle = nlopt_create(algorithm.code, UInt32(start.count)) else {
                throw OptimizationError(.failed, "NLopt has no memory for \(start.count) variables")
            }
            defer { nlopt_destroy(handle) }
            let search = Search(function, handle: handle)
            let constraints = (equalities + inequalities).map { Search($0.function, handle: handle) }
            try configure(handle, objective: search, constraints: constraints)
            var point = bounded(start)
            var value = Double.nan
            let result = withExtendedLifetime((search, constraints)) { nlopt_optimize(handle, &point, &value) }
            if let error = ([search] + constraints).lazy.compactMap(\.error).first { throw error }
            return try minimum(result, point: point, value: value, search: search)
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
        guard algorithm == .sequentialQuadratic || equalities.isEmpty && inequalities.isEmpty else {
            throw OptimizationError(.problem, "constraints are for the algorithm sequentialQuadratic alone")
        }
    }

    private func bounded(_ start: [Double]) -> [Double] {
        start.indices.map { index in
            min(max(start[index], lower?[index] ?? -.infinity), upper?[index] ?? .infinity)
        }
    }

    private func configure(_ handle: nlopt_opt, objective: Search, constraints: [Search]) throws {
        var results = [
            nlopt_set_min_objective(handle, Search.evaluate, objective.pointer),
            nlopt_set_ftol_rel(handle, relativeTolerance), nlopt_set_ftol_abs(handle, absoluteTolerance),
            nlopt_set_maxeval(handle, Int32(clamping: maximumEvaluations)),
        ]
        if let lower { results.append(nlopt_set_lower_bounds(handle, lower)) }
        if let upper { results.append(nlopt_set_upper_bounds(handle, upper)) }
        for (constraint, search) in zip(equalities, constraints) {
            results.append(
                nlopt_add_equality_constraint(handle, Search.evaluate, search.pointer, constraint.tolerance))
        }
        for (constraint, search) in zip(inequalities, constraints.dropFirst(equalities.count)) {
            results.append(
                nlopt_add_inequality_constraint(handle, Search.evaluate, search.pointer, constraint.tolerance))
        }
        if let refused = results.first(where: { $0.rawValue < 0 }) {
            throw OptimizationError(.problem, String(cString: assay_nlopt_sentence(refused)))
        }
    }

    /// A line search that rounding ends has still found what it returns; without constraints, the best that was seen counts.
    private func minimum(
        _ result: nlopt_result, point: [Double], value: Double, search: Search
    ) throws -> Minimum {
        let sentence = String(cString: assay_nlopt_sentence(result))
        let converged = result.rawValue > 0 && result != NLOPT_MAXEVAL_REACHED || result == NLOPT_ROUNDOFF_LIMITED
        if equalities.isEmpty, inequalities.isEmpty, let best = search.best {
            return Minimum(
                point: best.point, value: best.value, evaluations: search.evaluations, converged: converged,
                ending: sentence)
        }
        guard value.isFinite, point.allSatisfy(\.isFinite), try satisfies(point) else {
            throw OptimizationError(.failed, "no point that satisfies the constraints was found: \(sentence)")
        }
        return Minimum(
            point: point, value: value, evaluations: search.evaluations, converged: converged, ending: sentence)
    }
}

extension Minimisation {
    /// NLopt hands out the best point so far when it fails; a thousand times the tolerance is allowed for rounding.
    private func satisfies(_ point: [Double]) throws -> Bool {
        var none: [Double]?
        let equal = try equalities.allSatisfy { abs(try $0.function(point, &none)) <= max(1e-7, 1e3 * $0.tolerance) }
        return try equal && inequalities.allSatisfy { try $0.function(point, &none) <= max(1e-7, 1e3 * $0.tolerance) }
    }
}

extension Minimisation.Algorithm {
    fileprivate var code: nlopt_algorithm {
        switch self {
        case .limitedMemoryBFGS: NLOPT_LD_LBFGS
        case .sequentialQuadratic: NLOPT_LD_SLSQP
        }
    }
}
