/// Records that are to be removed, and everything that refers to them and cannot stay without them.
public struct RemovalClosure: Sendable {
    /// What was asked for.
    public let roots: [Identifier]
    /// The roots and their dependents, by kind.
    public private(set) var records: [Identifier.Kind: Set<Identifier>] = [:]

    init(roots: [Identifier]) {
        self.roots = roots
        for root in roots { insert(root) }
    }

    /// Takes a record in.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    mutating func insert(_ id: Identifier) -> Bool {
        records[id.kind, default: []].insert(id).inserted
    }

    func contains(_ id: Identifier) -> Bool {
        records[id.kind]?.contains(id) ?? false
    }

    /// What depends on the roots, in the order in which it is removed; the oldest of each kind first.
    public var dependents: [Identifier] {
        RemovedRows.order.flatMap { kind in
            (records[kind] ?? []).subtracting(roots).sorted()
        }
    }

    /// How many records of each kind go, in the order in which they are removed.
    public func counts(withRoots: Bool) -> [(kind: Identifier.Kind, count: Int)] {
        RemovedRows.order.compactMap { kind in
            let all = records[kind] ?? []
            let count = withRoots ? all.count : all.subtracting(roots).count
            return count > 0 ? (kind, count) : nil
        }
    }
}
