import Checkpoints
import Merging
import TestSupport
import Testing

@Suite("Buffers in the files of old models")
struct BufferTests {
    /// Two numbers, and a mask of a type that holds no parameters.
    private func checkpoint(_ value: UInt8, in folder: TemporaryFolder) throws -> SafetensorsFile {
        let header =
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"mask":{"dtype":"BOOL","shape":[2],"#
            + #""data_offsets":[4,6]}}"#
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
        // The top bytes of 1.0 and 2.0 in f32.
        let number: [UInt8] = value == 1 ? [0, 0, 0x80, 0x3f] : [0, 0, 0, 0x40]
        return try SafetensorsFile(
            folder.write(length + Array(header.utf8) + number + [1, 0], to: "\(value).safetensors"))
    }

    @Test("They are no part of a merge")
    func leftOut() throws {
        let folder = try TemporaryFolder()
        let members = try [UInt8(1), 2].map {
            LinearMerge.Member(name: "\($0)", source: try checkpoint($0, in: folder), weight: 0.5)
        }
        let merge = try LinearMerge(members: members)
        #expect(merge.tensorNames == ["a"])
        #expect(try merge.values(of: "a") == [1.5])
    }
}
