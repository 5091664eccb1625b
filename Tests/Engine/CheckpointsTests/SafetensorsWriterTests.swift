import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
    @Test func writesTheBytesThatTorchAndTheCrateWrite() throws {
        let folder = try TemporaryFolder()
        let values = try SafetensorsFile(fixture("rounded.safetensors")).values(of: "a.f32")
        let source = try MemoryTensorSource(
            Dictionary(
                uniqueKeysWithValues: ["a.f32", "b.bf16", "c.f64"].map {
                    (TensorName($0), (dimensions: [55], values: values))
                }))
        let path = folder.path("a.safetensors")
        try SafetensorsWriter.write(source, to: path) { name in
            ["a.f32": ElementType.f32, "b.bf16": .bf16, "c.f64": .f64][name.description] ?? .f32
        }
        try expectEqualFiles(path, fixture("rounded.safetensors"))
        try SafetensorsWriter.write(try MemoryTensorSource(["half": ([55], values)]), to: path) { _ in .f16 }
        try expectEqualFiles(path, fixture("half.safetensors"))
        #expect(try folder.names() == ["a.safetensors"])
    }

    @Test func theBytesDoNotDependOnThreadsOrSyncing() throws {
        let folder = try TemporaryFolder()
        let source = try MemoryTensorSource([
            "a": ([300_000], (0..<300_000).map { Float($0) / 7 }), "b": ([70_000], (0..<70_000).map(Float.init)),
            "c": ([0], []), "d": ([], [1]),
        ])
        let type = { (name: TensorName) in name == "b" ? ElementType.bf16 : .f32 }
        try SafetensorsWriter.write(source, to: folder.path("one"), threads: 1, elementType: type)
        try SafetensorsWriter.write(source, to: folder.path("four"), threads: 4, durable: false, elementType: type)
        try expectEqualFiles(folder.path("one"), folder.path("four"))
        #expect(try SafetensorsFile(folder.path("four")).values(of: "a") == source.values(of: "a"))
    }

    @Test func theFirstFaultOfSeveralThreadsIsTold() throws {
        let folder = try TemporaryFolder()
        let source = try MemoryTensorSource([
            "a": ([200_000], [Float](repeating: 1, count: 200_000)),
            "b": ([200_000], [Float](repeating: .nan, count: 200_000)), "c": ([1], [.infinity]),
        ])
        let error = #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.write(source, to: folder.path("x"), threads: 3) { _ in .f32 }
        }
        #expect(error?.subject == "b")
        #expect(try folder.names() == [])
    }

    private func expectEqualFiles(_ left: String, _ right: String) throws {
        let files = try [left, right].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(files[0] == files[1])
        #expect(!files[0].isEmpty)
    }

    @Test func readsBackWhatItWrote() throws {
        let folder = try TemporaryFolder()
        let original = try SafetensorsFile(fixture("mixed.safetensors"))
        try SafetensorsWriter.write(original, to: folder.path("a.safetensors")) { name in
            original.storedType(of: name)?.elementType ?? .f32
        }
        let copy = try SafetensorsFile(folder.path("a.safetensors"))
        #expect(copy.tensorNames == original.tensorNames)
        for name in original.tensorNames {
            #expect(copy.storedType(of: name) == original.storedType(of: name))
            #expect(copy.shape(of: name) == original.shape(of: name))
            #expect(try copy.values(of: name) == original.values(of: name))
        }
        #expect(copy.header.dataStart.isMultiple(of: 8))
    }

    @Test func writesTensorsLongerThanAPiece() throws {
        let folder = try TemporaryFolder()
        let values = [Float](unsafeUninitializedCapacity: (1 << 20) + 3) { buffer, count in
            for index in stride(from: 0, to: buffer.count, by: 1) { buffer[index] = Float(index) }
            count = buffer.count
        }
        let source = try MemoryTensorSource(["long": ([values.count], values)])
        try SafetensorsWriter.write(source, to: folder.path("a.safetensors")) { _ in .f32 }
        #expect(try SafetensorsFile(folder.path("a.safetensors")).values(of: "long") == values)
    }

    @Test func writesAFileWithoutTensors() throws {
        let folder = try TemporaryFolder()
        try SafetensorsWriter.write(MemoryTensorSource(), to: folder.path("a.safetensors"), metadata: []) { _ in .f32 }
        #expect(try SafetensorsFile(folder.path("a.safetensors")).tensorNames.isEmpty)
    }

    @Test(arguments: [(Float.infinity, ElementType.f32), (.nan, .bf16), (70000, .f16), (3.4e38, .bf16), (.nan, .f64)])
    func refusesValuesThatAreNotFiniteOnceStored(value: Float, type: ElementType) throws {
        let folder = try TemporaryFolder()
        let source = try MemoryTensorSource(["a": ([1], [1]), "odd": ([2], [0, value])])
        let error = #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.write(source, to: folder.path("a.safetensors")) { _ in type }
        }
        #expect(error?.subject == "odd")
        #expect(try folder.names() == [], "neither the file nor a temporary one is left")
    }

    @Test func refusesNamesThatTheFormatCannotHold() throws {
        let folder = try TemporaryFolder()
        for name: TensorName in ["__metadata__", TensorName(utf8: [0xFF])] {
            let source = try MemoryTensorSource([name: ([1], [1])])
            #expect(throws: CheckpointError.self) {
                try SafetensorsWriter.write(source, to: folder.path("a.safetensors")) { _ in .f32 }
            }
        }
    }

    @Test func leavesTheOldFileWhenWritingFails() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array("old".utf8), to: "a.safetensors")
        let source = try MemoryTensorSource(["a": ([1], [.nan])])
        #expect(throws: CheckpointError.self) { try SafetensorsWriter.write(source, to: path) { _ in .f32 } }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    }
}
