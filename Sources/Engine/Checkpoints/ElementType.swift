import Kernels

/// The element types in which Assay reads and writes parameters.
public enum ElementType: String, Hashable, Sendable, CaseIterable, Codable {
    case f64 = "F64"
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"

    /// Bytes an element takes in a file.
    public var byteCount: Int {
        switch self {
        case .f64: 8
        case .f32: 4
        case .f16, .bf16: 2
        }
    }

    /// Reads an element type as people and libraries spell it: `F32`, `bf16`, `float16`, `bfloat16`; `nil` for any
    /// other.
    public init?(spelling: String) {
        switch spelling.lowercased() {
        case "f64", "float64": self = .f64
        case "f32", "float32": self = .f32
        case "f16", "float16": self = .f16
        case "bf16", "bfloat16": self = .bf16
        default: return nil
        }
    }

    /// How the kernels read and write it.
    var stored: StoredElements {
        switch self {
        case .f64: .f64
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        }
    }
}

/// An element type that a safetensors file may name, whether or not Assay reads it.
///
/// Names and sizes as in the safetensors crate's `Dtype`.
public struct StoredType: Hashable, Sendable {
    /// The name in the file, such as `BF16`.
    public let name: String
    /// Bits an element takes; some take less than a byte.
    public let bitCount: Int

    private static let bitCounts: [String: Int] = [
        "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8,
        "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E5M2FNUZ": 8, "F8_E4M3FNUZ": 8,
        "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
        "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
    ]

    /// A type by its name in the file; `nil` if safetensors knows none of that name.
    public init?(name: String) {
        guard let bitCount = Self.bitCounts[name] else { return nil }
        self.name = name
        self.bitCount = bitCount
    }

    /// The type as one that Assay reads, or `nil`.
    public var elementType: ElementType? { ElementType(rawValue: name) }
}
