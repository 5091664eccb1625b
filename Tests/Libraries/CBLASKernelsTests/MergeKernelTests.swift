import CBLASKernels
import CReferenceKernels
import Testing

@Suite("Kernels of merge methods")
struct MergeKernelTests {
    @Test(
        "Opposite products cancel exactly, zeros agree with nobody, and the elected mean is the plain one",
        arguments: [0, 1])
    func election(normalize: Int32) {
        var samples = Samples(seed: 3)
        let (count, members) = (1_003, 4)
        let weights: [Float] = [0.1, 0.1, 0.3, 0.5]
        let base = samples.numbers(count)
        var values = samples.numbers(count * members)
        for index in stride(from: 0, to: values.count, by: 5) { values[index] = 0 }
        // Two members of equal weight go opposite ways, and the others nowhere.
        for index in 0..<50 {
            values[count + index] = -values[index]
            (values[2 * count + index], values[3 * count + index]) = (0, 0)
        }
        var expected = [Float](repeating: 0, count: count)
        assay_reference_elect(count, members, 0.7, normalize, weights, values, base, &expected)
        var totals = [Double](repeating: 0, count: count)
        var sums = [Float](repeating: 0, count: 4 * count)
        var made = [Float](repeating: 0, count: count)
        totals.withUnsafeMutableBufferPointer { totals in
            sums.withUnsafeMutableBufferPointer { sums in
                guard let start = sums.baseAddress else { return }
                let election = assay_election(
                    total: totals.baseAddress, positive: start, positive_weight: start + count,
                    negative: start + 2 * count, negative_weight: start + 3 * count)
                for (member, weight) in weights.enumerated() {
                    assay_elect_add(count, weight, Array(values[member * count..<(member + 1) * count]), election)
                }
                assay_elect_finish(count, 0.7, normalize, election, base, &made)
            }
        }
        #expect(largestDifference(made, expected) <= 1e-6)
        #expect(made != base)
    }

    @Test(
        "Elements are kept by magnitude and place as a sort keeps them",
        arguments: [(0, 40), (7, 60), (0, 0), (3, 97), (0, 100)])
    func magnitudes(dropped: Int, kept: Int) {
        var samples = Samples(seed: 5)
        let count = 100
        // Few different magnitudes, so that the cuts fall among equal ones.
        let values = (0..<count).map { _ in Float(Int(samples.number(4.9))) / 4 }
        var expected = values
        var order = [Int](repeating: 0, count: count)
        assay_reference_keep_largest(count, dropped, kept, &expected, &order)
        var made = values
        assay_keep_magnitudes(count, 0, cut(dropped + kept, of: values), cut(dropped, of: values), &made)
        #expect(made == expected)
        // The same, cut in two.
        made = values
        for part in [0..<33, 33..<count] {
            var run = Array(made[part])
            assay_keep_magnitudes(
                run.count, part.lowerBound, cut(dropped + kept, of: values), cut(dropped, of: values), &run)
            made.replaceSubrange(part, with: run)
        }
        #expect(made == expected)
    }

    /// The largest elements, found by sorting.
    private func cut(_ count: Int, of values: [Float]) -> assay_magnitude_cut {
        guard count > 0 else { return assay_magnitude_cut(magnitude: .max, limit: 0) }
        let order = values.indices.sorted {
            (values[$1].magnitude, $0) < (values[$0].magnitude, $1)
        }
        let last = order[count - 1]
        return assay_magnitude_cut(magnitude: values[last].magnitude.bitPattern, limit: last + 1)
    }

    @Test("Histograms of both passes count each magnitude once, and places of equal ones are found")
    func histograms() {
        let values: [Float] = [1, -1, 2, 0, 1, -0.0, Float(1).nextUp]
        var upper = [UInt64](repeating: 0, count: 1 << 16)
        assay_count_magnitudes(values.count, values, 0, 0, &upper)
        let prefix = Float(1).bitPattern >> 15
        #expect(upper[Int(prefix)] == 4)
        #expect(upper[0] == 2)
        #expect(upper.reduce(0, +) == 7)
        var lower = [UInt64](repeating: 0, count: 1 << 15)
        assay_count_magnitudes(values.count, values, 1, prefix, &lower)
        #expect(lower[0] == 3)
        #expect(lower[1] == 1)
        var found = 0
        #expect(assay_find_magnitude(values.count, values, Float(1).bitPattern, 100, 2, &found) == 104)
        #expect(assay_find_magnitude(values.count, values, Float(1).bitPattern, 100, 3, &found) == -1)
        #expect(found == 3)
    }

    @Test("Draws are SplitMix64's, wherever a run starts")
    func draws() {
        // The first outputs for seed 0, as Java's SplittableRandom and others publish them.
        let published: [UInt64] = [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]
        for (place, bits) in published.enumerated() {
            #expect(assay_draw(0, UInt64(place)) == Double(bits >> 11) * 0x1p-53)
        }
        var values = [Float](repeating: 1, count: 2_000)
        assay_drop(values.count, 0, 42, 0.25, &values)
        let kept = values.count { $0 != 0 }
        #expect((400...600).contains(kept))
        #expect(values.allSatisfy { $0 == 0 || $0 == 4 })
        var part = [Float](repeating: 1, count: 500)
        assay_drop(part.count, 700, 42, 0.25, &part)
        #expect(part == Array(values[700..<1_200]))
    }

    @Test("Ranks go from the smallest magnitude to the largest, and each kept element is divided by its probability")
    func ranks() throws {
        var samples = Samples(seed: 11)
        let count = 4_096
        let values = samples.numbers(count)
        var made = values
        var scratch = [UInt64](repeating: 0, count: 2 * count)
        #expect(assay_drop_by_rank(count, 12, 9, 0.5, 0.8, &made, &scratch) == ASSAY_OK)
        let order = values.indices.sorted { values[$0].magnitude < values[$1].magnitude }
        for (rank, index) in order.enumerated() {
            let probability = 0.1 + 0.8 * Double(rank) / Double(count - 1)
            let kept = assay_draw(9, UInt64(12 + index)) < probability
            let expected = kept ? Float(Double(values[index]) / probability) : 0
            #expect((made[index] - expected).magnitude <= 1e-6 * max(1, expected.magnitude))
        }
    }

    @Test("The inner product is the plain one", arguments: [0, 1, 7, 8, 1_003])
    func innerProduct(count: Int) {
        var samples = Samples(seed: 13)
        let (left, right) = (samples.numbers(count), samples.numbers(count))
        let plain = assay_reference_inner_product(count, left, right)
        #expect((assay_inner_product(count, left, right) - plain).magnitude <= 1e-12)
    }
}
