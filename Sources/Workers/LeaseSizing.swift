/// How many jobs a worker asks for at once: many when they are over in no time, so that asking does not cost more than the
/// work; one otherwise, so that nothing waits behind a long job while another worker is idle.
struct LeaseSizing: Hashable, Sendable {
    static let largest = 16
    /// How much work one request should bring.
    static let target: Duration = .milliseconds(500)

    /// A moving mean of the time that a job took; `nil` before the first.
    private var typical: Duration?

    /// How many to ask for now.
    var count: Int {
        guard let typical else { return 1 }
        guard typical > .zero else { return Self.largest }
        return min(Self.largest, max(1, Int(Self.target / typical)))
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
