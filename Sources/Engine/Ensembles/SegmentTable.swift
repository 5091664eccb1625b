import Kernels
import Parallelism
import Synchronization

/// The probabilities of a run of segments, laid out for any number of mixtures.
final class SegmentTable: Sendable {
    /// One segment, and where its table begins among the run's floats.
    private struct Entry: Sendable {
        let offset: Int
        let segment: EnsembleSegment
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
            total += EnsembleKernel.tableCount(models: models, tokens: segment.count)
        }
        let floats = UnsafeMutablePointer<Float>.allocate(capacity: max(1, total))
        nonisolated(unsafe) let shared = floats
        let made = Mutex([Entry?](repeating: nil, count: segments.count))
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
        entries = made.withLock { $0.compactMap(\.self) }
    }

    deinit { floats.deallocate() }

    private static func layOut(
        _ segment: Segment, of sources: [LogProbabilities], offset: Int, into floats: UnsafeMutablePointer<Float>
    ) throws -> Entry {
        let logs: [UnsafeRawPointer?] = sources.map { $0.start + 4 * segment.start }
        do {
            let made = try EnsembleSegment(tokens: segment.count, logs: logs, table: floats + offset)
            return Entry(offset: offset, segment: made)
        } catch let fault as EnsembleSegment.Fault {
            throw Self.fault(in: sources, at: segment.start + fault.token)
        }
    }

    /// Names the model whose log-probability of a token is not finite, or above 0.
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
    ) throws -> Double {
        let entry = entries[index]
        return try entry.segment.sum(
            table: floats + entry.offset, weights: weights, ratios: ratios, scratch: scratch)
    }
}
