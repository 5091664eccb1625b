import Checkpoints
import Foundation
import Merging
import TestSupport
import Testing

/// The path of a committed fixture.
func fixture(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
}

@Suite struct LinearMergeTests {
    /// A merge that mergekit made.
    struct Merge: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let weights: [Weight]
        let dtype: String
        var testDescription: String { name }

        struct Weight: Decodable, Sendable {
            let member: String
            let weight: Double

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                member = try container.decode(String.self)
                weight = try container.decode(Double.self)
            }
        }

        /// The merges of the fixture.
        static func all() throws -> [Merge] {
            struct Record: Decodable { let merges: [Merge] }
            return try JSONDecoder().decode(
                Record.self, from: Data(contentsOf: URL(fileURLWithPath: fixture("merges.json")))
            ).merges
        }

        func members() throws -> [LinearMerge.Member] {
            try weights.map {
                LinearMerge.Member(
                    name: $0.member, source: try CheckpointFolder.open(fixture($0.member)), weight: $0.weight)
            }
        }
    }

    @Test(arguments: try Merge.all())
    func equalsMergekit(merge: Merge) throws {
        let made = try LinearMerge(members: merge.members())
        let expected = try SafetensorsFile(fixture("\(merge.name).safetensors"))
        #expect(made.tensorNames == expected.tensorNames)
        #expect(made.tensorNames.count == 12)
        // A sum stored in f16 is rounded to 11 bits.
        let tolerance: Float = merge.dtype == "float16" ? 0x1p-10 : 1e-6
        for name in made.tensorNames {
            #expect(made.shape(of: name)?.dimensions == expected.shape(of: name)?.dimensions)
            let values = zip(try made.values(of: name), try expected.values(of: name))
            let worst = values.map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
            #expect(worst <= tolerance, "\(name): \(worst)")
        }
    }

    @Test func sumsInTheOrderGivenWithTheSameBitsHoweverItIsCut() throws {
        let count = 40_000
        let sources = (0..<3).map { seed -> [Float] in
            (0..<count).map { index -> Float in
                let draw = (index * 7919 + seed * 104_729) % 10_007
                return Float(draw) / 3001 - 1.5
            }
        }
        let weights: [Double] = [0.1, 0.6, 0.3]
        let merge = try LinearMerge(
            members: zip(sources, weights).map {
                (source: try MemoryTensorSource(["a": ([count], $0)]) as any TensorSource, weight: $1)
            })
        let whole = try merge.values(of: "a")
        var part = [Float](repeating: 0, count: 20_001)
        try part.withUnsafeMutableBufferPointer { try merge.read("a", elements: 13..<20_014, into: $0) }
        #expect(part == Array(whole[13..<20_014]))
        for index in stride(from: 0, to: count, by: 997) {
            let exact = zip(sources, weights).reduce(0.0) { $0 + $1.1 * Double($1.0[index]) }
            #expect(abs(Double(whole[index]) - exact) < 1e-6)
        }
    }

    @Test func namesATensorThatAMemberLacks() throws {
        let one = try MemoryTensorSource(["a": ([1], [1]), "b": ([1], [1])])
        let two = try MemoryTensorSource(["a": ([1], [1])])
        #expect(throws: MergeError.missingTensor("b", member: "model 2", presentIn: "model 1")) {
            try LinearMerge(members: [(one, 0.5), (two, 0.5)])
        }
        #expect(throws: MergeError.missingTensor("b", member: "model 1", presentIn: "model 2")) {
            try LinearMerge(members: [(two, 0.5), (one, 0.5)])
        }
    }

    @Test func namesATensorOfAnotherShape() throws {
        let one = try MemoryTensorSource(["a": ([2, 3], [Float](repeating: 0, count: 6))])
        let two = try MemoryTensorSource(["a": ([3, 2], [Float](repeating: 0, count: 6))])
        #expect(
            throws: MergeError.shape(
                "a", member: "model 2", dimensions: [3, 2], first: "model 1", firstDimensions: [2, 3])
        ) {
            try LinearMerge(members: [(one, 0.5), (two, 0.5)])
        }
    }

    @Test func refusesNoMembersAndWeightsThatAreNoNumbers() throws {
        let one = try MemoryTensorSource(["a": ([1], [1])])
        #expect(throws: MergeError.noMembers) { try LinearMerge(members: [LinearMerge.Member]()) }
        #expect(throws: MergeError.invalidWeight(member: "model 1", weight: "nan")) {
            try LinearMerge(members: [(one, .nan)])
        }
    }

    @Test func namesTheMemberWithAValueThatIsNotFinite() throws {
        let folder = try TemporaryFolder()
        let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
        let bytes = withUnsafeBytes(of: UInt64(header.utf8.count), Array.init) + Array(header.utf8)
        let path = try folder.write(bytes + [0, 0, 0, 0, 0, 0, 0xC0, 0x7F], to: "a.safetensors")
        let one = try MemoryTensorSource(["a": ([2], [1, 2])])
        let merge = try LinearMerge(members: [(one, 0.5), (try SafetensorsFile(path), 0.5)])
        let error = #expect(throws: CheckpointError.self) { try merge.values(of: "a") }
        #expect(error?.file == path)
        #expect(error?.subject == "a")
    }

    @Test func namesATensorWhoseSumOverflows() throws {
        let one = try MemoryTensorSource(["a": ([1], [3e38])])
        let merge = try LinearMerge(members: [(one, 1), (one, 1)])
        #expect(throws: MergeError.overflow("a")) { try merge.values(of: "a") }
    }
}
