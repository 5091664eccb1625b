import CBLASKernels

/// Why a kernel did not do its work.
///
/// The one way in which a status of the C kernels is handled: a call that can be refused throws this.
public struct KernelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, stable across versions.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A dimension is zero, odd where it must be even, or does not divide as it must.
        case invalidShape = "invalid-shape"
        /// An element type that is not known.
        case invalidType = "invalid-type"
        /// A target or token id lies outside the vocabulary.
        case invalidToken = "invalid-token"
        /// The scratch memory handed in is smaller than the kernel asks for.
        case scratchTooSmall = "scratch-too-small"
        /// Memory could not be had.
        case outOfMemory = "out-of-memory"
        /// A library would not do what it was asked for.
        case libraryRefused = "library-refused"
        /// A number is not finite, or lies outside what it may be.
        case invalidValue = "invalid-value"
    }

    public let code: Code
    /// The kernel, and what was wrong.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// Throws what a kernel answered, unless it did its work.
    static func check(_ status: assay_status, _ kernel: StaticString) throws(KernelError) {
        guard status != ASSAY_OK else { return }
        throw KernelError(Code(status), "\(kernel): \(String(cString: assay_status_sentence(status)))")
    }

    /// What a library handed over, which must be there where it said that it did its work.
    static func made(_ handle: OpaquePointer?, _ kernel: StaticString) throws(KernelError) -> OpaquePointer {
        guard let handle else { throw KernelError(.libraryRefused, "\(kernel): nothing was made") }
        return handle
    }
}

extension KernelError.Code {
    init(_ status: assay_status) {
        switch status {
        case ASSAY_INVALID_SHAPE: self = .invalidShape
        case ASSAY_INVALID_TYPE: self = .invalidType
        case ASSAY_INVALID_TOKEN: self = .invalidToken
        case ASSAY_SCRATCH_TOO_SMALL: self = .scratchTooSmall
        case ASSAY_OUT_OF_MEMORY: self = .outOfMemory
        case ASSAY_INVALID_VALUE: self = .invalidValue
        default: self = .libraryRefused
        }
    }
}
