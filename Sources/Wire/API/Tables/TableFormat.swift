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
        for range in fields.flatMap({ $0.split(separator: ",") }) {
            let parts = range.split(separator: ";").map { Self.trimmed($0).lowercased() }
            guard let format = parts.first.flatMap(Self.named) else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map {
                Double($0.dropFirst(2)) ?? 0
            }
            let weight = quality ?? 1
            if weight > 0, weight > best?.weight ?? 0 { best = (format, weight) }
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

    private static func trimmed(_ text: Substring) -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let rest = text.drop(while: isBlank)
        return rest.lastIndex { !isBlank($0) }.map { rest[...$0] } ?? ""
    }
}
