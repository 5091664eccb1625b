/// Bytes that wait to be sent, in the pieces in which they came.
struct OutputQueue {
    private var pieces: [ArraySlice<UInt8>] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// The first piece that still has bytes.
    var first: ArraySlice<UInt8>? { head < pieces.count ? pieces[head] : nil }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        pieces.append(bytes)
        count += bytes.count
    }

    /// Drops so many bytes of the first piece.
    mutating func removeFirst(_ bytes: Int) {
        count -= bytes
        guard bytes == pieces[head].count else {
            pieces[head] = pieces[head].dropFirst(bytes)
            return
        }
        pieces[head] = []
        head += 1
        if head == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64 {
            pieces.removeFirst(head)
            head = 0
        }
    }
}
