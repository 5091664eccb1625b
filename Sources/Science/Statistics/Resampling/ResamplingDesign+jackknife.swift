#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension ResamplingDesign {
    /// How often each unit was drawn, and what follows from that for every candidate alike.
    struct Sample {
        /// For each unit: how often it was drawn.
        var counts: [Double]
        /// For each group: Σ count · bytes.
        var groupBytes: [Double]
        /// For each cell, in order of strata: Σ count · bytes.
        var cellBytes: [Double]
        /// For each entry: what a residual is multiplied by to give the change when one such draw is left out.
        var factors: [Double]
        /// For each unit: the root of its share of the variance, √(count · (n−1)/n).
        var roots: [Double]
    }

    /// What the documents themselves are: every unit once.
    var original: Sample { sample(counts: [Double](repeating: 1, count: unitCount)) }

    /// - Parameter counts: for each unit; they add up to the number of units in each stratum.
    func sample(counts: [Double]) -> Sample {
        var sample = Sample(
            counts: counts, groupBytes: [Double](repeating: 0, count: weights.count), cellBytes: [],
            factors: [Double](repeating: 0, count: bytes.count), roots: counts)
        for stratum in strata {
            for cell in stratum.cells {
                let sum = total(bytes, of: cell, in: stratum, counts)
                sample.cellBytes.append(sum)
                sample.groupBytes[cell.group] += sum
            }
        }
        var cells = 0
        for stratum in strata {
            let count = Double(stratum.count)
            for unit in stratum.firstUnit..<stratum.firstUnit + stratum.count {
                sample.roots[unit] = (counts[unit] * (count - 1) / count).squareRoot()
            }
            // A lonely unit has no spread.
            let scale = count / max(1, count - 1)
            for cell in stratum.cells {
                let whole = sample.groupBytes[cell.group] + sample.cellBytes[cells] / max(1, count - 1)
                // A unit that holds nearly all of a group leaves nothing to divide by.
                let floor = scale * sample.groupBytes[cell.group] / count
                for index in cell.start..<cell.start + stratum.count {
                    sample.factors[index] =
                        weights[cell.group] * scale / max(floor, whole - scale * bytes[index])
                }
                cells += 1
            }
        }
        return sample
    }

    /// The objective of one candidate under a sample, and how each unit moves it.
    ///
    /// The change when one draw of a unit is left out and the rest of its stratum weighed up: what the stratified
    /// jackknife sums (Jones, "Jackknife estimation of functions of stratum means", Biometrika 1974). Linear in the
    /// numerators, so that the moves of a difference are the differences of the moves.
    ///
    /// - Parameter moves: for each unit, already times the root of its share: the variance is the sum of their squares.
    func value(of numerators: [Double], under sample: Sample, moves: inout [Double]) -> Double {
        var groupSums = [Double](repeating: 0, count: weights.count)
        var cellSums: [Double] = []
        for stratum in strata {
            for cell in stratum.cells {
                let sum = total(numerators, of: cell, in: stratum, sample.counts)
                cellSums.append(sum)
                groupSums[cell.group] += sum
            }
        }
        let ratios = zip(groupSums, sample.groupBytes).map { $0 / $1 }
        var cells = 0
        for stratum in strata {
            for (place, cell) in stratum.cells.enumerated() {
                let ratio = ratios[cell.group]
                let mean = (cellSums[cells] - ratio * sample.cellBytes[cells]) / Double(stratum.count)
                add(
                    numerators, ratio: ratio, mean: mean, of: cell, in: stratum, sample, isFirst: place == 0, to: &moves
                )
                cells += 1
            }
        }
        for unit in moves.indices { moves[unit] *= sample.roots[unit] }
        return zip(ratios, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private func add(
        _ numerators: [Double], ratio: Double, mean: Double, of cell: Cell, in stratum: Stratum, _ sample: Sample,
        isFirst: Bool, to moves: inout [Double]
    ) {
        let (start, first) = (cell.start, stratum.firstUnit)
        numerators.withUnsafeBufferPointer { numerators in
            bytes.withUnsafeBufferPointer { bytes in
                sample.factors.withUnsafeBufferPointer { factors in
                    moves.withUnsafeMutableBufferPointer { moves in
                        for unit in 0..<stratum.count {
                            let entry = start + unit
                            let move = (mean - (numerators[entry] - ratio * bytes[entry])) * factors[entry]
                            moves[first + unit] = isFirst ? move : moves[first + unit] + move
                        }
                    }
                }
            }
        }
    }

    private func total(_ values: [Double], of cell: Cell, in stratum: Stratum, _ counts: [Double]) -> Double {
        values.withUnsafeBufferPointer { values in
            counts.withUnsafeBufferPointer { counts in
                RunningSums.products(
                    UnsafeBufferPointer(rebasing: values[cell.start..<cell.start + stratum.count]),
                    UnsafeBufferPointer(rebasing: counts[stratum.firstUnit..<stratum.firstUnit + stratum.count]))
            }
        }
    }
}
