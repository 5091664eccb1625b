internal import Randomness

/// The resamples of a design's units: from each stratum as many draws, with repetition, as it has units.
///
/// Each stratum has a stream of its own, made from the seed and its domains' names: the draws of a domain are the same
/// whatever else is asked for.
struct UnitDraws {
    private let design: ResamplingDesign
    private var streams: [SeededGenerator]

    init(_ design: ResamplingDesign, seed: UInt64) {
        self.design = design
        streams = design.strata.map { stratum in
            SeededGenerator(
                seed: seed, purpose: .documentResamples, path: StreamPurpose.word(of: stratum.name.utf8))
        }
    }

    /// The next resample: how often each unit was drawn.
    mutating func next() -> [Double] {
        var counts = [Double](repeating: 0, count: design.unitCount)
        for (index, stratum) in design.strata.enumerated() {
            let range = stratum.firstUnit..<stratum.firstUnit + stratum.count
            var tries = 0
            repeat {
                for unit in range { counts[unit] = 0 }
                for _ in range { counts[stratum.firstUnit + streams[index].below(stratum.count)] += 1 }
                tries += 1
            } while !leavesBytes(stratum, counts) && tries < 1_000
            if tries == 1_000 { for unit in range { counts[unit] = 1 } }
        }
        return counts
    }

    /// Whether a draw leaves something to divide by in each group.
    ///
    /// It may not where documents are empty, or where clusters span domains; such a draw is made again. Of a thousand
    /// that leave nothing, the documents themselves take the place.
    private func leavesBytes(_ stratum: ResamplingDesign.Stratum, _ counts: [Double]) -> Bool {
        stratum.cells.allSatisfy { cell in
            cell.isFull || cell.isEmpty
                || (0..<stratum.count).contains {
                    counts[stratum.firstUnit + $0] > 0 && design.bytes[cell.start + $0] > 0
                }
        }
    }
}
