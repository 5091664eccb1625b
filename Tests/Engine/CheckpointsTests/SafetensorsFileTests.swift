import Checkpoints
import Foundation
@testable import Randomness
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
    private let scalar = #"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#

    @Test func readsEveryStoredTypeAsTorchDoes() throws {
        struct Record: Decodable {
            struct Tensor: Decodable {
                let name: String
                let shape: [Int]
                let bits: [UInt32]
            }
            let tensors: [Tensor]
        }
        let record = try JSONDecoder().decode(
            Record.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("mixed.json"))))
        let file = try SafetensorsFile(fixture("mixed.safetensors"))
        #expect(file.tensorNames.count == record.tensors.count)
        #expect(record.tensors.count == 9)
        for tensor in record.tensors {
            let name = TensorName(tensor.name)
            #expect(file.shape(of: name)?.dimensions == tensor.shape)
            #expect(try file.values(of: name).map(\.bitPattern) == tensor.bits, "\(name)")
        }
        #expect(file.header.metadata.contains { $0 == ("made by", "make_fixtures.py") })
    }

    @Test func readsRunsOfATensor() throws {
        let file = try SafetensorsFile(fixture("mixed.safetensors"))
        let whole = try file.values(of: "f64")
        var part = [Float](repeating: 0, count: 4)
        try part.withUnsafeMutableBufferPointer { try file.read("f64", elements: 3..<7, into: $0) }
        #expect(part == Array(whole[3..<7]))
        part.withUnsafeMutableBufferPointer { buffer in
            #expect(throws: CheckpointError.self) { try file.read("f64", elements: 9..<13, into: buffer) }
            #expect(throws: CheckpointError.self) { try file.read("f64", elements: 0..<3, into: buffer) }
            #expect(throws: CheckpointError.self) { try file.read("none", elements: 0..<4, into: buffer) }
        }
    }

    /// Review of the service, D26: what must not end reads without a mapping.
    @Test func readsTheSameWithoutAMapping() throws {
        let mapped = try SafetensorsFile(fixture("mixed.safetensors"))
        let read = try SafetensorsFile(fixture("mixed.safetensors"), isMapped: false)
        for name in ["f64", "f32", "f16", "bf16"].map({ TensorName($0) }) where mapped.shape(of: name) != nil {
            #expect(try read.values(of: name) == mapped.values(of: name))
            let count = try #require(mapped.shape(of: name)?.elementCount)
            var (one, other) = ([Float](repeating: 1, count: count), [Float](repeating: 1, count: count))
            try one.withUnsafeMutableBufferPointer {
                try mapped.accumulate(name, elements: 0..<count, weight: 0.25, isFirst: false, into: $0)
            }
            try other.withUnsafeMutableBufferPointer {
                try read.accumulate(name, elements: 0..<count, weight: 0.25, isFirst: false, into: $0)
            }
            #expect(one == other)
        }
        #expect(read.tensorNames == mapped.tensorNames && !read.tensorNames.isEmpty)
    }

    @Test func aFileThatShrinksWithoutAMappingIsAnError() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(safetensors(scalar, data: bytes([1])), to: "a.safetensors")
        let file = try SafetensorsFile(path, isMapped: false)
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(truncate(path, off_t(size - 4)) == 0)
        let error = #expect(throws: CheckpointError.self) { try file.values(of: "a") }
        #expect(error?.code == .changed)
    }

    @Test func readsTensorsAtAnyAddress() throws {
        let folder = try TemporaryFolder()
        let values: [Float] = [1.5, -2.25, 3e10]
        for padding in 0..<8 {
            let header =
                #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"# + String(repeating: " ", count: padding)
            let path = try folder.write(safetensors(header, data: bytes(values)), to: "\(padding).safetensors")
            #expect(try SafetensorsFile(path).values(of: "a") == values)
        }
    }

    @Test(arguments: [
        ("F64", [UInt8](repeating: 0, count: 6) + [0xF0, 0x7F]), ("F64", [0, 0, 0, 0, 0, 0, 0, 0x7F]),
        ("F32", [0, 0, 0x80, 0x7F]), ("F32", [1, 0, 0xC0, 0xFF]), ("F16", [0, 0x7C]), ("F16", [1, 0xFE]),
        ("BF16", [0x80, 0xFF]), ("BF16", [0xC0, 0x7F]),
    ])
    func refusesValuesThatAreNotFinite(type: String, value: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let header = #"{"odd":{"dtype":"\#(type)","shape":[2],"data_offsets":[0,\#(2 * value.count)]}}"#
        let zero = [UInt8](repeating: 0, count: value.count)
        let path = try folder.write(safetensors(header, data: zero + value), to: "a.safetensors")
        let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path).values(of: "odd") }
        #expect(error?.subject == "odd")
        #expect(error?.code == .malformed)
    }

    @Test func refusesToReadATypeThatHoldsNoParameters() throws {
        let folder = try TemporaryFolder()
        let header = #"{"mask":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
        let path = try folder.write(safetensors(header, data: [UInt8](repeating: 0, count: 8)), to: "a.safetensors")
        let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path).values(of: "mask") }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("I64") == true)
    }

    @Test func noticesAFileThatChangesWhileItIsOpen() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(safetensors(scalar, data: bytes([1])), to: "a.safetensors")
        let file = try SafetensorsFile(path)
        #expect(try file.values(of: "a") == [1])
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(truncate(path, off_t(size - 4)) == 0)
        let error = #expect(throws: CheckpointError.self) { try file.values(of: "a") }
        #expect(error?.code == .changed)
    }

    @Test func noticesAFileThatIsWrittenOverInPlace() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(safetensors(scalar, data: bytes([1])), to: "a.safetensors")
        let file = try SafetensorsFile(path)
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: UInt64(8 + scalar.utf8.count))
        try handle.write(contentsOf: Data(bytes([2])))
        // The time of the last change may be the same within the clock's grain; another one is what a writer leaves.
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        let error = #expect(throws: CheckpointError.self) { try file.values(of: "a") }
        #expect(error?.code == .changed)
    }

    // Each try below has a file of its own: a file system may sync one that is written over, thousands of times.

    @Test func refusesEveryTruncationOfAFile() throws {
        let folder = try TemporaryFolder()
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: fixture("mixed.safetensors"))))
        for length in 0..<whole.count {
            let path = try folder.write(whole.prefix(length), to: "\(length)")
            defer { unlink(path) }
            #expect(throws: CheckpointError.self, "cut to \(length) bytes") { try SafetensorsFile(path) }
        }
    }

    @Test func neverCrashesOnAFlippedBitOfTheHeader() throws {
        let folder = try TemporaryFolder()
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: fixture("mixed.safetensors"))))
        let header = try SafetensorsHeader(contentsOf: fixture("mixed.safetensors"))
        var refused = 0
        for bit in 0..<header.dataStart * 8 {
            var bytes = whole
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let path = try folder.write(bytes, to: "\(bit)")
            defer { unlink(path) }
            do {
                let file = try SafetensorsFile(path)
                for name in file.tensorNames { _ = try file.values(of: name) }
            } catch is CheckpointError {
                refused += 1
            }
        }
        // What is accepted changed a name, a type of the same size or a string of the metadata.
        #expect(refused > header.dataStart * 4)
    }

    @Test func neverCrashesOnAHeaderThatIsCutAndPasted() throws {
        let folder = try TemporaryFolder()
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: fixture("mixed.safetensors"))))
        let start = try SafetensorsHeader(contentsOf: fixture("mixed.safetensors")).dataStart
        let pieces = [
            "[", "]", "{", "}", "\"", "\\", ":", ",", "-", "0", "9223372036854775807", "18446744073709551615", "1e9",
            "null", "\"__metadata__\":", "\\ud800", "\u{1F600}", "\"F64\"", "[[[[[[[[[[[[[[[[[[",
        ].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 11)
        for round in 0..<3000 {
            var header = Array(whole[8..<start])
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let begin = Int.random(in: 0..<header.count, using: &generator)
                let end = min(header.count, begin + Int.random(in: 0...12, using: &generator))
                header.replaceSubrange(begin..<end, with: pieces.randomElement(using: &generator) ?? [])
            }
            let path = try folder.write(safetensors(header, data: Array(whole[start...])), to: "\(round)")
            defer { unlink(path) }
            do {
                let file = try SafetensorsFile(path)
                for name in file.tensorNames { _ = try file.values(of: name) }
            } catch is CheckpointError {}
        }
    }
}
