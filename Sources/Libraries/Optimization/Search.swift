import CNLopt

/// A function under NLopt's eyes: what it threw, and the lowest value that it had.
final class Search {
    private let function: Minimisation.Function
    private let handle: nlopt_opt
    private(set) var error: (any Error)?
    private(set) var best: (point: [Double], value: Double)?
    private(set) var evaluations = 0

    init(_ function: @escaping Minimisation.Function, handle: nlopt_opt) {
        self.function = function
        self.handle = handle
    }

    /// Valid as long as the search is kept alive.
    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let evaluate: nlopt_func = { count, point, gradient, data in
        guard let point, let data else { return .infinity }
        let search = Unmanaged<Search>.fromOpaque(data).takeUnretainedValue()
        return search.value(at: UnsafeBufferPointer(start: point, count: Int(count)), gradient: gradient)
    }

    private func value(at point: UnsafeBufferPointer<Double>, gradient: UnsafeMutablePointer<Double>?) -> Double {
        guard error == nil else { return .infinity }
        evaluations += 1
        do {
            let place = Array(point)
            var derivatives = gradient == nil ? nil : [Double](repeating: 0, count: place.count)
            let value = try function(place, &derivatives)
            if let gradient, let derivatives {
                for (index, derivative) in derivatives.prefix(place.count).enumerated() { gradient[index] = derivative }
            }
            if value.isFinite, value < best?.value ?? .infinity { best = (place, value) }
            return value
        } catch {
            self.error = error
            nlopt_force_stop(handle)
            return .infinity
        }
    }
}
