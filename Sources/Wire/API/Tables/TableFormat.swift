import HTTPSyntax

/// In which form an answer is given: the forms are the same everywhere, in the service and on the command line.
public enum TableFormat: String, CaseIterable, Codable, Hashable, Sendable {
    /// The resource itself.
    case json
    /// RFC 4180: a record a line, under a heading; nested fields as `score.macro.perplexity`.
    case csv
    /// The same records, one JSON object a line.
    case jsonl
    /// The resource itself, as YAML.
    case yaml

    public var mediaType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8"
        case .jsonl: "application/jsonl"
        case .yaml: "application/yaml"
        }
    }

    /// The form that an `Accept` field asks for most (RFC 9110, section 12.5.1); JSON where it asks for none of them.
    public init(accepting fields: [String]) {
        var best: (format: TableFormat, weight: Double)?
        for range in HeaderList.weighted(fields) {
            guard let format = Self.named(range.name) else { continue }
            if range.weight > best?.weight ?? 0 { best = (format, range.weight) }
        }
        self = best?.format ?? .json
    }

    private static func named(_ type: String) -> TableFormat? {
        switch type {
        case "application/json", "application/*", "*/*": .json
        case "text/csv", "text/*": .csv
        case "application/jsonl", "application/x-ndjson", "application/json-lines": .jsonl
        case "application/yaml", "application/x-yaml", "text/yaml": .yaml
        default: nil
        }
    }
}
