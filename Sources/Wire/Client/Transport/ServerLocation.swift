public import Sockets

/// Where a server is: its socket's address, and what to call it in `Host`.
public struct ServerLocation: Hashable, Sendable {
    public let address: SocketAddress
    /// The `Host` field's value.
    public let authority: String

    /// What stands before every path, as behind a proxy that hands one of its paths on: `/assay`, or nothing.
    public let prefix: String

    /// Reads `http://host:port`, `http://host` (port 80), `host:port`, each with a path before those of the service or
    /// without, or `unix:/path/of/the/socket`.
    public init(_ text: String) throws {
        var rest = Substring(text)
        if rest.hasPrefix("http://") { rest = rest.dropFirst("http://".count) }
        var prefix = ""
        if !rest.hasPrefix("unix:"), let slash = rest.firstIndex(of: "/") {
            prefix = String(rest[slash...])
            while prefix.hasSuffix("/") { prefix.removeLast() }
            rest = rest[..<slash]
        }
        guard ServerLocation.isPath(prefix),
            let address = SocketAddress(String(rest)) ?? SocketAddress(String(rest) + ":80")
        else {
            throw TransportError(
                .badAddress, server: text,
                message: "not an address of the form http://host:port, http://host:port/path or unix:/path")
        }
        self.init(address, prefix: prefix)
    }

    /// Characters that a path has as they are (RFC 3986, section 3.3), and escapes.
    private static func isPath(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: Array("/-._~!$&'()*+,;=:@%".utf8).contains(byte)
            }
        }
    }

    public init(_ address: SocketAddress) {
        self.init(address, prefix: "")
    }

    private init(_ address: SocketAddress, prefix: String) {
        self.prefix = prefix
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
        case .host: "http://\(authority)\(prefix)"
        case .unix: address.description
        }
    }
}
