import ArgumentParser
import Client
import Foundation

/// Which service a command speaks to.
struct Connection: ParsableArguments {
    static let defaultServer = "http://127.0.0.1:8484"

    @Option(
        help: ArgumentHelp(
            "The service's address: http://HOST:PORT or unix:PATH (default: ASSAY_SERVER, else \(defaultServer)).",
            valueName: "address"))
    var server: String?

    /// A client of the service; nothing is sent yet.
    func client() throws -> AssayClient {
        let environment = ProcessInfo.processInfo.environment["ASSAY_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        return try AssayClient(
            server ?? environment ?? Connection.defaultServer, retry: RetryPolicy(attempts: 4))
    }
}

/// What every command that calls the service takes.
struct ServiceOptions: ParsableArguments {
    @OptionGroup var connection: Connection
    @OptionGroup var output: OutputOptions
}

/// A command that calls the service and prints one report.
protocol ServiceCommand: AsyncParsableCommand {
    var service: ServiceOptions { get }
    func report(from client: AssayClient) async throws -> Report
}

extension ServiceCommand {
    mutating func run() async throws {
        let report = try await report(from: try service.connection.client())
        try service.output.write(report)
        if let failure = report.failure { throw failure }
    }
}
