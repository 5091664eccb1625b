import API
import ArgumentParser
import Client
import TextTables

struct Status: ServiceCommand {
    static let configuration = CommandConfiguration(abstract: "Whether the service runs and takes work.")

    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let health = try await client.readiness()
        var fields = [(name: "server", value: "\(client.address)"), (name: "status", value: health.status)]
        for (check, found) in (health.checks ?? [:]).sorted(by: { $0.key < $1.key }) {
            fields.append((check, found))
        }
        let lacking = (health.checks ?? [:]).filter { $0.value != "ok" }.sorted { $0.key < $1.key }
        let failure = Failure(
            .busy, "the service takes no work: " + lacking.map { "\($0.key): \($0.value)" }.joined(separator: "; "))
        return try Report(
            health, tables: [Table(of: fields)], ids: [], failure: health.status == "ok" ? nil : failure)
    }
}
