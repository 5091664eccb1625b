import StrictJSON

extension SafetensorsHeader {
    /// Reads what the JSON says, before anything is held against the file.
    static func parse(
        _ json: UnsafeRawBufferPointer
    ) throws(JSONError) -> (tensors: [Tensor], metadata: [(key: String, value: String)]) {
        // Three levels are in use: the file, a tensor, its shape. Keys that are not ours may hold a little more.
        var scanner = try JSONScanner(json, depthLimit: 16)
        var tensors: [Tensor] = []
        var metadata: [(key: String, value: String)] = []
        try scanner.object { (scanner, key) throws(JSONError) in
            if key.elementsEqual("__metadata__".utf8) {
                try scanner.object { (scanner, key) throws(JSONError) in
                    let value = try scanner.string()
                    metadata.append((String(decoding: key, as: UTF8.self), String(decoding: value, as: UTF8.self)))
                }
            } else {
                tensors.append(try scanner.tensor(named: TensorName(utf8: key)))
            }
        }
        try scanner.end()
        return (tensors, metadata)
    }
}

extension JSONScanner {
    fileprivate mutating func tensor(named name: TensorName) throws(JSONError) -> SafetensorsHeader.Tensor {
        var type: StoredType?
        var dimensions: [Int]?
        var offsets: [Int]?
        try object { (scanner, key) throws(JSONError) in
            switch String(decoding: key, as: UTF8.self) {
            case "dtype": type = try scanner.storedType(of: name)
            case "shape": dimensions = try scanner.integers(of: name)
            case "data_offsets": offsets = try scanner.integers(of: name)
            // The crate takes no notice of other keys either.
            default: try scanner.skipValue()
            }
        }
        guard let type else { throw error("tensor \(name) has no \"dtype\"") }
        guard let dimensions else { throw error("tensor \(name) has no \"shape\"") }
        guard let offsets else { throw error("tensor \(name) has no \"data_offsets\"") }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw error("tensor \(name): \"data_offsets\" must be a begin and an end not before it, not \(offsets)")
        }
        return SafetensorsHeader.Tensor(
            name: name, type: type, dimensions: dimensions, bytes: offsets[0]..<offsets[1])
    }

    private mutating func storedType(of name: TensorName) throws(JSONError) -> StoredType {
        skipWhitespace()
        let start = position
        let spelling = String(decoding: try string(), as: UTF8.self)
        guard let type = StoredType(name: spelling) else {
            throw JSONError(offset: start, message: "tensor \(name) has the unknown dtype \"\(spelling.prefix(40))\"")
        }
        return type
    }

    private mutating func integers(of name: TensorName) throws(JSONError) -> [Int] {
        var integers: [Int] = []
        try array { (scanner) throws(JSONError) in
            let start = scanner.position
            let value = try scanner.unsignedInteger()
            guard let integer = Int(exactly: value) else {
                throw JSONError(offset: start, message: "tensor \(name): \(value) is beyond 2^63")
            }
            integers.append(integer)
        }
        return integers
    }
}
