import Foundation

/// The Python that has the peers, if one was named, and the scripts that measure them.
struct Peers {
    /// The interpreter of an environment that `Deploy/peers/install` made.
    let python: String?
    let scripts: String

    /// That of this process without what makes OpenBLAS fast here, for peers choose for themselves.
    static var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["OPENBLAS_CORETYPE"] = nil
        environment["HF_HUB_OFFLINE"] = "1"
        environment["TQDM_DISABLE"] = "1"
        return environment
    }

    /// Starts a peer and prints its versions, or why it is left out.
    func start(_ name: String, _ script: String, _ arguments: [String]) -> Peer? {
        do {
            let peer = try open(name, script, arguments)
            print("peer: \(peer.version)")
            return peer
        } catch {
            print("left out: \(name) (\(error))")
            return nil
        }
    }

    /// Starts a peer.
    func open(_ name: String, _ script: String, _ arguments: [String]) throws -> Peer {
        guard let python else { throw PeerError.noPython }
        return try Peer(name, python: python, script: "\(scripts)/\(script)", arguments: arguments)
    }

    /// Runs a script to its end.
    func run(_ script: String, _ arguments: [String]) throws {
        guard let python else { throw PeerError.noPython }
        try Self.run(python, ["\(scripts)/\(script)"] + arguments, name: script)
    }

    /// Runs a program to its end; what it prints goes to standard error.
    static func run(_ executable: String, _ arguments: [String], name: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = environment
        process.standardOutput = FileHandle.standardError
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PeerError.failed(name, status: process.terminationStatus)
        }
    }
}
