import HTTPTypes

extension ResponsePlan {
    /// The head's bytes.
    ///
    /// - Parameters:
    ///   - keeps: whether the connection serves another request.
    ///   - isHTTP10: a client of HTTP/1.0 must be told that it is kept.
    func head(keeps: Bool, isHTTP10: Bool, date: [UInt8], server: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        if status == .ok {
            bytes += Self.okLine
        } else {
            bytes.appendText("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
        }
        bytes += date
        bytes += server
        for field in fields {
            bytes.appendText(field.name.rawName)
            bytes += Self.colon
            bytes.appendText(field.value)
            bytes += Self.lineEnd
        }
        switch framing {
        case .none, .untilClose: break
        case .length(let length): bytes.appendText("Content-Length: \(length)\r\n")
        case .chunked: bytes.appendText("Transfer-Encoding: chunked\r\n")
        }
        if !keeps {
            bytes.appendText("Connection: close\r\n")
        } else if isHTTP10 {
            bytes.appendText("Connection: keep-alive\r\n")
        }
        bytes += Self.lineEnd
        return bytes
    }

    private static let okLine = Array("HTTP/1.1 200 OK\r\n".utf8)
    private static let colon = Array(": ".utf8)
    private static let lineEnd = Array("\r\n".utf8)
}

extension [UInt8] {
    fileprivate mutating func appendText(_ text: String) { append(contentsOf: text.utf8) }
}
