public import Foundation

/// RFC 3339 times in UTC with milliseconds: `2026-01-31T12:00:00.000Z`.
public enum Timestamp {
    /// The time as text.
    public static func text(of date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// The time that a text names, with or without a fraction; `nil` if it is no such time.
    public static func date(of text: String) -> Date? {
        if let date = try? Date(
            text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        {
            return date
        }
        return try? Date(text, strategy: Date.ISO8601FormatStyle())
    }
}
