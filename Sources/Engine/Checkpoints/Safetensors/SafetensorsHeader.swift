import FileKinds
import StrictJSON

/// The header of a safetensors file: which tensors it holds, and where.
///
/// Format: `u64` little-endian N, N bytes of JSON, data to the end of the file
/// (<https://huggingface.co/docs/safetensors>). Checks as in the safetensors crate's `Metadata::validate`, and repeated
/// keys are refused where the crate would keep the last.
public struct SafetensorsHeader: Sendable {
    /// A tensor as the header describes it.
    public struct Tensor: Hashable, Sendable {
        public let name: TensorName
        public let type: StoredType
        /// Outermost dimension first; `[]` is a scalar.
        public let dimensions: [Int]
        /// Bytes from the start of the data, which is at ``SafetensorsHeader/dataStart``.
        public let bytes: Range<Int>

        /// Name and dimensions.
        public var shape: TensorShape { TensorShape(name: name, dimensions: dimensions) }
    }

    /// The longest header that the format allows, in bytes.
    public static let lengthLimit = 100_000_000

    /// The tensors in the order of their data.
    public let tensors: [Tensor]
    /// The strings under `__metadata__`, in order.
    public let metadata: [(key: String, value: String)]
    /// Where data begin, in bytes from the start of the file.
    public let dataStart: Int

    /// Reads and checks the header of a file with `pread` alone, so that a file that shrinks meanwhile is an error and
    /// never a signal.
    public init(contentsOf path: String) throws {
        try self.init(OpenFile(path))
    }

    init(_ file: OpenFile) throws {
        guard file.size >= 8 else {
            throw try Self.foreign(file, "the file has \(file.size) bytes; a safetensors file has at least 8")
        }
        var length: UInt64 = 0
        try withUnsafeMutableBytes(of: &length) { try file.read(at: 0, into: $0) }
        length = UInt64(littleEndian: length)
        guard length <= Self.lengthLimit else {
            throw try Self.foreign(
                file,
                "is no safetensors file: by its first bytes its header would have \(length) bytes, and at most "
                    + "\(Self.lengthLimit) are allowed")
        }
        guard 8 + Int(length) <= file.size else {
            throw try Self.foreign(
                file,
                "the header claims \(length) bytes, but the file has \(file.size): it is truncated; fetch it again")
        }
        let json = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(length), alignment: 8)
        defer { json.deallocate() }
        try file.read(at: 8, into: json)
        try file.checkUnchanged()
        try self.init(json: UnsafeRawBufferPointer(json), fileSize: file.size, file: file.label)
    }

    /// Why a file is no safetensors file: what it is instead, if that is known.
    private static func foreign(_ file: OpenFile, _ complaint: String) throws -> CheckpointError {
        var prefix = [UInt8](repeating: 0, count: min(file.size, FileKind.prefixLength))
        try prefix.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        return .foreign(prefix, file: file.label, otherwise: complaint)
    }

    /// Checks a header's JSON against the size of its file.
    ///
    /// - Parameters:
    ///   - json: the header without its length.
    ///   - fileSize: bytes of the whole file.
    ///   - file: the name for messages.
    init(json: UnsafeRawBufferPointer, fileSize: Int, file: String) throws {
        let parsed: (tensors: [Tensor], metadata: [(key: String, value: String)])
        do {
            parsed = try Self.parse(json)
        } catch {
            throw CheckpointError(.malformed, file: file, subject: "header", message: error.description)
        }
        dataStart = 8 + json.count
        metadata = parsed.metadata
        tensors = parsed.tensors.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.name)
        }
        try checkLayout(fileSize: fileSize, file: file)
    }

    private func checkLayout(fileSize: Int, file: String) throws {
        var end = 0
        for tensor in tensors {
            guard tensor.bytes.lowerBound == end else {
                throw CheckpointError(
                    .malformed, file: file, subject: "\(tensor.name)",
                    message: "data begin at \(tensor.bytes.lowerBound), but the tensor before ends at \(end): "
                        + "tensors must follow each other without gap or overlap")
            }
            end = tensor.bytes.upperBound
            guard let size = tensor.byteCount else {
                throw CheckpointError(
                    .malformed, file: file, subject: "\(tensor.name)",
                    message: "shape \(tensor.dimensions) of \(tensor.type.name) has no size in whole bytes below 2^63")
            }
            guard size == tensor.bytes.count else {
                throw CheckpointError(
                    .malformed, file: file, subject: "\(tensor.name)",
                    message: "shape \(tensor.dimensions) of \(tensor.type.name) takes \(size) bytes, but its data have "
                        + "\(tensor.bytes.count)")
            }
        }
        let (expected, overflow) = end.addingReportingOverflow(dataStart)
        guard !overflow, expected == fileSize else {
            throw CheckpointError(
                .malformed, file: file,
                message:
                    "header and tensors take \(overflow ? "more than 2^63" : "\(expected)") bytes, but the file has "
                    + "\(fileSize)\(!overflow && expected > fileSize ? ": it is truncated; fetch it again" : "")")
        }
    }
}

extension SafetensorsHeader.Tensor {
    /// The bytes that the shape takes, or `nil` if a product overflows or bits are left over.
    fileprivate var byteCount: Int? {
        var bits = 1
        for factor in dimensions + [type.bitCount] {
            let (product, overflow) = bits.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            bits = product
        }
        return bits.isMultiple(of: 8) ? bits / 8 : nil
    }
}
