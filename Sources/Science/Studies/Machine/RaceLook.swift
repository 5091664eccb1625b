/// One look of a race.
public struct RaceLook: Codable, Hashable, Sendable {
    /// From 1, below the number of looks: trials that come through the last one are scored.
    public var look: Int
    /// The numbers of the trials that are in the race, sorted.
    public var trials: [Int]

    public init(look: Int, trials: [Int]) {
        self.look = look
        self.trials = trials
    }
}
