import API
import ArgumentParser
import Client
import TextTables

struct Pools: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A base model, and the partitions with their models.",
        subcommands: [
            Create.self, List.self, Show.self, Retire.self, Validity.self, Rename<PoolWord>.self, Remove<PoolWord>.self,
        ])

    struct Create: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a pool.", discussion: "assay pools create demo --base base man=man perl=perl-model")

        @Argument(help: "Its name.") var name: String
        @Option(help: "The base model's checkpoint (id or name).") var base: String
        @Option(help: "What text is read with (default: the base's tokenizer.json, bytes if it brings none).")
        var tokenizer: TokenizerName?
        @Argument(help: "A partition and its model's checkpoint, PARTITION=CHECKPOINT, each by id or name; repeat.")
        var members: [PairArgument]
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let pool = try await client.createPool(
                PoolCreation(
                    name: name, base: base, tokenizer: tokenizer,
                    partitions: members.map { PoolMemberCreation(partition: $0.left, checkpoint: $0.right) }))
            return try Report(pool, tables: Pools.tables(pool), ids: [pool.id])
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List pools.")

        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let pools = try await client.pools().all()
            return try Report(list: pools, table: Pools.table(pools), ids: pools.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one pool and its partitions.")

        @Argument(help: "Its id or name.") var pool: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.pool(pool)
            return try Report(found, tables: Pools.tables(found), ids: [found.id])
        }
    }

    struct Retire: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask nothing new about a partition; every score that is there stays.")

        @Argument(help: "The pool (id or name).") var pool: String
        @Argument(help: "The partition's name.") var partition: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let changed = try await client.retirePartition(partition, of: pool)
            return try Report(changed, tables: Pools.tables(changed), ids: [changed.id])
        }
    }

    static func table(_ pools: [PoolResource]) -> Table {
        var table = Table(columns: [
            .text("name"), .text("tokenizer"), .number("partitions"), .number("tokens"), .text("base"), .text("id"),
        ])
        for pool in pools {
            table.add([
                pool.name, pool.tokenizer.rawValue, Figures.count(pool.partitions.count),
                Figures.count(pool.partitions.reduce(0) { $0 + $1.tokens }), pool.base, pool.id,
            ])
        }
        return table
    }

    static func tables(_ pool: PoolResource) -> [Table] {
        var members = Table(columns: [
            .text("partition"), .number("tokens"), .text("checkpoint"), .text("retired"),
        ])
        for member in pool.partitions {
            members.add([
                member.name, Figures.count(member.tokens), member.checkpoint, Figures.time(member.retiredAt),
            ])
        }
        return [table([pool]), members]
    }
}
