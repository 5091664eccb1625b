/// Byte strings that are looked for at once: at a place the longest counts.
struct TokenTrie: Sendable {
    /// By first byte; 0 where none begins.
    private var roots = [Int32](repeating: 0, count: 256)
    private var nodes = [Node()]

    private struct Node {
        /// The string that ends here, or -1.
        var value: Int32 = -1
        var bytes: [UInt8] = []
        var children: [Int32] = []
    }

    /// Adds a string, which is not empty; `false` if it is already there.
    mutating func add(_ string: [UInt8], value: Int32) -> Bool {
        var node = 0
        for byte in string {
            if let index = nodes[node].bytes.firstIndex(of: byte) {
                node = Int(nodes[node].children[index])
            } else {
                nodes.append(Node())
                nodes[node].bytes.append(byte)
                nodes[node].children.append(Int32(nodes.count - 1))
                if node == 0 { roots[Int(byte)] = Int32(nodes.count - 1) }
                node = nodes.count - 1
            }
        }
        guard nodes[node].value < 0 else { return false }
        nodes[node].value = value
        return true
    }

    var isEmpty: Bool { nodes.count == 1 }

    /// The first match at or behind a position: the leftmost, and there the longest.
    func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (value: Int32, start: Int, end: Int)? {
        var position = start
        while position < text.count {
            let root = roots[Int(text[position])]
            if root > 0, let match = longest(in: text, at: position, from: Int(root)) {
                return (match.value, position, match.end)
            }
            position &+= 1
        }
        return nil
    }

    private func longest(
        in text: UnsafeBufferPointer<UInt8>, at start: Int, from root: Int
    ) -> (value: Int32, end: Int)? {
        var node = root
        var position = start + 1
        var found: (value: Int32, end: Int)?
        while true {
            if nodes[node].value >= 0 { found = (nodes[node].value, position) }
            guard position < text.count, let index = nodes[node].bytes.firstIndex(of: text[position]) else {
                return found
            }
            node = Int(nodes[node].children[index])
            position += 1
        }
    }
}
