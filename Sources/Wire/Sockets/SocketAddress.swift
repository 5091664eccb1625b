/// Where a socket listens or connects.
///
/// Text forms: `127.0.0.1:8080`, `[::1]:8080`, `name.example:8080`, and `unix:/path/of/the/socket`.
public enum SocketAddress: Hashable, Sendable {
    /// A host, as a name or as a numeric IPv4 or IPv6 address without brackets, and a port; port 0 lets the system
    /// choose.
    case host(String, port: UInt16)
    /// The path of a Unix-domain socket, at most 107 bytes.
    case unix(path: String)

    /// Reads one of the text forms; nil when the text is none of them.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard !path.isEmpty, path.utf8.count <= Self.longestUnixPath, !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        self = .host(String(host), port: port)
    }

    /// `sun_path` holds 108 bytes with its final zero.
    static let longestUnixPath = 107

    /// Whether only programs on this machine can reach the address.
    ///
    /// A name other than `localhost` counts as reachable from elsewhere, for what it resolves to can change.
    public var isLoopback: Bool {
        switch self {
        case .unix: true
        case .host(let host, _): host == "localhost" || host == "::1" || Self.isLoopbackIPv4(host)
        }
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil } && parts[0] == "127"
    }
}

extension SocketAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
