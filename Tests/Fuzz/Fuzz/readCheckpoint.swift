import Checkpoints
import Foundation

/// Reads a safetensors file whole: its header, and every tensor that it says it has.
func readSafetensors(_ bytes: UnsafeRawBufferPointer) {
    guard let memory = MemoryFile(bytes) else { return }
    // A file in memory is gone with the last that knows it.
    defer { withExtendedLifetime(memory) {} }
    do {
        let file = try SafetensorsFile(memory.path)
        for name in file.tensorNames {
            // What is read fits in the file, whatever the shapes say: each element takes a byte of it at least.
            precondition((file.shape(of: name)?.elementCount ?? 0) <= 2 * bytes.count)
            do { _ = try file.values(of: name) } catch is CheckpointError {}
        }
    } catch is CheckpointError {
    } catch {
        preconditionFailure("an error of another kind: \(error)")
    }
}

/// Reads a folder: the index, and two shards, cut out of the input at the bytes `\n--\n`.
func readFolder(_ bytes: UnsafeRawBufferPointer) {
    let names = ["model.safetensors.index.json", "a.safetensors", "b.safetensors", "config.json"]
    var parts: [Data] = []
    var rest = Data(bytes)
    while parts.count < names.count - 1, let cut = rest.range(of: Data("\n--\n".utf8)) {
        parts.append(rest[..<cut.lowerBound])
        rest = rest[cut.upperBound...]
    }
    parts.append(rest)
    if parts.count < names.count { parts += [Data](repeating: Data(), count: names.count - parts.count) }
    let memories = parts.compactMap { part in part.withUnsafeBytes { MemoryFile($0) } }
    guard memories.count == names.count else { return }
    defer { withExtendedLifetime(memories) {} }
    let paths = Dictionary(zip(names, memories.map(\.path))) { first, _ in first }
    do {
        let folder = try CheckpointFolder(files: CheckpointFiles(name: "folder", paths: paths))
        for name in folder.tensorNames {
            precondition(folder.shape(of: name) != nil && folder.elementType(of: name) != nil)
            do { _ = try folder.values(of: name) } catch is CheckpointError {}
        }
        _ = folder.parameterCount
        _ = try folder.hash()
    } catch is CheckpointError {
    } catch {
        preconditionFailure("an error of another kind: \(error)")
    }
}
