import Foundation
import Parallelism
import StrictJSON

/// Writes safetensors files, streamed and atomic: the file appears whole under its name or not at all.
public enum SafetensorsWriter {
    /// Elements that a thread reads and writes at once: as many as stay in the processor's cache between the two.
    static let pieceLength = 1 << 16

    /// As many threads as the machine runs at once, up to the number from which memory is what they wait for.
    public static var defaultThreads: Int { min(ProcessInfo.processInfo.activeProcessorCount, 8) }

    /// Writes every tensor of a source, reading a piece of one tensor at a time on each thread.
    ///
    /// Tensors stand by element size descending, then by name, as the safetensors crate writes them; the header is
    /// padded with spaces to a multiple of 8. The file is written under a temporary name in the same folder, synced,
    /// renamed, and the folder synced.
    ///
    /// - Parameters:
    ///   - source: the parameters.
    ///   - path: the file to make or replace.
    ///   - metadata: strings for `__metadata__`; `transformers` wants `"format": "pt"`.
    ///   - threads: how many read and write at once; the bytes do not depend on it.
    ///   - durable: whether the file and its folder are synced.
    ///   - elementType: the type to store a tensor in; rounded to nearest, ties to even.
    /// - Throws: ``CheckpointError``, also if a value is not finite in its stored type, or what the source throws.
    public static func write(
        _ source: any TensorSource, to path: String, metadata: [(key: String, value: String)] = [("format", "pt")],
        threads: Int = defaultThreads, durable: Bool = true, elementType: (TensorName) -> ElementType
    ) throws {
        let entries = try layout(source, path: path, elementType: elementType)
        let header = try header(entries, metadata: metadata, path: path)
        let file = try AtomicFile(path)
        let content = file.content
        try content.reserve(byteCount: header.count + (entries.last?.bytes.upperBound ?? 0))
        try file.write(header)
        let pieces = entries.flatMap { entry in
            stride(from: 0, to: entry.shape.elementCount, by: pieceLength).map { (entry: entry, start: $0) }
        }
        try ConcurrentPieces.perform(pieces.count, threads: threads, makeWorkspace: PieceMemory.init) { memory, index in
            let (entry, start) = pieces[index]
            let elements = start..<min(start + pieceLength, entry.shape.elementCount)
            let bytes = try memory.read(entry, elements, of: source, for: path)
            try content.write(bytes, at: header.count + entry.bytes.lowerBound + start * entry.type.byteCount)
        }
        try file.commit(durable: durable)
    }

    struct Entry {
        let shape: TensorShape
        let type: ElementType
        let bytes: Range<Int>
    }

    private static func layout(
        _ source: any TensorSource, path: String, elementType: (TensorName) -> ElementType
    ) throws -> [Entry] {
        let typed = try source.tensorNames.map { name -> (TensorShape, ElementType) in
            guard let shape = source.shape(of: name) else {
                throw CheckpointError(
                    .mismatched, file: path, subject: "\(name)", message: "the source has no shape for it")
            }
            return (shape, elementType(name))
        }
        var position = 0
        return typed.sorted { ($1.1.byteCount, $0.0.name) < ($0.1.byteCount, $1.0.name) }.map { shape, type in
            defer { position += shape.elementCount * type.byteCount }
            return Entry(shape: shape, type: type, bytes: position..<position + shape.elementCount * type.byteCount)
        }
    }

    private static func header(
        _ entries: [Entry], metadata: [(key: String, value: String)], path: String
    ) throws -> [UInt8] {
        var members: [JSONValue.Member] = []
        if !metadata.isEmpty {
            let strings = metadata.map {
                JSONValue.Member(key: Array($0.key.utf8), value: .string(Array($0.value.utf8)))
            }
            members.append(JSONValue.Member(key: Array("__metadata__".utf8), value: .object(strings)))
        }
        for entry in entries {
            let name = entry.shape.name.utf8
            guard !name.elementsEqual("__metadata__".utf8), name.withUnsafeBytes({ firstInvalidUTF8(in: $0) }) == nil
            else {
                throw CheckpointError(
                    .malformed, file: path, subject: "\(entry.shape.name)", message: "safetensors cannot hold this name"
                )
            }
            members.append(JSONValue.Member(key: name, value: entry.json))
        }
        var json = JSONValue.object(members).serialized()
        json.append(contentsOf: repeatElement(0x20, count: (8 - json.count % 8) % 8))
        guard json.count <= SafetensorsHeader.lengthLimit else {
            throw CheckpointError(
                .malformed, file: path,
                message: "the header would take \(json.count) bytes, more than the format allows")
        }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json
    }
}

extension SafetensorsWriter.Entry {
    fileprivate var json: JSONValue {
        let numbers = { (values: [Int]) in JSONValue.array(values.map { .number(String($0)) }) }
        return .object([
            JSONValue.Member(key: Array("dtype".utf8), value: .string(Array(type.rawValue.utf8))),
            JSONValue.Member(key: Array("shape".utf8), value: numbers(shape.dimensions)),
            JSONValue.Member(key: Array("data_offsets".utf8), value: numbers([bytes.lowerBound, bytes.upperBound])),
        ])
    }
}
