public import Hashing

/// The hash that stands for a checkpoint: that of its configuration and parameters, whatever its folder is called.
public enum CheckpointHash {
    /// Whether a file of this name is part of the hash.
    public static func covers(_ file: String) -> Bool {
        file == CheckpointFiles.configuration || file == CheckpointFiles.index || file.hasSuffix(".safetensors")
    }

    /// The hash of a checkpoint from the hashes of its files: SHA-256 over a line "`hash`, two spaces, `name`" for each
    /// file that ``covers(_:)`` names, in bytewise order of the names.
    public static func combine(_ files: some Sequence<(name: String, digest: SHA256Digest)>) -> SHA256Digest {
        let computation = SHA256()
        let covered = files.filter { covers($0.name) }
        for file in covered.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            computation.update("\(file.digest.hex)  \(file.name)\n".utf8)
        }
        return computation.finalize()
    }
}
