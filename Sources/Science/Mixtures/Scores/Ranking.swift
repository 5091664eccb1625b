/// Candidates in order of a score, best first.
public struct Ranking<Candidate: Sendable>: Sendable {
    /// One place of the ranking.
    public struct Place: Sendable {
        /// From 1; candidates with equal values share the best of their ranks.
        public let rank: Int
        public let candidate: Candidate
        /// Bits per byte.
        public let value: Double
    }

    public let places: [Place]
    /// Candidates without a value of the objective, in the order given.
    public let unranked: [Candidate]

    /// Candidates with equal values keep the order in which they were given.
    public init(of candidates: [(candidate: Candidate, score: Score)], by objective: Objective) {
        var valued: [(index: Int, candidate: Candidate, value: Double)] = []
        var unranked: [Candidate] = []
        for (index, entry) in candidates.enumerated() {
            if let value = objective.value(of: entry.score) {
                valued.append((index, entry.candidate, value))
            } else {
                unranked.append(entry.candidate)
            }
        }
        valued.sort { ($0.value, $0.index) < ($1.value, $1.index) }
        var places: [Place] = []
        for (index, entry) in valued.enumerated() {
            let tied = places.last.flatMap { $0.value == entry.value ? $0.rank : nil }
            places.append(Place(rank: tied ?? index + 1, candidate: entry.candidate, value: entry.value))
        }
        self.places = places
        self.unranked = unranked
    }
}
