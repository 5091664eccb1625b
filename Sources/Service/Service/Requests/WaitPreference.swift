import HTTPServer
import HTTPTypes

/// How long a client is ready to wait for work to finish: `Prefer: wait=30` (RFC 7240) or `?wait=30s`.
enum WaitPreference {
    /// Seconds from `30s`, `500ms`, `2m` or bare seconds; `nil` if it is none of them, negative or not finite.
    static func seconds(_ text: String) -> Double? {
        let units: [(suffix: String, seconds: Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
        let unit = units.first { text.hasSuffix($0.suffix) }
        let digits = text.dropLast(unit?.suffix.count ?? 0)
        let isPlain =
            !digits.isEmpty
            && digits.utf8.allSatisfy { byte in
                byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        guard isPlain, let number = Double(digits) else { return nil }
        let seconds = number * (unit?.seconds ?? 1)
        return seconds.isFinite ? seconds : nil
    }

    /// The wait that `Prefer` asks for; preferences that are not understood are passed over, as the RFC asks.
    static func seconds(in fields: HTTPFields) -> Double? {
        for value in fields[values: .prefer] {
            for preference in value.split(separator: ",") {
                let parts = preference.split(separator: ";")[0].split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].trimmed.lowercased() == "wait" else { continue }
                return seconds(String(parts[1].trimmed))
            }
        }
        return nil
    }
}

extension HTTPField.Name {
    static var prefer: HTTPField.Name { known("Prefer") }
    static var preferenceApplied: HTTPField.Name { known("Preference-Applied") }
    static var idempotencyKey: HTTPField.Name { known("Idempotency-Key") }
    static var idempotencyReplayed: HTTPField.Name { known("Idempotency-Replayed") }
    static var lastEventID: HTTPField.Name { known("Last-Event-ID") }
    static var link: HTTPField.Name { known("Link") }
    static var uploadOffset: HTTPField.Name { known("Upload-Offset") }

    /// A name that is a token, spelled here: the fallback is never reached.
    private static func known(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name) ?? .contentLocation
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    var trimmed: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let rest = drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
        return rest[...last]
    }
}
