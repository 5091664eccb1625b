import API
import ArgumentParser
import Client
import FileKinds
import Foundation
import Hashing
import StrictJSON
import TextTables

struct Checkpoints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Models: configuration and parameters.",
        subcommands: [
            Import.self, Upload.self, List.self, Show.self, Download.self, Rename<CheckpointWord>.self,
            Remove<CheckpointWord>.self,
        ])

    struct Import: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a checkpoint from a folder that the service may read.")

        @Argument(help: "Its name.") var name: String
        @Argument(help: "The folder, as the service sees it.") var folder: String
        @OptionGroup var ignored: IgnoredKeys
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let checkpoint = try await SentFiles(files: ["/folder": folder]).naming {
                try await client.createCheckpoint(
                    CheckpointCreation(name: name, source: .folder(folder), ignoredKeys: ignored.given))
            }
            return try Report(checkpoint, tables: Checkpoints.tables(checkpoint), ids: [checkpoint.id])
        }
    }

    struct Upload: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Upload a Hugging Face folder from this machine.")

        @Argument(help: "Its name.") var name: String
        @Argument(help: "The folder: its .json and .safetensors files are uploaded.") var folder: String
        @OptionGroup var ignored: IgnoredKeys
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let names = try Checkpoints.files(of: folder)
            var bar = ProgressBar("uploading")
            var files: [String: String] = [:]
            for (index, file) in names.enumerated() {
                bar.show(index, of: names.count, note: file)
                let path = URL(fileURLWithPath: folder).appendingPathComponent(file).path
                files[file] = try await client.upload(fileAt: path).hex
            }
            bar.clear()
            let places = Dictionary(
                uniqueKeysWithValues: names.map { (JSONPointer.root.appending("files").appending($0).description, $0) })
            let sent = places.mapValues { "\(folder)/\($0)" }.merging(["/files": folder]) { first, _ in first }
            let checkpoint = try await SentFiles(files: sent).naming {
                try await client.createCheckpoint(
                    CheckpointCreation(name: name, source: .files(files), ignoredKeys: ignored.given))
            }
            return try Report(checkpoint, tables: Checkpoints.tables(checkpoint), ids: [checkpoint.id])
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List checkpoints.")

        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let checkpoints = try await client.checkpoints().all()
            return try Report(
                list: checkpoints, table: Checkpoints.table(checkpoints),
                ids: checkpoints.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one checkpoint and its files.")

        @Argument(help: "Its id or name.") var checkpoint: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.checkpoint(checkpoint)
            return try Report(found, tables: Checkpoints.tables(found), ids: [found.id])
        }
    }

    struct Download: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download a checkpoint as a folder that transformers loads.")

        @Argument(help: "Its id or name.") var checkpoint: String
        @Argument(help: "The folder, made when it is missing.") var folder: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.checkpoint(checkpoint)
            let target = URL(fileURLWithPath: folder)
            do {
                try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            } catch {
                throw Failure(.file, "\(folder): cannot be made: \(error.localizedDescription)")
            }
            var bar = ProgressBar("downloading")
            for (index, file) in found.files.enumerated() {
                bar.show(index, of: found.files.count, note: file.name)
                // The name comes from outside: nothing that could leave the folder is followed.
                if let complaint = CheckpointFileName.complaint(about: file.name) {
                    throw Failure(.input, "a file of the checkpoint, \"\(file.name)\", \(complaint)")
                }
                guard let digest = SHA256Digest(hex: file.sha256) else {
                    throw Failure(.input, "the hash of \(file.name) is \"\(file.sha256)\"; expected a SHA-256")
                }
                try await client.download(digest, to: target.appendingPathComponent(file.name).path)
            }
            bar.clear()
            return try Report(found, tables: Checkpoints.tables(found), ids: [found.id])
        }
    }

    /// The files of a folder that make a checkpoint: JSON and safetensors.
    static func files(of folder: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw Failure(.file, "\(folder): there is no such folder")
        }
        guard isFolder.boolValue else {
            throw Failure(.input, "\(folder): \(ModelFolder.complaint(aboutFile: folder))")
        }
        let all: [String]
        do {
            all = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Failure(.file, "\(folder): cannot be read; may you list it?")
        }
        let files = all.filter { $0.hasSuffix(".json") || $0.hasSuffix(".safetensors") }.sorted()
        let isWhole = files.contains("config.json") && files.contains { $0.hasSuffix(".safetensors") }
        if !isWhole || all.contains("adapter_config.json"),
            let (file, complaint) = ModelFolder.otherForm(in: all, of: folder)
        {
            throw Failure(.input, "\(folder)/\(file): \(complaint)")
        }
        guard files.contains("config.json") else { throw Failure(.input, "\(folder): has no config.json") }
        guard isWhole else { throw Failure(.input, "\(folder): has no .safetensors file") }
        return files
    }

    static func table(_ checkpoints: [CheckpointResource]) -> Table {
        var table = Table(columns: [
            .text("name"), .text("type"), .number("parameters"), .number("vocabulary"), .number("context"),
            .text("hash"), .text("id"),
        ])
        for checkpoint in checkpoints {
            table.add([
                checkpoint.name, checkpoint.modelType, Figures.count(checkpoint.parameters),
                Figures.count(checkpoint.vocabularySize), Figures.count(checkpoint.context),
                String(checkpoint.hash.prefix(12)), checkpoint.id,
            ])
        }
        return table
    }

    static func tables(_ checkpoint: CheckpointResource) -> [Table] {
        var files = Table(columns: [.text("file"), .number("bytes"), .text("sha256")])
        for file in checkpoint.files { files.add([file.name, Figures.count(file.bytes), file.sha256]) }
        var ignored = Table(columns: [.text("ignored key")])
        for key in checkpoint.ignoredKeys { ignored.add([key]) }
        return [table([checkpoint]), files] + (checkpoint.ignoredKeys.isEmpty ? [] : [ignored])
    }
}
