import Foundation

/// How the file descriptors of the process are shared out between the service itself and its clients' connections.
///
/// Where connections could take all of them, no blob could be opened, no database reader and no worker be started.
struct DescriptorBudget: Hashable, Sendable {
    /// Descriptors that the process may have open.
    let limit: Int
    /// Local worker processes.
    let workers: Int

    /// What the service itself needs: its database with all readers, event loops, listening sockets, the blobs that are
    /// checked and imported, and the pipes and connections of its workers.
    var reserve: Int { 96 + 4 * workers + workerConnections }

    /// How many connections the local workers have to themselves: each asks for work, tells how far it is, and hands
    /// files over at once.
    var workerConnections: Int { 4 * workers }

    /// The fewest descriptors with which the service does anything: one client can reach it.
    var least: Int { reserve + 2 }

    /// Refuses a limit with which the service would start and then fail at whatever opens a file.
    ///
    /// - Throws: ``ConfigurationError``.
    func checkIsEnough() throws {
        guard limit < least else { return }
        throw ConfigurationError(
            source: "open files", key: "ulimit -n",
            message: "allows \(limit) at once, expected at least \(least) for \(workers) "
                + (workers == 1 ? "local worker" : "local workers")
                + ": raise it before the service is started (ulimit -n \(least), LimitNOFILE in a systemd unit)"
                + (workers > 1 ? ", or lower workers.count" : ""))
    }

    /// How many connections may be open, of so many that are wished for.
    ///
    /// Each may need a second descriptor: that of the blob that it sends or receives. There is always one, for a
    /// service that nobody reaches is of no use.
    func connections(of wanted: Int) -> Int {
        max(1, min(wanted, (limit - reserve) / 2))
    }

    /// Raises the process's limit as far as it may be raised without privileges.
    ///
    /// Debian's is 1,024 until it is raised. The processes that this one starts have the same.
    ///
    /// - Returns: the limit that holds from now on.
    static func raisedLimit() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        // 1,024 is what select(2) was made for, and what a system that does not say allows.
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let holding = setrlimit(resource, &raised) == 0 ? raised : limit
        return Int(clamping: holding.rlim_cur)
    }
}
