/// One key of the configuration: what it may hold, and what it holds when nobody says.
struct ConfigurationKey: Sendable {
    /// What a key may hold.
    enum Kind: Sendable {
        case text
        case texts
        case boolean
        case integer(ClosedRange<Int>)
        case choice([String])
    }

    /// Dots part the levels of the YAML file: `workers.count`.
    let name: String
    let kind: Kind
    /// As it would stand in the YAML file; texts are parted by commas.
    let defaultValue: String
    let summary: String

    /// The environment variable that overrides the file: `ASSAY_WORKERS_COUNT`.
    var environmentName: String {
        "ASSAY_" + name.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    /// What the key expects, as an error says it.
    var expectation: String {
        switch kind {
        case .text: "text"
        case .texts: "a list of texts"
        case .boolean: "true or false"
        case .integer(let range) where range.upperBound == .max: "an integer of at least \(range.lowerBound)"
        case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let choices): "one of \(choices.joined(separator: ", "))"
        }
    }
}

extension ConfigurationKey {
    /// Every key of `assayd serve`, in the order of Config/assayd.yaml.
    static let all: [ConfigurationKey] = [
        .init(name: "data", kind: .text, defaultValue: "assay-data", summary: "folder of the database and the blobs"),
        .init(
            name: "listen", kind: .text, defaultValue: "127.0.0.1:8484",
            summary: "ADDRESS:PORT or unix:PATH; port 0 takes a free one"),
        .init(
            name: "allow_remote", kind: .boolean, defaultValue: "false",
            summary: "listen beyond loopback although nothing is encrypted and nobody has to sign in"),
        .init(
            name: "import_folders", kind: .texts, defaultValue: "",
            summary: "folders from which checkpoints may be imported"),
        .init(
            name: "log_level", kind: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
            defaultValue: "info", summary: "least severe message that is logged"),
        .init(name: "workers.count", kind: .integer(0...256), defaultValue: "1", summary: "local worker processes"),
        .init(
            name: "workers.threads", kind: .integer(0...1024), defaultValue: "0",
            summary: "threads of each; 0 shares the processors out"),
        .init(
            name: "workers.warm_checkpoints", kind: .integer(0...100_000), defaultValue: "256",
            summary: "checkpoints that a worker keeps mapped between evaluations"),
        .init(
            name: "workers.state_seconds", kind: .integer(1...86_400), defaultValue: "30",
            summary: "how often a training run saves the state that it can go on from"),
        .init(
            name: "jobs.lease_seconds", kind: .integer(2...86_400), defaultValue: "30",
            summary: "how long a worker may be silent before its work is given to another"),
        .init(
            name: "jobs.attempts", kind: .integer(1...100), defaultValue: "5",
            summary: "how often a job is tried before it fails for good"),
        .init(
            name: "limits.json_bytes", kind: .integer(1024...1_073_741_824), defaultValue: "16777216",
            summary: "largest JSON body"),
        .init(
            name: "limits.blob_bytes", kind: .integer(1024...Int.max), defaultValue: "1099511627776",
            summary: "largest blob"),
        .init(
            name: "limits.connections", kind: .integer(1...100_000), defaultValue: "1024",
            summary: "connections at once; more wait to be accepted"),
        .init(
            name: "limits.queued_jobs", kind: .integer(1...100_000_000), defaultValue: "1000000",
            summary: "jobs that may wait; beyond it submissions are answered 429"),
        .init(
            name: "limits.free_bytes", kind: .integer(0...Int.max), defaultValue: "268435456",
            summary: "free bytes on the disk below which nothing new is accepted"),
        .init(
            name: "limits.stop_seconds", kind: .integer(0...3600), defaultValue: "10",
            summary: "how long a stop waits for what is under way"),
    ]

    static func named(_ name: String) -> ConfigurationKey? {
        all.first { $0.name == name }
    }
}
