import Checkpoints
import TestSupport
import Testing

@Suite struct SafetensorsHeaderTests {
    /// A file that breaks one rule, and words that its message must hold.
    struct Broken: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let words: String

        init(_ name: String, _ bytes: [UInt8], _ words: String) {
            (testDescription, self.bytes, self.words) = (name, bytes, words)
        }

        init(_ name: String, header: String, data: Int = 0, _ words: String) {
            self.init(name, safetensors(header, data: [UInt8](repeating: 0, count: data)), words)
        }
    }

    static let broken: [Broken] = [
        Broken("an empty file", [], "is empty"),
        Broken("less than a length", [1, 0, 0, 0, 0, 0, 0], "at least 8"),
        Broken("a length beyond the limit", safetensors([], claiming: 100_000_001), "at most 100000000"),
        Broken("the greatest length", safetensors([], claiming: .max), "at most 100000000"),
        Broken("a header that is cut", safetensors(Array("{}".utf8), claiming: 3), "truncated"),
        Broken("no UTF-8", safetensors([0x7B, 0x22, 0xFF, 0x22, 0x7D]), "byte 2: the text is not UTF-8"),
        Broken("an overlong encoding", safetensors([0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x7D]), "not UTF-8"),
        Broken("an empty header", header: "", "found the end"),
        Broken("no object", header: "[]", "expected '{'"),
        Broken("a header that does not end", header: "{", "found the end"),
        Broken("something after the object", header: "{} {}", "expected the end"),
        Broken(
            "a trailing comma", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}"#, data: 4, "a key"),
        Broken("bare words", header: "{a:1}", "expected a key"),
        Broken("a control character in a name", header: "{\"a\u{1}\":{}}", "control character 1"),
        Broken("a lone surrogate", header: #"{"\ud800":{}}"#, "surrogate"),
        Broken("a wrong pair of surrogates", header: #"{"\ud800\u0041":{}}"#, "surrogate"),
        Broken("an unknown escape", header: #"{"\x":{}}"#, "an escape"),
        Broken(
            "a tensor that stands twice",
            header:
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            data: 4, "stands twice"),
        Broken(
            "a name that stands twice once it is read",
            header:
                #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#,
            "stands twice"),
        Broken(
            "a key of a tensor that stands twice",
            header: #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 4, "stands twice"),
        Broken("no dtype", header: #"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, data: 4, "no \"dtype\""),
        Broken("no shape", header: #"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, data: 4, "no \"shape\""),
        Broken("no offsets", header: #"{"a":{"dtype":"F32","shape":[1]}}"#, data: 4, "no \"data_offsets\""),
        Broken("an unknown dtype", header: #"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, data: 4, "F31"),
        Broken(
            "a dtype in lower case", header: #"{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}"#, data: 4, "f32"),
        Broken(
            "a negative dimension", header: #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: 4, "-1"),
        Broken("a fraction", header: #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, data: 4, "1.0"),
        Broken("an exponent", header: #"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#, data: 4, "1e0"),
        Broken("a needless zero", header: #"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, data: 4, "zero"),
        Broken(
            "a dimension beyond 64 bits",
            header: #"{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}"#, data: 4,
            "18446744073709551616"),
        Broken("one offset", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}"#, data: 4, "data_offsets"),
        Broken(
            "three offsets", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, data: 4,
            "data_offsets"),
        Broken(
            "an end before its begin", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: 4,
            "not before"),
        Broken(
            "a gap at the start", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: 8, "gap"),
        Broken(
            "a gap between",
            header:
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[5,9]}}"#,
            data: 9, "b: data begin at 5"),
        Broken(
            "an overlap",
            header:
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[3,7]}}"#,
            data: 7, "overlap"),
        Broken(
            "two tensors in one place",
            header:
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            data: 4, "overlap"),
        Broken(
            "a product of dimensions that overflows",
            header: #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, "no size"),
        Broken(
            "a size that overflows",
            header: #"{"a":{"dtype":"F32","shape":[2305843009213693952],"data_offsets":[0,0]}}"#, "no size"),
        Broken(
            "an integer above 2^53 that a double would round",
            header: #"{"a":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,9007199254740992]}}"#,
            "takes 9007199254740993 bytes, but its data have 9007199254740992"),
        Broken(
            "half a byte", header: #"{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}"#, data: 1, "whole bytes"),
        Broken(
            "a shape that takes more", header: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: 4,
            "takes 8"),
        Broken(
            "a shape that takes less", header: #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,4]}}"#, data: 4,
            "takes 0"),
        Broken(
            "data that are cut", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 3,
            "but the file has"),
        Broken(
            "data left over", header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 5,
            "but the file has"),
        Broken("data without tensors", header: "{}", data: 1, "but the file has 11"),
        Broken("metadata that are no object", header: #"{"__metadata__":[]}"#, "expected '{'"),
        Broken("metadata that are no strings", header: #"{"__metadata__":{"a":1}}"#, "expected a string"),
        Broken("metadata that nest", header: #"{"__metadata__":{"a":{"b":"c"}}}"#, "expected a string"),
        Broken("a tensor that is no object", header: #"{"a":[]}"#, "expected '{'"),
        Broken(
            "nesting without end", safetensors(#"{"a":{"x":"# + String(repeating: "[", count: 1_000_000)), "16 levels"),
        Broken(
            "nesting in an object without end", safetensors(String(repeating: #"{"a":"#, count: 100_000)), "16 levels"),
    ]

    @Test(arguments: broken)
    func refusesAFileThatBreaksARule(broken: Broken) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(broken.bytes, to: "a.safetensors")
        let error = try #require(throws: CheckpointError.self) { try SafetensorsHeader(contentsOf: path) }
        #expect(throws: error) { try SafetensorsFile(path) }
        #expect(error.file == path)
        #expect(error.description.contains(broken.words), "\(error)")
    }

    /// Headers that are odd and valid, with the bytes of their data and the number of their tensors.
    static let valid: [(header: String, data: Int, count: Int)] = [
        ("{}", 0, 0), ("  \n\t{ }  ", 0, 0), ("{}   ", 0, 0),
        (#"{"__metadata__":{"a":"b"}}"#, 0, 0),
        (#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, 4, 1),
        (#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"note":{"by":[1,-2.5e3,true,false,null]}}}"#, 4, 1),
        (
            #"{"a":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#,
            0, 2
        ),
        (
            #"{"z":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"e":{"dtype":"F64","shape":[0],"data_offsets":[4,4]},"a":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]}}"#,
            8, 3
        ),
        (#"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, 1),
        (
            #"{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"b":{"dtype":"BOOL","shape":[1],"data_offsets":[1,2]}}"#,
            2, 2
        ),
    ]

    @Test(arguments: valid)
    func acceptsWhatTheFormatAllows(header: String, data: Int, count: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(safetensors(header, data: [UInt8](repeating: 0, count: data)), to: "a.safetensors")
        #expect(try SafetensorsHeader(contentsOf: path).tensors.count == count)
        #expect(try SafetensorsFile(path).tensorNames.count == count)
    }

    @Test func readsEscapedNamesAsTheirBytes() throws {
        let folder = try TemporaryFolder()
        let header = #"{"\ud83d\ude00\u00e9\"\\\/\b\f\n\r\t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#
        let path = try folder.write(safetensors(header), to: "a.safetensors")
        let name = try SafetensorsHeader(contentsOf: path).tensors.first?.name
        #expect(name == TensorName("\u{1F600}\u{E9}\"\\/\u{8}\u{C}\n\r\t"))
    }

    @Test func refusesWhatIsNoFile() throws {
        let folder = try TemporaryFolder()
        #expect(throws: CheckpointError.self) { try SafetensorsHeader(contentsOf: folder.path) }
        #expect(throws: CheckpointError.self) { try SafetensorsHeader(contentsOf: "/dev/zero") }
        #expect(throws: CheckpointError.self) { try SafetensorsHeader(contentsOf: folder.path("missing")) }
    }
}
