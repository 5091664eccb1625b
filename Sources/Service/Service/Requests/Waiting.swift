import HTTPServer
import HTTPSyntax
import HTTPTypes
import Jobs
import Storage

/// Long polls: a resource is read once its jobs have ended, or the time is up.
struct Waiting: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    /// The most that a client may wait, in seconds.
    let longestSeconds: Double

    /// Returns once every job has ended, or the time is up.
    func wait(for ids: [Identifier], seconds: Double) async throws {
        // Capped first: a client may name any number.
        let end = time.now().advanced(by: .seconds(min(seconds, longestSeconds)))
        for id in ids {
            let rest = time.now().duration(to: end)
            guard rest > .zero else { return }
            _ = try await jobs.job(id, waitingForEnd: rest)
        }
    }

    /// Reads a resource; where jobs are at work on it and the client waits, waits for them and reads it again.
    ///
    /// - Parameters:
    ///   - seconds: How long to wait; `nil`: not at all.
    ///   - pending: The jobs that the resource waits for; empty when it is final.
    func value<Value: Sendable>(
        seconds: Double?, read: @escaping @Sendable (Transaction) throws -> Value,
        pending: @escaping @Sendable (Value, Transaction) throws -> [Identifier]
    ) async throws -> Value {
        guard let seconds else { return try await store.read(read) }
        let (value, jobs) = try await store.read { transaction in
            let value = try read(transaction)
            return (value, try pending(value, transaction))
        }
        guard !jobs.isEmpty else { return value }
        try await wait(for: jobs, seconds: seconds)
        return try await store.read(read)
    }
}

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
                guard parts.count == 2, HeaderList.trimmed(parts[0]).lowercased() == "wait" else { continue }
                return seconds(String(HeaderList.trimmed(parts[1])))
            }
        }
        return nil
    }
}
