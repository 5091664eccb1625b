import HTTPTypes

/// Sends one request to one service, over connections that it keeps: the seam between calls and sockets.
protocol ServiceTransport: Sendable {
    /// Sends a request once, and returns when the head of the answer has come.
    ///
    /// - Parameter time: how long the answer may take to begin, once the request is sent.
    /// - Throws: ``ClientError`` with the code `unreachable` when there is no connection or it breaks;
    ///   `CancellationError` when the task was cancelled.
    func send(_ request: HTTPRequest, body: Call.Body, within time: Duration) async throws -> TransportAnswer
}

/// The answer to one request: its head, and a body that comes in pieces.
struct TransportAnswer: Sendable {
    var head: HTTPResponse
    /// The next piece of the body, or `nil` at its end.
    var next: @Sendable () async throws -> [UInt8]?

    init(head: HTTPResponse, next: @escaping @Sendable () async throws -> [UInt8]?) {
        self.head = head
        self.next = next
    }

    /// The whole body.
    ///
    /// - Throws: ``ClientError`` when it is longer than the bound.
    func collect(upTo bound: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await next() {
            bytes += piece
            guard bytes.count <= bound else {
                throw ClientError(
                    .unexpectedAnswer, message: "the service's answer is longer than \(bound) bytes")
            }
        }
        return bytes
    }
}
