import API
import ArgumentParser
import Client
import TextTables
import Words

extension Jobs {
    struct Cancel: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel jobs, by their ids or by what they have in common.",
            discussion: """
                assay jobs cancel job_01…
                assay jobs cancel --label sweep --dry-run
                assay jobs cancel --pool demo --kind evaluation --state queued
                assay jobs cancel --study search

                A study is cancelled with its jobs. What somebody else has asked for too goes on.
                """)

        @Argument(help: "Their ids.") var jobs: [String] = []
        @Option(help: "Those of evaluations that were asked for under this label.") var label: String?
        @Option(help: "Those of this study (id or name), which is cancelled with them.") var study: String?
        @Option(help: "Those of evaluations that this pool (id or name) asked for, and of what is measured of it.")
        var pool: String?
        @Option(help: ArgumentHelp("Only those of this kind.", valueName: "kind")) var kind: JobKind?
        @Option(help: "Only those in this state.") var state: JobState?
        @Flag(help: "Only count them; cancel nothing.") var dryRun = false
        @OptionGroup var service: ServiceOptions

        private var isByFilter: Bool {
            label != nil || study != nil || pool != nil || kind != nil || state != nil
        }

        func validate() throws {
            guard jobs.isEmpty == isByFilter else {
                throw ValidationError("Give ids of jobs, or --label, --study, --pool, --kind or --state.")
            }
            guard jobs.isEmpty || !dryRun else {
                throw ValidationError("--dry-run counts what a filter names, not ids.")
            }
        }

        func report(from client: AssayClient) async throws -> Report {
            guard isByFilter else {
                var ended: [JobResource] = []
                for job in jobs { ended.append(try await client.cancelJob(job)) }
                if ended.count == 1 { return try Report(ended[0], tables: [Jobs.table(ended)], ids: [ended[0].id]) }
                return try Report(list: ended, table: Jobs.table(ended), ids: ended.map(\.id))
            }
            let found = try await client.cancelJobs(
                JobCancellation(label: label, study: study, pool: pool, kind: kind, state: state, dryRun: dryRun))
            let lines = [(dryRun ? "would be cancelled" : "cancelled", Figures.count(found.cancelled))]
            let shared = found.shared > 0 ? [("asked for by others too, and go on", Figures.count(found.shared))] : []
            return try Report(found, tables: [Table(of: lines + shared)], ids: found.jobs)
        }
    }
}
