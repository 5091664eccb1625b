import Foundation
import StrictJSON

/// Writes safetensors files, streamed and atomic: the file appears whole under its name or not at all.
public enum SafetensorsWriter {
    /// How many elements are in flight at once.
    private static let pieceLength = 1 << 20

    /// Writes every tensor of a source, reading a piece of one tensor at a time.
    ///
    /// Tensors stand by element size descending, then by name, as the safetensors crate writes them; the header is
    /// padded with spaces to a multiple of 8. The file is written under a temporary name in the same folder, synced,
    /// renamed, and the folder synced.
    ///
    /// - Parameters:
    ///   - source: the parameters.
    ///   - path: the file to make or replace.
    ///   - elementType: the type to store a tensor in; rounded to nearest, ties to even.
    ///   - metadata: strings for `__metadata__`; `transformers` wants `"format": "pt"`.
    /// - Throws: ``CheckpointError``, also if a value is not finite in its stored type, or what the source throws.
    public static func write(
        _ source: any TensorSource, to path: String, metadata: [(key: String, value: String)] = [("format", "pt")],
        elementType: (TensorName) -> ElementType
    ) throws {
        let entries = try layout(source, path: path, elementType: elementType)
        let file = try AtomicFile(path)
        try file.write(header(entries, metadata: metadata, path: path))
        for entry in entries { try write(entry, of: source, to: file) }
        try file.commit()
    }

    fileprivate struct Entry {
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

    private static func write(_ entry: Entry, of source: any TensorSource, to file: AtomicFile) throws {
        let count = entry.shape.elementCount
        let capacity = min(count, pieceLength)
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: capacity)
        defer { values.deallocate() }
        let encoded = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity * entry.type.byteCount, alignment: 64)
        defer { encoded.deallocate() }
        for start in stride(from: 0, to: count, by: pieceLength) {
            let piece = UnsafeMutableBufferPointer(rebasing: values.prefix(count - start))
            try source.read(entry.shape.name, elements: start..<start + piece.count, into: piece)
            guard let target = encoded.baseAddress, entry.type.encode(UnsafeBufferPointer(piece), into: target) else {
                throw CheckpointError(
                    .malformed, file: file.path, subject: "\(entry.shape.name)",
                    message: "the tensor holds a value that is infinite or not a number as \(entry.type.rawValue)")
            }
            try file.write(UnsafeRawBufferPointer(rebasing: encoded.prefix(piece.count * entry.type.byteCount)))
        }
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
