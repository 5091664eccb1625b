import API
import ArgumentParser
import Client
import TextTables
import Words

struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Queued work.",
        subcommands: [List.self, Show.self, Watch.self, Cancel.self, Retry.self])

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List jobs.")

        @Option(help: ArgumentHelp("Only those of this kind.", valueName: "kind")) var kind: JobKind?
        @Option(help: "Only those in this state.") var state: JobState?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let jobs = try await client.jobs(kind: kind, state: state).all()
            return try Report(list: jobs, table: Jobs.table(jobs), ids: jobs.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one job and its attempts.")

        @Argument(help: "Its id.") var job: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.job(job)
            var attempts = Table(columns: [
                .number("attempt"), .text("state"), .text("worker"), .text("started"), .text("ended"), .text("error"),
            ])
            for attempt in found.attempts {
                attempts.add([
                    String(attempt.number), attempt.state, attempt.worker, Figures.time(attempt.startedAt),
                    Figures.time(attempt.endedAt), attempt.error?.detail,
                ])
            }
            return try Report(found, tables: [Jobs.table([found]), attempts], ids: [found.id])
        }
    }

    struct Watch: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Wait until jobs have ended.", discussion: "Without ids, every job that has not ended yet.")

        @Argument(help: "Their ids.") var jobs: [String] = []
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var ids = jobs
            if ids.isEmpty { ids = try await client.jobs().all().filter { !$0.state.isFinal }.map(\.id) }
            let ended = try await Waiting(client: client).jobs(ids, title: ids.count == 1 ? "job" : "jobs")
            return try Report(
                list: ended, table: Jobs.table(ended), ids: ids,
                failure: Waiting.failure(of: ended))
        }
    }

    struct Retry: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Queue a job again that failed, was cancelled or expired.")

        @Argument(help: "Its id.") var job: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let job = try await client.retryJob(job)
            return try Report(job, tables: [Jobs.table([job])], ids: [job.id])
        }
    }

    static func table(_ jobs: [JobResource]) -> Table {
        var table = Table(columns: [
            .text("kind"), .text("state"), .text("progress"), .number("attempts"), .text("created"), .text("subject"),
            .text("id"),
        ])
        for job in jobs {
            table.add([
                job.kind.rawValue, job.state.rawValue, Figures.progress(job.progress), String(job.attempts.count),
                Figures.time(job.createdAt), job.subject, job.id,
            ])
            if let error = job.error { table.notes.append("\(job.id): \(error.detail)") }
        }
        return table
    }
}
