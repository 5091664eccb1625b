import HTTPSyntax
import HTTPTypes

/// The target of a request (RFC 9112, section 3.2): origin-form, absolute-form of `http`, or `*` for `OPTIONS`.
struct RequestTarget: Sendable {
    /// Given by the absolute-form, which overrides `Host`.
    let authority: String?
    let pathAndQuery: String

    init(_ bytes: ArraySlice<UInt8>, method: HTTPRequest.Method) throws(HTTPError) {
        if bytes.first == UInt8(ascii: "/") {
            authority = nil
            pathAndQuery = try Self.checked(bytes)
        } else if method == .options, bytes.elementsEqual("*".utf8) {
            authority = nil
            pathAndQuery = "*"
        } else {
            let scheme = bytes.prefix(7)
            guard String(decoding: scheme, as: UTF8.self).lowercased() == "http://" else {
                throw Self.refusal("The target is neither a path nor an http:// address.")
            }
            let rest = bytes[scheme.endIndex...]
            let host = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            guard !host.isEmpty, Self.isAuthority(host) else {
                throw Self.refusal("The target's address has no valid host.")
            }
            authority = String(decoding: host, as: UTF8.self)
            let path = try Self.checked(rest[host.endIndex...])
            pathAndQuery = path.hasPrefix("/") ? path : "/" + path
        }
    }

    private static func refusal(_ detail: String) -> HTTPError {
        HTTPError(.badRequest, detail, closesConnection: true)
    }

    /// A path holds what RFC 3986 allows in one; a query also the visible characters that browsers leave bare.
    private static func checked(_ bytes: ArraySlice<UInt8>) throws(HTTPError) -> String {
        let path = bytes.prefix { $0 != UInt8(ascii: "?") }
        guard path.allSatisfy({ $0.isTargetCharacter(inQuery: false) }),
            bytes[path.endIndex...].allSatisfy({ $0.isTargetCharacter(inQuery: true) })
        else { throw refusal("The target holds a character that must be percent-encoded.") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A host name, IPv4 address or bracketed IPv6 address, and perhaps a port.
    static func isAuthority(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        var host = bytes[...]
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), bytes[bytes.index(after: colon)...].allSatisfy(\.isDigit)
        {
            host = bytes[..<colon]
        }
        if host.first == UInt8(ascii: "[") {
            let address = host.dropFirst().dropLast()
            return host.last == UInt8(ascii: "]") && !address.isEmpty
                && address.allSatisfy {
                    $0.hexadecimalValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
                }
        }
        return host.allSatisfy(\.isHostCharacter)
    }
}

extension UInt8 {
    /// `unreserved` and `%` of RFC 3986; its `sub-delims` are in no host that is in use.
    fileprivate var isHostCharacter: Bool {
        let letter = self | 0x20
        if letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || isDigit { return true }
        switch self {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"): return true
        default: return false
        }
    }

    fileprivate func isTargetCharacter(inQuery: Bool) -> Bool {
        if isHostCharacter { return true }
        if inQuery { return self > 0x20 && self < 0x7F && self != UInt8(ascii: "#") }
        switch self {
        case UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "!"), UInt8(ascii: "$"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="):
            return true
        default: return false
        }
    }
}
