public import Foundation

/// Writes checkpoint folders, whole or not at all.
public enum CheckpointWriter {
    /// Writes `config.json`, `model.safetensors` and other files as a new folder.
    ///
    /// Everything goes to a temporary folder beside the target, is synced, and takes the target's name last: a folder
    /// of that name is a whole checkpoint.
    ///
    /// - Parameters:
    ///   - configuration: the bytes of `config.json`.
    ///   - tensors: the parameters, streamed.
    ///   - copying: other small files, by the name they get.
    ///   - folder: the folder to make; it must not exist, or be empty.
    ///   - threads: how many read and write tensors at once.
    ///   - durable: whether files are synced; without, the checkpoint may be lost with the machine's power.
    ///   - elementType: the type to store a tensor in.
    /// - Throws: ``CheckpointError``, or what the source throws.
    public static func write(
        configuration: Data, tensors: any TensorSource, copying files: [String: String] = [:], to folder: String,
        threads: Int = SafetensorsWriter.defaultThreads, durable: Bool = true,
        elementType: (TensorName) -> ElementType
    ) throws {
        try refuseOccupied(folder)
        let target = URL(fileURLWithPath: folder).standardizedFileURL.path
        let parent = URL(fileURLWithPath: target).deletingLastPathComponent().path
        let temporary = "\(target).\(UUID().uuidString)"
        guard mkdir(temporary, 0o777) == 0 else { throw CheckpointError.system(errno, file: folder, doing: "be made") }
        do {
            try SafetensorsWriter.write(
                tensors, to: "\(temporary)/\(CheckpointFiles.parameters)", threads: threads, durable: durable,
                elementType: elementType)
            try write(configuration, to: "\(temporary)/\(CheckpointFiles.configuration)", durable: durable)
            for (name, source) in files {
                try write(OpenFile.contents(of: source, limit: 256 << 20), to: "\(temporary)/\(name)", durable: durable)
            }
            // An empty folder of the target's name gives way; anything else in it makes this fail.
            guard rename(temporary, target) == 0 else {
                throw CheckpointError.system(errno, file: folder, doing: "be made")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw error
        }
        if durable { try syncFolder(parent) }
    }

    /// Writes a checkpoint whose tensors are all stored in one type.
    public static func write(
        configuration: Data, tensors: any TensorSource, to folder: String, as type: ElementType = .f32
    ) throws {
        try write(configuration: configuration, tensors: tensors, to: folder) { _ in type }
    }

    private static func refuseOccupied(_ folder: String) throws {
        var status = stat()
        guard lstat(folder, &status) == 0 else {
            if errno == ENOENT { return }
            throw CheckpointError.system(errno, file: folder, doing: "be made")
        }
        let entries = try? FileManager.default.contentsOfDirectory(atPath: folder)
        guard status.st_mode & S_IFMT == S_IFDIR, entries?.isEmpty == true else {
            throw CheckpointError(
                .unreadable, file: folder, message: "exists; a checkpoint is written as a new or into an empty folder")
        }
    }

    private static func write(_ data: Data, to path: String, durable: Bool) throws {
        let file = try AtomicFile(path)
        try file.write(data)
        try file.commit(durable: durable)
    }
}
