import Foundation

/// A tensor's name, keyed by its UTF-8 bytes.
///
/// Swift compares strings by canonical equivalence, so two distinct names of a file could collide as `String` keys.
public struct TensorName: Hashable, Sendable {
    /// The name's UTF-8 bytes, as the file holds them.
    public let utf8: [UInt8]

    public init(utf8: some Sequence<UInt8>) {
        self.utf8 = Array(utf8)
    }

    public init(_ name: String) {
        self.init(utf8: name.utf8)
    }
}

extension TensorName {
    // Names are looked up for every run of elements, so their bytes are compared and hashed as a whole.

    public static func == (left: TensorName, right: TensorName) -> Bool {
        left.utf8.withUnsafeBytes { one in
            right.utf8.withUnsafeBytes { other in
                guard one.count == other.count else { return false }
                guard let start = one.baseAddress, let otherStart = other.baseAddress else { return true }
                return start == otherStart || memcmp(start, otherStart, one.count) == 0
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        utf8.withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(utf8.count)
    }
}

extension TensorName: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension TensorName: Comparable {
    /// Bytewise order: the order in which Rust and C compare such names.
    public static func < (left: TensorName, right: TensorName) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension TensorName: CustomStringConvertible {
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}
