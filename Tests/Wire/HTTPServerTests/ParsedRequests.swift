import HTTPTypes

@testable import HTTPServer

/// A request as the parser told of it, to be compared whole.
struct ParsedRequest: Equatable, Decodable {
    var method: String
    /// As it was sent, apart from the path that an address without one gets.
    var target: String
    /// Names and values in order.
    var fields: [[String]]
    /// One character a byte.
    var body: String
}

/// What the parser made of some bytes.
struct ParsedRequests: Equatable {
    var complete: [ParsedRequest] = []
    /// Whether bytes of a request are there that is not whole.
    var isPartial = false
    var error: HTTPError?

    /// Feeds the bytes in pieces of these sizes, the last one repeated; stops after a request that ends the connection.
    init(_ bytes: [UInt8], pieces: [Int] = [.max], limits: ServerLimits = ServerLimits()) {
        var parser = RequestParser(limits: limits)
        var current: ParsedRequest?
        var keeps = true
        var start = 0
        var next = 0
        while start < bytes.count, keeps, error == nil {
            let size = min(pieces[min(next, pieces.count - 1)], bytes.count - start)
            next += 1
            bytes[start..<start + size].withUnsafeBytes { piece in
                var input = piece
                do throws(HTTPError) {
                    while keeps || current != nil, let event = try parser.parse(&input) {
                        switch event {
                        case .head(let head):
                            keeps = head.keepsConnection
                            current = ParsedRequest(head.request)
                        case .body(let bytes): current?.body += Self.text(bytes)
                        case .end:
                            if let current { complete.append(current) }
                            current = nil
                        }
                    }
                } catch {
                    self.error = error
                }
            }
            start += size
            if current != nil { keeps = true }
        }
        isPartial = current != nil || !parser.isBetweenRequests
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String { String(bytes.map { Character(Unicode.Scalar($0)) }) }

    static func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
}

extension ParsedRequest {
    fileprivate init(_ request: HTTPRequest) {
        method = request.method.rawValue
        target = request.path ?? ""
        fields = request.headerFields.map { field in
            [field.name.rawName, field.withUnsafeBytesOfValue { ParsedRequests.text($0) }]
        }
        body = ""
    }
}
