import Logging
import Spelling

/// Every key of `assayd serve`, in the order of Config/assayd.yaml: this list is the only place that names them.
///
/// A property here is all that a new key takes: the file, the environment (`ASSAY_…`), `--set` and
/// `--print-configuration` go by ``all``, and ``ServeConfiguration`` has a member of the same name and type. A test
/// holds the example file to the list.
struct ServeKeys: Sendable {
    let data = Key("data", default: "assay-data", "folder of the database and the blobs")
    let listen = Key("listen", default: "127.0.0.1:8484", "ADDRESS:PORT or unix:PATH; port 0 takes a free one")
    let allowRemote = Key(
        "allow_remote", default: false,
        "listen beyond loopback although nothing is encrypted and nobody has to sign in")
    let serverNames = Key(
        "server.names", default: [String](),
        "names under which the service is reached, beside addresses and this machine's own name")
    let importFolders = Key("import_folders", default: [String](), "folders from which checkpoints may be imported")
    let logLevel = Key("log_level", default: Logger.Level.info, "least severe message that is logged")

    let workerCount = Key("workers.count", 0...256, default: 1, "local worker processes; 0 for none")
    let workerThreads = Key(
        "workers.threads", 0...1024, default: 0, "threads of each worker; 0 shares the processors out")
    let warmCheckpoints = Key(
        "workers.warm_checkpoints", 0...100_000, default: 256,
        "checkpoints that a worker keeps mapped between evaluations")
    let stateSeconds = Key(
        "workers.state_seconds", 1...86_400, default: 30,
        "how often a training run saves the state that it can go on from")

    let leaseSeconds = Key(
        "jobs.lease_seconds", 10...86_400, default: 30,
        "how long a worker may be silent before its work is given to another")
    let attempts = Key("jobs.attempts", 1...100, default: 5, "how often a job is tried before it fails for good")

    let jsonBytes = Key("limits.json_bytes", 1024...1_073_741_824, default: 16_777_216, "largest JSON body")
    let bodyMemoryBytes = Key(
        "limits.body_memory_bytes", 1_048_576...1_099_511_627_776, default: 268_435_456,
        "bytes that JSON bodies may take until they have been acted on, over all connections")
    let blobBytes = Key("limits.blob_bytes", 1024..., default: 1_099_511_627_776, "largest blob")
    let connections = Key(
        "limits.connections", 1...100_000, default: 1024, "connections at once; more wait to be accepted")
    let queuedJobs = Key(
        "limits.queued_jobs", 1...100_000_000, default: 1_000_000,
        "jobs that may wait; beyond it submissions are answered 429")
    let freeBytes = Key(
        "limits.free_bytes", 0..., default: 268_435_456,
        "free bytes on the disk below which nothing new is accepted")
    let stopSeconds = Key(
        "limits.stop_seconds", 0...3600, default: 10, "how long a stop waits for what is under way")

    let checkBytesPerSecond = Key(
        "checks.bytes_per_second", 0...1_099_511_627_776, default: 8_388_608,
        "bytes of blobs that are read again each second while the service runs; 0 for none")
    let checkHours = Key(
        "checks.hours", 1...8_760, default: 24, "hours from one check of all blobs and tables to the next")

    private init() {}

    /// The one value of the type: what a key path into it leads to is a key.
    static let table = ServeKeys()

    /// The keys in order, read off the properties above so that none can be left out.
    static let all = Mirror(reflecting: table).children.compactMap { $0.value as? any ConfigurationKey }

    /// The key of a name, if there is one.
    static func named(_ name: String) -> (any ConfigurationKey)? {
        all.first { $0.name == name }
    }

    /// What an error adds to an unknown name: the key that was probably meant.
    ///
    /// A key of the same last part stands at another level, which is the usual slip; else the nearest in spelling
    /// within two letters.
    static func suggestion(for name: String) -> String {
        let names = all.map(\.name)
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let misplaced = names.filter { $0 == last || $0.hasSuffix("." + last) }.min()
        let near = misplaced ?? nearestName(to: name, in: names)
        return near.map { "; did you mean \($0)?" } ?? ""
    }
}
