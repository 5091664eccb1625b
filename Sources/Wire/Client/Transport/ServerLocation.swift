public import Sockets

/// Where a server is: its socket's address, and what to call it in `Host`.
public struct ServerLocation: Hashable, Sendable {
    public let address: SocketAddress
    /// The `Host` field's value.
    public let authority: String

    /// Reads `http://host:port`, `http://host` (port 80), `host:port`, or `unix:/path/of/the/socket`; a path other than
    /// `/` is refused.
    public init(_ text: String) throws {
        var rest = Substring(text)
        if rest.hasPrefix("http://") { rest = rest.dropFirst("http://".count) }
        if !rest.hasPrefix("unix:"), rest.hasSuffix("/") { rest = rest.dropLast() }
        guard let address = SocketAddress(String(rest)) ?? SocketAddress(String(rest) + ":80") else {
            throw TransportError(
                .badAddress, server: text, message: "not an address of the form http://host:port or unix:/path")
        }
        self.init(address)
    }

    public init(_ address: SocketAddress) {
        self.address = address
        switch address {
        case .host: authority = address.description
        case .unix: authority = "localhost"
        }
    }
}

extension ServerLocation: CustomStringConvertible {
    public var description: String {
        switch address {
        case .host: "http://\(authority)"
        case .unix: address.description
        }
    }
}
