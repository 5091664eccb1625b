import CBLASKernels
import Parallelism
import Synchronization

/// The probabilities of a run of segments, laid out for any number of mixtures.
final class SegmentTable: Sendable {
    /// One segment, laid out.
    private struct Entry: Sendable {
        /// Where its table begins among the run's floats.
        var offset = 0
        /// The sum of the powers of two that its probabilities are relative to.
        var exponent: Int64 = 0
        var rarePlaces: [UInt32] = []
        var rareMantissas: [Float] = []
        var rareExponents: [Int32] = []
    }

    let segments: ArraySlice<Segment>
    private let models: Int
    // Written by `init` alone.
    private nonisolated(unsafe) let floats: UnsafeMutablePointer<Float>
    private let entries: [Entry]

    /// Lays out the segments, each on whichever thread is free.
    ///
    /// - Throws: ``EnsembleError`` `value` for the first log-probability that is not finite, or above 0.
    init(_ segments: ArraySlice<Segment>, of sources: [LogProbabilities], threads: Int) throws {
        self.segments = segments
        models = sources.count
        var offsets: [Int] = []
        var total = 0
        for segment in segments {
            offsets.append(total)
            total += assay_ensemble_table_count(models, segment.count)
        }
        let floats = UnsafeMutablePointer<Float>.allocate(capacity: max(1, total))
        nonisolated(unsafe) let shared = floats
        let made = Mutex([Entry](repeating: Entry(), count: segments.count))
        do {
            try ConcurrentPieces.perform(segments.count, threads: threads) {
            } body: { [offsets] _, index in
                let segment = segments[segments.startIndex + index]
                let entry = try Self.layOut(segment, of: sources, offset: offsets[index], into: shared)
                made.withLock { $0[index] = entry }
            }
        } catch {
            floats.deallocate()
            throw error
        }
        self.floats = floats
        entries = made.withLock { $0 }
    }

    deinit { floats.deallocate() }

    private static func layOut(
        _ segment: Segment, of sources: [LogProbabilities], offset: Int, into floats: UnsafeMutablePointer<Float>
    ) throws(EnsembleError) -> Entry {
        let logs: [UnsafeRawPointer?] = sources.map { $0.start + 4 * segment.start }
        var entry = Entry(offset: offset)
        var rare = [UInt32](repeating: 0, count: segment.count)
        var rareCount = 0
        let status = assay_ensemble_lay_out(
            sources.count, segment.count, logs, floats + offset, &entry.exponent, &rare, &rareCount)
        guard status == ASSAY_OK else { throw fault(in: sources, at: segment.start + rareCount) }
        entry.rarePlaces = Array(rare.prefix(rareCount))
        entry.rareMantissas = [Float](repeating: 0, count: rareCount * sources.count)
        entry.rareExponents = [Int32](repeating: 0, count: rareCount * sources.count)
        for (index, place) in entry.rarePlaces.enumerated() {
            let first = index * sources.count
            entry.rareMantissas.withUnsafeMutableBufferPointer { mantissas in
                entry.rareExponents.withUnsafeMutableBufferPointer { exponents in
                    guard let mantissas = mantissas.baseAddress, let exponents = exponents.baseAddress else { return }
                    assay_ensemble_split(sources.count, logs, Int(place), mantissas + first, exponents + first)
                }
            }
        }
        return entry
    }

    /// The model whose log-probability of a token is none.
    private static func fault(in sources: [LogProbabilities], at token: Int) -> EnsembleError {
        for source in sources {
            let bits = source.start.loadUnaligned(fromByteOffset: 4 * token, as: UInt32.self)
            let value = Float(bitPattern: UInt32(littleEndian: bits))
            if !value.isFinite || value > 0 { return .value(name: source.name, token: token, value: value) }
        }
        return .empty("there are no models")
    }

    /// Σ ln p_w over one segment, in nats; its derivative by each weight too where `ratios` ([models]) is given.
    ///
    /// - Parameter scratch: room for `models` groups of f64, where `ratios` is given.
    func sum(
        _ index: Int, weights: [Double], ratios: UnsafeMutablePointer<Double>? = nil,
        scratch: UnsafeMutablePointer<Double>? = nil
    ) -> Double {
        let entry = entries[index]
        let tokens = segments[segments.startIndex + index].count
        var sum = 0.0
        entry.rarePlaces.withUnsafeBufferPointer { places in
            entry.rareMantissas.withUnsafeBufferPointer { mantissas in
                entry.rareExponents.withUnsafeBufferPointer { exponents in
                    var rare = assay_ensemble_rare(
                        count: places.count, places: places.baseAddress, mantissas: mantissas.baseAddress,
                        exponents: exponents.baseAddress)
                    // The shapes are those of `init`, which checked them.
                    _ = assay_ensemble_sum(
                        models, tokens, floats + entry.offset, entry.exponent, &rare, weights, &sum, ratios, scratch)
                }
            }
        }
        return sum
    }
}
