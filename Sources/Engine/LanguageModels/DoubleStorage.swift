/// Owned f64s that threads share: each writes elements that no other touches meanwhile.
final class DoubleStorage: @unchecked Sendable {
    private let memory: UnsafeMutableBufferPointer<Double>

    init(count: Int) {
        memory = .allocate(capacity: count)
        memory.initialize(repeating: 0)
    }

    deinit {
        memory.deallocate()
    }

    subscript(index: Int) -> Double {
        get { memory[index] }
        set { memory[index] = newValue }
    }

    var array: [Double] { Array(memory) }
}
