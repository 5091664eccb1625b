import API
import ArgumentParser
import Client
import Hashing
import TextTables

struct Blobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Files that the service keeps under their SHA-256.", subcommands: [Verify.self])

    struct Verify: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have blobs read whole and their hashes computed again.",
            discussion: "One that is damaged is moved to the quarantine and named; it can be uploaded again.")

        @Argument(help: ArgumentHelp("Their hashes.", valueName: "sha256")) var hashes: [String]
        @OptionGroup var service: ServiceOptions

        func validate() throws {
            for hash in hashes where SHA256Digest(hex: hash) == nil {
                throw ValidationError("\"\(hash)\" is no SHA-256; expected 64 lower-case hexadecimal digits.")
            }
        }

        func report(from client: AssayClient) async throws -> Report {
            var verified: [BlobVerification] = []
            var damaged: [String] = []
            for digest in hashes.compactMap({ SHA256Digest(hex: $0) }) {
                do {
                    verified.append(try await client.verifyBlob(digest))
                } catch let problem as ProblemResource where problem.status == 404 || problem.isDamage {
                    damaged.append(problem.detail ?? problem.title)
                }
            }
            var table = Table(columns: [.text("blob"), .number("bytes"), .text("state")])
            for blob in verified { table.add([blob.sha256, String(blob.bytes), "intact"]) }
            return try Report(
                list: verified, table: table, ids: verified.map(\.sha256),
                failure: damaged.isEmpty ? nil : Failure(.work, damaged.joined(separator: "\n  ")))
        }
    }
}

extension ProblemResource {
    /// Whether it says that a blob is not what was stored.
    fileprivate var isDamage: Bool { type.hasSuffix("/corrupted") }
}
