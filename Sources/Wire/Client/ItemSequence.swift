import API

/// Every item of a list, page after page: the next page is asked for when the last one is used up.
public struct ItemSequence<Item: Codable & Hashable & Sendable>: AsyncSequence, Sendable {
    public typealias Element = Item

    let page: @Sendable (_ cursor: String?) async throws -> Page<Item>

    public struct AsyncIterator: AsyncIteratorProtocol {
        let page: @Sendable (String?) async throws -> Page<Item>
        private var pending: ArraySlice<Item> = []
        private var cursor: String?
        private var isLast = false

        init(page: @escaping @Sendable (String?) async throws -> Page<Item>) {
            self.page = page
        }

        public mutating func next() async throws -> Item? {
            while pending.isEmpty {
                if isLast { return nil }
                let page = try await page(cursor)
                pending = page.items[...]
                cursor = page.next
                isLast = page.next == nil
            }
            return pending.popFirst()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(page: page) }

    /// All items at once.
    public func all() async throws -> [Item] {
        var items: [Item] = []
        for try await item in self { items.append(item) }
        return items
    }
}
