import API
import ArgumentParser
import Client
import TextTables

struct Workers: ServiceCommand {
    static let configuration = CommandConfiguration(abstract: "List the processes that pull work.")

    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let workers = try await client.workers().all()
        var table = Table(columns: [
            .text("name"), .text("host"), .number("pid"), .number("threads"), .text("state"), .number("jobs"),
            .text("seen"), .text("kernel path"), .text("id"),
        ])
        for worker in workers {
            table.add([
                worker.name, worker.host, String(worker.pid), String(worker.threads), worker.state.rawValue,
                String(worker.jobs.count), Figures.time(worker.seenAt), worker.kernelPath, worker.id,
            ])
        }
        return try Report(list: workers, table: table, ids: workers.map(\.id))
    }
}
