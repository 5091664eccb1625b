import Foundation
import Kernels

/// A safetensors file, mapped: its pages are read when they are needed and can be dropped by the system at will.
///
/// The file must not shrink while it is in use: a changed size or time is an error at the next read, but memory that
/// vanishes in the middle of one is a SIGBUS, which ends the process. A process that must not end may open the file,
/// for its header is read by `pread`, but reads no tensor.
public final class SafetensorsFile: TensorSource {
    let file: OpenFile
    /// The mapped file, `file.size` bytes.
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer
    let tensors: [TensorName: SafetensorsHeader.Tensor]

    /// What the file says of itself.
    public let header: SafetensorsHeader

    /// What messages call the file.
    public var label: String { file.label }

    /// Opens, checks and maps a file.
    ///
    /// - Parameter label: what messages call it; its path unless given.
    public init(_ path: String, named label: String? = nil) throws {
        file = try OpenFile(path, named: label)
        let header = try SafetensorsHeader(file)
        self.header = header
        guard let start = mmap(nil, file.size, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
            throw CheckpointError.system(errno, file: file.label, doing: "be mapped")
        }
        self.start = start
        tensors = Dictionary(uniqueKeysWithValues: header.tensors.map { ($0.name, $0) })
    }

    deinit { munmap(start, file.size) }

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
            let source = start + (header.dataStart + tensor.bytes.lowerBound + position * type.byteCount)
            let target = destination[(position - elements.lowerBound)...].prefix(count)
            let piece = UnsafeMutableBufferPointer(rebasing: target)
            guard type.stored.decode(source, into: piece) else {
                throw notFinite(tensor.shape, in: piece, from: position)
            }
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
        let offset = header.dataStart + tensor.bytes.lowerBound + elements.lowerBound * type.byteCount
        try type.stored.accumulate(start + offset, weight: weight, isFirst: isFirst, into: destination)
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
