package import StrictJSON

/// One page of a list, newest first unless asked otherwise.
public struct Page<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// What the page holds.
    public var items: [Item]
    /// What to pass as `cursor` for the page after this one; `nil` (JSON `null`) at the end.
    public var next: String?

    public init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    private enum CodingKeys: String, CodingKey { case items, next }

    /// Written out, so that `next` is there as `null` too.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}

extension Page: Annotated, SchemaNamed {
    /// `PartitionPage` of `PartitionResource`.
    package static var schemaName: String { "\(Item.self)".replacing("Resource", with: "") + "Page" }

    package static var notes: FieldNotes { FieldNotes([CodingKeys.next: .nullable]) }
}
