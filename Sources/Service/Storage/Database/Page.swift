/// Which part of a list is wanted.
public struct PageRequest: Hashable, Sendable {
    /// The order by identifier, which is the order of creation.
    public enum Order: Hashable, Sendable {
        case newestFirst
        case oldestFirst
    }

    /// The last item of the page before; `nil` for the first page.
    public var after: Identifier?
    /// At least 1.
    public var limit: Int
    /// Which end of the list comes first.
    public var order: Order

    public init(after: Identifier? = nil, limit: Int = 100, order: Order = .newestFirst) {
        self.after = after
        self.limit = limit
        self.order = order
    }
}

/// One part of a list.
public struct Page<Item: Sendable>: Sendable {
    /// At most as many as were asked for, in order.
    public var items: [Item]
    /// What to ask for the next part `after`; `nil` if this is the last.
    public var next: Identifier?

    public init(items: [Item], next: Identifier?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}
