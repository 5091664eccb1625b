import Foundation
import Kernels

/// A safetensors file, mapped: its pages are read when they are needed and can be dropped by the system at will.
///
/// A mapped file must not shrink while it is in use: a changed size or time is an error at the next read, but memory
/// that vanishes in the middle of one is a SIGBUS, which ends the process. A process that must not end does not have it
/// mapped: then tensors are read by `pread`, as the header always is.
public final class SafetensorsFile: TensorSource {
    let file: OpenFile
    /// The mapped file, `file.size` bytes; `nil` where it is read by `pread`.
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer?
    let tensors: [TensorName: SafetensorsHeader.Tensor]

    /// What the file says of itself.
    public let header: SafetensorsHeader

    /// What messages call the file.
    public var label: String { file.label }

    /// Opens, checks and maps a file.
    ///
    /// - Parameters:
    ///   - label: what messages call it; its path unless given.
    ///   - isMapped: whether tensors are read from memory that is mapped.
    public init(_ path: String, named label: String? = nil, isMapped: Bool = true) throws {
        file = try OpenFile(path, named: label)
        let header = try SafetensorsHeader(file)
        self.header = header
        start = isMapped ? try Self.map(file) : nil
        tensors = Dictionary(uniqueKeysWithValues: header.tensors.map { ($0.name, $0) })
    }

    deinit { if let start { munmap(start, file.size) } }

    private static func map(_ file: OpenFile) throws -> UnsafeMutableRawPointer {
        guard let start = mmap(nil, file.size, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
            throw CheckpointError.system(errno, file: file.label, doing: "be mapped")
        }
        return start
    }

    public var tensorNames: [TensorName] { tensors.keys.sorted() }

    public func shape(of name: TensorName) -> TensorShape? { tensors[name]?.shape }

    /// The type in which a tensor is stored, or `nil` if there is no such tensor.
    public func storedType(of name: TensorName) -> StoredType? { tensors[name]?.type }

    public var origin: String { label }

    public func checkReadable(_ name: TensorName) throws {
        if let tensor = tensors[name] { _ = try elementType(of: tensor) }
    }

    public func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        guard let tensor = tensors[name] else { return }
        let type = try elementType(of: tensor)
        // Pieces, so that a file that shrinks under a large tensor is noticed while it is read.
        var position = elements.lowerBound
        while position < elements.upperBound {
            try file.checkUnchanged()
            let count = min(elements.upperBound - position, 1 << 22)
            let target = destination[(position - elements.lowerBound)...].prefix(count)
            let piece = UnsafeMutableBufferPointer(rebasing: target)
            let isFinite = try withBytes(of: tensor, from: position, count: count, type) { source in
                type.stored.decode(source, into: piece)
            }
            guard isFinite else { throw notFinite(tensor.shape, in: piece, from: position) }
            position += count
        }
        try file.checkUnchanged()
    }

    public func accumulate(
        _ name: TensorName, elements: Range<Int>, weight: Float, isFirst: Bool,
        into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        try checkRead(name, elements: elements, destinationCount: destination.count)
        guard let tensor = tensors[name] else { return }
        let type = try elementType(of: tensor)
        try file.checkUnchanged()
        try withBytes(of: tensor, from: elements.lowerBound, count: elements.count, type) { source in
            try type.stored.accumulate(source, weight: weight, isFirst: isFirst, into: destination)
        }
    }

    /// Some elements of a tensor as they stand in the file: in the mapped memory, or read for the while.
    private func withBytes<Result>(
        of tensor: SafetensorsHeader.Tensor, from first: Int, count: Int, _ type: ElementType,
        _ body: (UnsafeRawPointer) throws -> Result
    ) throws -> Result {
        let offset = header.dataStart + tensor.bytes.lowerBound + first * type.byteCount
        if let start { return try body(start + offset) }
        let length = count * type.byteCount
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, length), alignment: 64)
        defer { bytes.deallocate() }
        try file.read(at: offset, into: UnsafeMutableRawBufferPointer(start: bytes, count: length))
        return try body(UnsafeRawPointer(bytes))
    }

    private func elementType(of tensor: SafetensorsHeader.Tensor) throws -> ElementType {
        guard let type = tensor.type.elementType else {
            throw CheckpointError(
                .unsupported, file: label, subject: "\(tensor.name)",
                message: "dtype \(tensor.type.name) is not one of those read as parameters: "
                    + ElementType.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return type
    }
}
