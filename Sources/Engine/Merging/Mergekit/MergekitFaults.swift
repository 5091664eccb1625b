/// Everything that is wrong with what a file of mergekit's asks for, said at once.
final class MergekitFaults {
    private static let limit = 8
    private var faults: [(key: String, message: String)] = []

    var isEmpty: Bool { faults.isEmpty }

    /// Keeps a fault, once for each key: what is wrong with a setting is wrong for many tensors.
    func add(_ key: String, _ message: String) {
        guard !faults.contains(where: { $0.key == key }) else { return }
        faults.append((key, message))
    }

    /// Throws what was found, at the first key at fault.
    func check(in file: String) throws(MergekitError) {
        guard let first = faults.first else { return }
        let others = faults.dropFirst().prefix(Self.limit - 1).map { "; also \($0.key): \($0.message)" }.joined()
        let rest = faults.count > Self.limit ? "; and \(faults.count - Self.limit) more" : ""
        throw MergekitError(file: file, key: first.key, message: first.message + others + rest)
    }
}
