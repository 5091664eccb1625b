import Foundation
import HTTPServer
import HTTPSyntax
import HTTPTypes
import Sockets

/// Keeps pages in a browser away from the API: whoever opens one did not ask it to speak to a service on the same
/// machine.
///
/// A page of another site may send requests to loopback, though it cannot read the answers; one whose name is made to
/// point at loopback (DNS rebinding) can read them too. The first say their `Origin`; the second have a foreign `Host`.
struct SenderCheck: Sendable {
    /// Names under which the service is reached, lower case; addresses need no name.
    private let names: Set<String>

    /// - Parameter names: names beyond this machine's own.
    init(names: [String]) {
        self.names = Set((names + ["localhost", ProcessInfo.processInfo.hostName]).map { $0.lowercased() })
    }

    /// Types of bodies that a page may send anywhere without asking first (Fetch standard, "CORS-safelisted").
    private static let formTypes: Set<String> = [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
    ]

    /// Refuses a request that a page of another site may have made.
    ///
    /// - Throws: ``Problem``.
    func check(_ request: Request) throws {
        // Browsers reach no Unix socket.
        if case .unix = request.peer { return }
        let authority = request.head.authority
        if let authority, !isOwn(authority) {
            throw Problem(
                .foreignHost,
                "Host is \(authority.prefix(200)); expected an address, this machine's name, or one of server.names.")
        }
        guard ![.get, .head, .options].contains(request.method) else { return }
        if let origin = request.fields[.origin], !isOwn(origin: origin, authority) {
            throw Problem(
                .foreignOrigin, "Origin is \(origin.prefix(200)): a page of another site changes nothing here.")
        }
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.fields[$0] }
        guard site == nil || site == "same-origin" || site == "none" else {
            throw Problem(
                .foreignOrigin, "Sec-Fetch-Site is \(site ?? ""): a page of another site changes nothing here.")
        }
        let media = request.fields[.contentType]?.split(separator: ";").first
        let type = media.map { HeaderList.trimmed($0).lowercased() } ?? ""
        guard request.method != .post || !Self.formTypes.contains(type) else {
            throw Problem(.unsupportedMediaType, "Content-Type is \(type); expected application/json, or no body.")
        }
    }

    /// Whether an authority is one by which this service is reached: an address says where it leads by itself.
    private func isOwn(_ authority: String) -> Bool {
        let host = Self.host(of: authority)
        return names.contains(host) || host.hasSuffix(".localhost") || Self.isAddress(host)
    }

    /// Whether a request comes from a page of this service.
    private func isOwn(origin: String, _ authority: String?) -> Bool {
        guard let authority, let place = origin.range(of: "://") else { return false }
        return origin[place.upperBound...].lowercased() == authority.lowercased()
    }

    private static func host(of authority: String) -> String {
        var host = authority.lowercased()[...]
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            host = host[host.index(after: host.startIndex)..<end]
        } else if let colon = host.lastIndex(of: ":") {
            host = host[..<colon]
        }
        return host.hasSuffix(".") ? String(host.dropLast()) : String(host)
    }

    private static func isAddress(_ host: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
    }
}
