import API
import Client
import Foundation
import Testing

/// More connections than the process has descriptors for.
@Suite(.serialized) struct DescriptorTests {
    private static let limit = 256
    /// Well beyond the limit, so that without a budget the flood alone would take every descriptor.
    private static let flood = 400

    @Test func aFloodOfConnectionsLeavesTheDescriptorsThatReadsNeed() async throws {
        let service = try await RunningService(workers: 0, descriptors: Self.limit)
        let blob = [UInt8](repeating: 7, count: 100_000)
        let digest = try await service.client.upload(blob).digest

        let port = try #require(service.address.split(separator: ":").last.flatMap { UInt16($0) })
        let idle = IdleConnections(Self.flood, port: port)
        #expect(idle.count == Self.flood)
        // Reads go on, over the connection that was there before, while the service accepts what it may and long after.
        var reads = 0
        while try Self.sockets(of: service.process.identifier) < 80, reads < 2000 {
            #expect(try await service.client.blob(digest) == blob)
            reads += 1
        }
        for _ in 0..<50 { #expect(try await service.client.blob(digest) == blob) }
        #expect(try Self.sockets(of: service.process.identifier) < Self.limit / 2)
        #expect(!service.process.log.contains { $0.contains("no descriptor left") })
        #expect(service.process.log.contains { $0.contains("fewer connections than limits.connections") })

        // Who came last is served as soon as there is room.
        let late = Task { [address = service.address] in try await AssayClient(address).readiness().status }
        idle.close()
        #expect(try await late.value == "ok")
        await service.stop()
    }

    /// Adversary, D1: libdispatch ended the process when it could not open a file; D8: nobody else got in.
    @Test func idleConnectionsBeyondTheLimitNeitherEndTheServiceNorKeepWorkOut() async throws {
        let service = try await RunningService(workers: 1, descriptors: 1_024)
        let port = try #require(service.address.split(separator: ":").last.flatMap { UInt16($0) })
        let idle = IdleConnections(1_100, port: port)
        #expect(idle.count == 1_100)
        let clients = try (0..<8).map { _ in try AssayClient(service.address) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for (number, client) in clients.enumerated() {
                group.addTask { try await Self.isServed(client, number) }
            }
            for try await isServed in group { #expect(isServed) }
        }
        // Its worker is served too: it has come in through the crowd.
        var workers = 0
        while workers == 0 { workers = try await clients[0].workers().all().count { $0.state == .alive } }
        idle.close()
        await service.stop()
    }

    /// Whether a client's reads and writes are answered for some rounds.
    private static func isServed(_ client: AssayClient, _ number: Int) async throws -> Bool {
        for round in 0..<20 {
            let status = try await client.readiness().status
            let blob = Array("blob \(number) \(round)".utf8)
            let found = try await client.blob(try await client.upload(blob).digest)
            guard status == "ok", found == blob else { return false }
        }
        return true
    }

    /// How many sockets a process has open.
    private static func sockets(of process: Int32) throws -> Int {
        let folder = "/proc/\(process)/fd"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let targets = names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
        return targets.filter { $0.hasPrefix("socket:") }.count
    }
}

/// Connections to a port of this machine that say nothing.
private struct IdleConnections {
    private let descriptors: [Int32]

    init(_ count: Int, port: UInt16) {
        descriptors = (0..<count).compactMap { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
            let status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return status == 0 ? descriptor : nil
        }
    }

    var count: Int { descriptors.count }

    func close() {
        for descriptor in descriptors { Foundation.close(descriptor) }
    }
}
