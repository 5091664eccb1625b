import Foundation

/// A resolved address as the system's calls want it.
struct SystemAddress: Sendable {
    let family: Int32
    private let storage: sockaddr_storage
    private let length: socklen_t

    /// The addresses of a socket address, in the system's order of preference; a host name is looked up, which blocks.
    static func resolve(_ address: SocketAddress, passive: Bool) throws(SocketError) -> [SystemAddress] {
        switch address {
        case .unix(let path): [try unix(path)]
        case .host(let host, let port): try lookUp(host, port, passive: passive)
        }
    }

    private static func unix(_ path: String) throws(SocketError) -> SystemAddress {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= SocketAddress.longestUnixPath, !bytes.contains(0) else {
            throw SocketError(
                .failed, operation: "use unix:\(path)",
                message: "a socket's path has at most \(SocketAddress.longestUnixPath) bytes and no zero")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafeBytes(of: &address) { SystemAddress(bytes: $0, family: AF_UNIX) }
    }

    private static func lookUp(_ host: String, _ port: UInt16, passive: Bool) throws(SocketError) -> [SystemAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else {
            throw SocketError(
                .unresolved, operation: "resolve \(host)", message: String(cString: gai_strerror(status)))
        }
        var found: [SystemAddress] = []
        var entry = list
        while let info = entry?.pointee {
            if let address = info.ai_addr {
                let bytes = UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen))
                found.append(SystemAddress(bytes: bytes, family: info.ai_family))
            }
            entry = info.ai_next
        }
        return found
    }

    private init(bytes: UnsafeRawBufferPointer, family: Int32) {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: bytes) }
        self.storage = storage
        self.length = socklen_t(bytes.count)
        self.family = family
    }

    func withPointer<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

extension SocketAddress {
    /// The address that a descriptor is bound to.
    static func local(of descriptor: Int32) -> SocketAddress? { read(descriptor, getsockname) }

    /// The address of a descriptor's other end.
    static func peer(of descriptor: Int32) -> SocketAddress? { read(descriptor, getpeername) }

    private typealias Reader = (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32

    private static func read(_ descriptor: Int32, _ reader: Reader) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { reader(descriptor, $0, &length) }
        }
        guard status == 0 else { return nil }
        return SocketAddress(storage)
    }

    init?(_ storage: sockaddr_storage) {
        var storage = storage
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isReadable = withUnsafePointer(to: &storage) { pointer -> Bool in
            switch Int32(pointer.pointee.ss_family) {
            case AF_INET:
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    var address = address.pointee.sin_addr
                    return inet_ntop(AF_INET, &address, &text, socklen_t(text.count)) != nil
                }
            case AF_INET6:
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    var address = address.pointee.sin6_addr
                    return inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil
                }
            default: false
            }
        }
        guard isReadable else { return nil }
        // The port stands at the same place in both families.
        let port = withUnsafeBytes(of: &storage) { UInt16($0[2]) << 8 | UInt16($0[3]) }
        let host = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        self = .host(String(decoding: host, as: UTF8.self), port: port)
    }
}
