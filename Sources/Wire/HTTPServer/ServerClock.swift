import Foundation
import Synchronization

/// The times that a server goes by, handed in so that tests can set them.
public struct ServerClock: Sendable {
    /// For what takes how long.
    public var now: @Sendable () -> ContinuousClock.Instant
    /// For the `Date` field: seconds since 1970.
    public var secondsSinceEpoch: @Sendable () -> Int

    public init(
        now: @escaping @Sendable () -> ContinuousClock.Instant, secondsSinceEpoch: @escaping @Sendable () -> Int
    ) {
        self.now = now
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    public static let system = ServerClock(now: { .now }, secondsSinceEpoch: { time(nil) })
}

/// The `Date` field's line (RFC 9110, section 5.6.7), made once a second.
final class DateLine: Sendable {
    private let cached = Mutex<(second: Int, line: [UInt8])>((.min, []))

    func line(at second: Int) -> [UInt8] {
        cached.withLock { cached in
            if cached.second != second { cached = (second, Self.line(second)) }
            return cached.line
        }
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func line(_ second: Int) -> [UInt8] {
        let moment = max(second, 0)
        let (days, time) = moment.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days)
        let clock = [time / 3600, time / 60 % 60, time % 60].map(twoDigits).joined(separator: ":")
        let date = "\(Self.days[days % 7]), \(twoDigits(day)) \(months[month - 1]) \(year)"
        return Array("Date: \(date) \(clock) GMT\r\n".utf8)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Year, month and day of the Gregorian calendar, from days since 1970: counted in 400-year eras that begin in
    /// March.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
