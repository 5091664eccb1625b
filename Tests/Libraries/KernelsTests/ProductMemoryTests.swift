import Testing

@testable import Kernels

@Suite("Memory for matrix products")
struct ProductMemoryTests {
    @Test("Memory that cannot be had is an error, where OpenBLAS would ask for ever")
    func refusal() throws {
        let error = #expect(throws: KernelError.self) {
            try ProductMemory.checkRoom(buffers: 2, bytes: 1 << 46)
        }
        #expect(error?.code == .outOfMemory)
        #expect(error?.message.contains("2 threads need") == true)
        try ProductMemory.checkRoom(buffers: 3, bytes: ProductMemory.bytesPerThread)
    }
}
