import Foundation

/// mergekit's command, which merges checkpoints into a new one.
struct Mergekit {
    private let executable: String
    private let threads: Int

    /// Prints why it is left out where the Python's environment lacks it.
    init?(_ peers: Peers, threads: Int) {
        guard let python = peers.python else {
            print("left out: mergekit (no --peers)")
            return nil
        }
        let folder = URL(filePath: python).deletingLastPathComponent()
        executable = folder.appending(path: "mergekit-yaml").path
        self.threads = threads
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            print("left out: mergekit (there is no \(executable))")
            return nil
        }
        let packages = try? Process.output(
            python, ["-c", "import importlib.metadata as m; print(m.version('mergekit'))"])
        print("peer: mergekit \(packages ?? "of unknown version"), its command from start to end")
    }

    /// Writes the mean of checkpoints as a new one.
    ///
    /// - Parameters:
    ///   - type: float32 or bfloat16.
    ///   - work: where the command's configuration is put.
    func merge(_ folders: [String], as type: String, to output: String, in work: WorkFolder) throws {
        let models = folders.map { "  - model: \($0)\n    parameters:\n      weight: \(1 / Double(folders.count))\n" }
        let yaml = "merge_method: linear\ndtype: \(type)\nmodels:\n" + models.joined()
        let file = work.file("mergekit.yaml")
        try Data(yaml.utf8).write(to: URL(filePath: file))
        let options = ["--num-threads", "\(threads)", "--no-copy-tokenizer", "--quiet"]
        try Peers.run(executable, [file, output] + options, name: "mergekit")
    }
}

extension Process {
    /// What a program prints, without the end of the last line.
    fileprivate static func output(_ executable: String, _ arguments: [String]) throws -> String {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
