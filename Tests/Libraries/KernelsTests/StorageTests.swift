import Kernels
import Testing

@Suite("Memory that threads share")
struct StorageTests {
    @Test("Memory that cannot be had is an error that says how much")
    func refusal() {
        let error = #expect(throws: KernelError.self) { _ = try FloatStorage(count: 1 << 60) }
        #expect(error?.code == .outOfMemory)
        #expect(error?.message == "\(1 << 62) bytes could not be had")
    }

    @Test("f32 memory stands at a multiple of 64 bytes, also where nothing is asked for", arguments: [0, 1, 1_000])
    func alignment(count: Int) throws {
        let storage = try FloatStorage(count: count, zeroed: true)
        #expect(UInt(bitPattern: storage.start) % 64 == 0)
        #expect(storage.array == [Float](repeating: 0, count: count))
    }

    @Test("Rows of f64 lie one after the other")
    func rows() {
        let storage = DoubleStorage(rows: 2, columns: 3)
        storage[1, 0] = 4
        storage[5] = 6
        #expect(storage.array == [0, 0, 0, 4, 0, 6])
        #expect(storage.row(1)[2] == 6)
        #expect(DoubleStorage(columns: 0).array.isEmpty)
    }
}

@Suite("Elements as they are stored")
struct StoredElementsTests {
    @Test("What is encoded is decoded alike, at any address", arguments: StoredElements.allCases)
    func roundTrip(elements: StoredElements) {
        let values: [Float] = [0, -1.5, 3.25, 0.0078125]
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 + 8 * values.count, alignment: 8)
        defer { memory.deallocate() }
        guard let place = memory.baseAddress.map({ $0 + 1 }) else { return }
        #expect(values.withUnsafeBufferPointer { elements.encode($0, into: place) })
        var decoded = [Float](repeating: .nan, count: values.count)
        #expect(decoded.withUnsafeMutableBufferPointer { elements.decode(place, into: $0) })
        #expect(decoded == values)
    }

    @Test("A value that is not finite, or becomes infinite, is told", arguments: StoredElements.allCases)
    func notFinite(elements: StoredElements) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
        defer { memory.deallocate() }
        for value in [Float.nan, .infinity, -.infinity] {
            #expect(![value].withUnsafeBufferPointer { elements.encode($0, into: memory) })
        }
        let largest = [Float.greatestFiniteMagnitude].withUnsafeBufferPointer { elements.encode($0, into: memory) }
        #expect(largest == [.f32, .f64].contains(elements))
    }
}
