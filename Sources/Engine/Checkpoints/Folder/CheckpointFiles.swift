import FileKinds
public import Foundation

/// The files of a checkpoint: their names in its folder, and where they really stand.
///
/// A folder of Hugging Face's layout is one; blobs that stand under their hashes are another.
public struct CheckpointFiles: Hashable, Sendable {
    /// The configuration's name.
    public static let configuration = "config.json"
    /// The name of parameters in a single file.
    public static let parameters = "model.safetensors"
    /// The name of the list that says which shard holds which tensor.
    public static let index = "model.safetensors.index.json"
    /// Names of files that belong to a tokenizer or a way to generate, and change no parameter.
    public static let tokenizerNames =
        [
            "added_tokens.json", "chat_template.jinja", "generation_config.json", "special_tokens_map.json",
            "tokenizer.json", "tokenizer_config.json",
        ] + unreadTokenizerNames

    /// Names of files that hold tokenizers in forms that are not read: `tokenizer.json` says all that they do.
    public static let unreadTokenizerNames = [
        "merges.txt", "qwen.tiktoken", "sentencepiece.bpe.model", "spiece.model", "tekken.json", "tokenizer.bin",
        "tokenizer.model", "vocab.json", "vocab.txt",
    ]

    /// The name that messages give to the whole.
    public let name: String
    /// Paths by names.
    public let paths: [String: String]
    /// Whether tensors are read from mapped memory: not by a process that must not end when a file shrinks.
    public let areMapped: Bool

    /// Takes files that stand anywhere.
    public init(name: String, paths: [String: String], areMapped: Bool = true) {
        self.name = name
        self.paths = paths
        self.areMapped = areMapped
    }

    /// Lists a folder, leaving out folders in it and what is neither a file nor a link to one.
    public init(folder: String) throws {
        var status = stat()
        guard stat(folder, &status) == 0 else { throw CheckpointError.system(errno, file: folder, doing: "be read") }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw CheckpointError(.unsupported, file: folder, message: ModelFolder.complaint(aboutFile: folder))
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw CheckpointError(.unreadable, file: folder, message: "cannot be listed: \(error.localizedDescription)")
        }
        var paths: [String: String] = [:]
        for name in names {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { paths[name] = path }
        }
        self.init(name: folder, paths: paths)
    }

    /// What messages call a file, also when there is none: the sender knows the checkpoint's name, and not where its
    /// files stand.
    public func label(of file: String) -> String {
        name.isEmpty || name.hasSuffix("/") ? name + file : "\(name)/\(file)"
    }

    /// The content of a small file, or `nil` if there is none of that name.
    public func contents(of file: String, limit: Int = 64 << 20) throws -> Data? {
        guard let path = paths[file] else { return nil }
        return try OpenFile.contents(of: path, named: label(of: file), limit: limit)
    }
}
