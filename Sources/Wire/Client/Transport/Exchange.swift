import Foundation
import HTTPSyntax
import HTTPTypes
import Sockets

/// One request and its response on one connection.
struct Exchange: Sendable {
    private let request: OutgoingRequest
    private let connection: ClientConnection
    private let transport: HTTPTransport
    private var server: String { transport.location.description }

    init(_ request: OutgoingRequest, on connection: ClientConnection, of transport: HTTPTransport) {
        self.request = request
        self.connection = connection
        self.transport = transport
    }

    /// Sends head and body while it waits for the response, for a server may answer before it has read everything.
    func run() async throws -> IncomingResponse {
        let body = try await OutgoingBodyReader(request.body, server: server)
        let number = try await connection.begin(method: request.method, head: head(length: body.length))
        let response = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await send(body) }
            let head = try await connection.head(within: request.responseTime)
            group.cancelAll()
            return head
        }
        return IncomingResponse(
            response, body: IncomingBody(connection, exchange: number, of: transport, idleTime: request.idleTime))
    }

    /// A body that cannot be read ends the connection, so that whoever waits for the response hears of it.
    private func send(_ body: OutgoingBodyReader) async {
        do {
            while let bytes = try await body.next() {
                let framed = body.isChunked ? ChunkedWriter.chunk(bytes) : bytes
                guard !Task.isCancelled, try await connection.write(framed) else {
                    return await connection.sendingStopped(nil)
                }
            }
            if body.isChunked, try await !connection.write(ChunkedWriter.end) { await connection.sendingStopped(nil) }
        } catch {
            await connection.sendingStopped(error)
        }
    }

    private func head(length: OutgoingBodyReader.Length) -> [UInt8] {
        let location = transport.location
        var text = "\(request.method.rawValue) \(location.prefix)\(request.target) HTTP/1.1\r\n"
        text += "Host: \(location.authority)\r\n"
        for field in request.fields where field.name.canonicalName != "host" {
            text += "\(field.name.rawName): \(field.value)\r\n"
        }
        switch length {
        case .none: break
        case .known(let bytes): text += "Content-Length: \(bytes)\r\n"
        case .chunked: text += "Transfer-Encoding: chunked\r\n"
        }
        return Array((text + "\r\n").utf8)
    }
}
