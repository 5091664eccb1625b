import Foundation

/// A safetensors file from a header as it is written, and data.
func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
    safetensors(Array(header.utf8), data: data)
}

func safetensors(_ header: [UInt8], claiming length: UInt64? = nil, data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian, Array.init) + header + data
}

/// The little-endian bytes of f32 values.
func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init) }
}

/// The path of a committed fixture.
func fixture(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
}
