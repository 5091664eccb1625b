/// Sums over units in four running sums, which the processor adds at once: the order is fixed, so the bits are.
enum RunningSums {
    /// Σ x · y.
    static func products(_ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>) -> Double {
        var sums = SIMD4<Double>.zero
        let count = min(x.count, y.count)
        var place = 0
        while place + 4 <= count {
            let left = SIMD4(x[place], x[place + 1], x[place + 2], x[place + 3])
            sums += left * SIMD4(y[place], y[place + 1], y[place + 2], y[place + 3])
            place += 4
        }
        var total = sums.sum()
        while place < count {
            total += x[place] * y[place]
            place += 1
        }
        return total
    }

    /// Σ (x − y)².
    static func squares(_ x: UnsafeBufferPointer<Double>, minus y: UnsafeBufferPointer<Double>) -> Double {
        var sums = SIMD4<Double>.zero
        let count = min(x.count, y.count)
        var place = 0
        while place + 4 <= count {
            let change =
                SIMD4(x[place], x[place + 1], x[place + 2], x[place + 3])
                - SIMD4(y[place], y[place + 1], y[place + 2], y[place + 3])
            sums += change * change
            place += 4
        }
        var total = sums.sum()
        while place < count {
            total += (x[place] - y[place]) * (x[place] - y[place])
            place += 1
        }
        return total
    }
}
