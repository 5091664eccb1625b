/// How many jobs a worker asks for at once: many when they are over in no time, so that asking does not cost more than
/// the work; one otherwise, so that nothing waits behind a long job while another worker is idle.
///
/// Of jobs that cost less together it asks for more; the service leaves every other worker its share.
struct LeaseSizing: Hashable, Sendable {
    static let largest = 16
    /// How much work one request should bring.
    static let target: Duration = .milliseconds(500)
    /// How much work of one batch it should bring: what is lost when a worker dies, and how long the first of its
    /// results waits for the last.
    static let batchTarget: Duration = .seconds(30)
    /// Most jobs of a batch: each has a merged layer in memory.
    static let largestBatch = 8

    /// A moving mean of the time that a job took; `nil` before the first.
    private var typical: Duration?

    /// How many to ask for now, whatever they are.
    var count: Int { fitting(Self.target, atMost: Self.largest) }

    /// How many of one batch to ask for now.
    var together: Int { fitting(Self.batchTarget, atMost: Self.largestBatch) }

    private func fitting(_ target: Duration, atMost limit: Int) -> Int {
        guard let typical else { return 1 }
        guard typical > .zero else { return limit }
        return min(limit, max(1, Int(min(target / typical, Double(limit)))))
    }

    /// Takes note of a job that took this long.
    mutating func observe(_ duration: Duration) {
        guard let typical else {
            self.typical = duration
            return
        }
        self.typical = duration > typical ? duration : (typical * 3 + duration) / 4
    }
}
