/// A path of partitions' labels, outermost first, such as `s2orc/biology`.
package struct LabelPath: Hashable, Sendable {
    package let labels: [String]

    /// - Parameter path: labels between slashes; empty ones count.
    package init(_ path: String) {
        labels = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether other labels begin with this path.
    package func leads(to other: [String]) -> Bool { other.starts(with: labels) }
}
