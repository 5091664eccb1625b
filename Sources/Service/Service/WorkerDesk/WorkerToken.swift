import HTTPServer
import HTTPTypes
import Hashing

/// What workers prove themselves with; only its hash is held.
struct WorkerToken: Sendable {
    private let hash: [UInt8]

    init(_ token: String) {
        hash = SHA256.hash(token.utf8).bytes
    }

    /// Compares without stopping at the first difference.
    func matches(_ token: String) -> Bool {
        guard !token.isEmpty else { return false }
        let other = SHA256.hash(token.utf8).bytes
        return zip(hash, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Whether a request shows the token.
    func isShown(by request: Request) -> Bool {
        let value = request.fields[.authorization] ?? ""
        return matches(value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst(7)) : "")
    }

    /// Refuses whoever does not show the token.
    func authorize(_ request: Request) throws {
        guard isShown(by: request) else {
            throw Problem(
                .unauthorized, "This operation is for workers.",
                fields: [.wwwAuthenticate: "Bearer realm=\"workers\""])
        }
    }
}
