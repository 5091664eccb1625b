/// Which version of the streams of random numbers is drawn from.
///
/// What is stored names its version, but for the first, which had no name: what was begun in it goes on in it.
public enum StreamVersion: Int, Codable, Hashable, Sendable, CaseIterable {
    /// A split of documents and an order of documents of equal seeds share their numbers, and so do, in studies that
    /// weigh more than 65 units with a limit of size, a point's last coordinates and its support.
    case first = 1
    /// Each has numbers of its own.
    case second = 2

    /// What is begun now.
    public static let latest = StreamVersion.second
}
