import HTTPSyntax
import HTTPTypes

/// The decoded query of a request: names and values in the order of the target, repeated names kept.
///
/// Read as `application/x-www-form-urlencoded`: `&` between pairs, `+` for a space, strict percent-escapes in UTF-8.
public struct RequestQuery: Hashable, Sendable {
    /// One name and its value; a name without `=` has an empty value.
    public struct Item: Hashable, Sendable {
        public let name: String
        public let value: String
    }

    public let items: [Item]

    public init(items: [(String, String)] = []) {
        self.items = items.map { Item(name: $0.0, value: $0.1) }
    }

    /// Reads what stands after `?` in a target; throws a 400 that names the pair that cannot be decoded.
    init(encoded: some StringProtocol) throws(HTTPError) {
        var items: [Item] = []
        for pair in encoded.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(
                    halves.count > 1 ? halves[1] : halves[0].suffix(0), plusIsSpace: true)
            else {
                let text = String(decoding: pair, as: UTF8.self)
                throw HTTPError(
                    .badRequest, "Query item \"\(text)\" is no UTF-8 text without zero bytes, percent-escaped.")
            }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    /// The value of the first item of this name.
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// The values of every item of this name, in order.
    public func values(of name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
}
