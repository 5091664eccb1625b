import Mixtures

extension FidelityTable.Scope {
    /// What it is called in a table.
    public var title: String {
        switch self {
        case .all: "all"
        case .size(let size): "size \(size)"
        case .lacking: "without its own"
        }
    }

    /// Whether a mixture is in it.
    func holds(_ mixture: Mixture, subject: FidelitySubject) -> Bool {
        switch self {
        case .all: return true
        case .size(let size): return mixture.size == size
        case .lacking:
            guard let own = subject.ownPartition else { return false }
            return mixture[own] == 0
        }
    }

    // Spelled as one string, `all`, `size-2`, `lacking`, rather than as the compiler's nested objects.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        if text == "all" {
            self = .all
        } else if text == "lacking" {
            self = .lacking
        } else if text.hasPrefix("size-"), let size = Int(text.dropFirst(5)) {
            self = .size(size)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "scope is \"\(text)\"; expected all, size-N or lacking")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .all: try container.encode("all")
        case .size(let size): try container.encode("size-\(size)")
        case .lacking: try container.encode("lacking")
        }
    }
}
