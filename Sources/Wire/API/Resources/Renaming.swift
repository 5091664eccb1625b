public import StrictJSON

/// The body of a `PATCH` that gives a record another name.
public struct NameChange: Codable, Hashable, Sendable {
    /// The new name.
    public var name: String

    public init(name: String) {
        self.name = name
    }
}

extension NameChange: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        // What has the form of an id is refused of any kind: it would be read as one.
        let name = fields.required("name", as: String.self, check: .newName)
        guard let name else { return nil }
        self.init(name: name)
    }
}

/// The body of `PATCH /v1/partitions/{id}`.
public struct PartitionChange: Codable, Hashable, Sendable {
    /// The new name; as it is when missing.
    public var name: String?
    /// A path such as `s2orc/biology/2010-2012`; empty for no labels; as they are when missing.
    public var labels: String?

    public init(name: String? = nil, labels: String? = nil) {
        self.name = name
        self.labels = labels
    }
}

extension PartitionChange: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        name = fields.optional("name", as: String.self, check: .name(of: .partition))
        labels = fields.optional(
            "labels", as: String.self, check: .noLongerThan(1_000), "a path; empty for no labels")
        if !fields.has("name"), !fields.has("labels") {
            fields.refuse("name", "is missing, and so is labels; expected one of them")
        }
    }
}

/// The body of `POST /v1/evaluations:relabel`.
public struct LabelChange: Codable, Hashable, Sendable {
    /// The label that evaluations have now.
    public var label: String
    /// The one that they are to have; none when missing.
    public var to: String?
    /// Only those that this pool asked for, by its id or name.
    public var pool: String?

    public init(label: String, to: String? = nil, pool: String? = nil) {
        self.label = label
        self.to = to
        self.pool = pool
    }
}

extension LabelChange: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let label = fields.required("label", as: String.self, check: .name)
        to = fields.optional("to", as: String.self, check: .label, "no label when missing")
        pool = fields.optional(
            "pool", as: String.self, check: .reference(.pool), "only evaluations that it asked for")
        guard let label else { return nil }
        self.label = label
    }
}

/// What `POST /v1/evaluations:relabel` answers.
public struct LabelChangeResource: Codable, Hashable, Sendable {
    /// How many evaluations have changed; one that two pools asked for counts twice.
    public var changed: Int

    public init(changed: Int) {
        self.changed = changed
    }
}

extension FieldCheck where Value == String {
    /// A name that no id looks like.
    fileprivate static var newName: FieldCheck {
        FieldCheck.label.and(
            FieldCheck { text in
                text == "." || text == ".." ? "is \"\(text)\", which is a folder in a path; expected a name" : nil
            })
    }
}

/// Of any record with a name: its id and that.
public struct NamedResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
}
