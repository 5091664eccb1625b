/// A small number for every scalar, 0 for most, in two stages.
struct ScalarTable: Sendable {
    private let blocks: [UInt16]
    private let values: [UInt16]

    init(_ entries: [(scalar: UInt32, value: UInt16)]) {
        var blocks = [UInt16](repeating: 0, count: 0x1100)
        var values = [UInt16](repeating: 0, count: 256)
        for (scalar, value) in entries {
            let block = Int(scalar >> 8)
            if blocks[block] == 0 {
                blocks[block] = UInt16(values.count / 256)
                values += repeatElement(0, count: 256)
            }
            values[Int(blocks[block]) * 256 + Int(scalar & 255)] = value
        }
        self.blocks = blocks
        self.values = values
    }

    @inline(__always)
    subscript(scalar: UInt32) -> UInt16 {
        values[Int(blocks[Int(scalar >> 8)]) * 256 + Int(scalar & 255)]
    }
}
