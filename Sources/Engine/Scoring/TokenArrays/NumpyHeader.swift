/// The header of a `.npy` file of versions 1 to 3
/// (<https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>).
struct NumpyHeader: Hashable {
    /// `\x93NUMPY`, and two bytes of version.
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// The longest dictionary that is read; that of an array of ids takes some hundred bytes.
    static let lengthLimit = 1 << 16

    let element: TokenElement
    /// One or two, outermost first.
    let dimensions: [Int]
    /// Their product.
    let count: Int

    /// Reads what the dictionary says.
    ///
    /// - Throws: ``DocumentError`` that names the file and the key.
    init(_ dictionary: [UInt8], file: String) throws(DocumentError) {
        guard let members = PythonLiteral.dictionary(dictionary) else {
            throw Self.error(file, "expected a dictionary as NumPy writes it")
        }
        let known: Set = ["descr", "fortran_order", "shape"]
        if let key = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw Self.error(file, "unknown key \"\(key.prefix(40))\"")
        }
        element = try Self.element(members["descr"], file)
        dimensions = try Self.dimensions(members["shape"], file)
        var count = 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw Self.error(file, "\"shape\" \(dimensions) is beyond 2^63 ids") }
            count = product
        }
        self.count = count
        guard case .boolean(let isColumnMajor)? = members["fortran_order"] else {
            throw Self.error(file, "\"fortran_order\" must be True or False")
        }
        guard !isColumnMajor || dimensions.count == 1 else {
            throw Self.error(
                file,
                "\"fortran_order\" is True: documents are rows, which must stand whole; save it again with "
                    + "`numpy.save(file, numpy.ascontiguousarray(array))`")
        }
    }

    private static func element(_ descr: PythonLiteral?, _ file: String) throws(DocumentError) -> TokenElement {
        guard case .string(let text)? = descr else {
            throw error(file, "\"descr\" must be one type, not \(descr == nil ? "missing" : "a record of several")")
        }
        guard let order = text.first, "<>".contains(order),
            let kind = TokenElement.Kind(rawValue: String(text.dropFirst()))
        else {
            throw error(
                file,
                "\"descr\" is '\(text.prefix(40))'; ids are read as uint16, uint32, int32 or int64 "
                    + "(<u2, <u4, <i4, <i8, or > for big-endian)")
        }
        return TokenElement(kind: kind, isBigEndian: order == ">")
    }

    private static func dimensions(_ shape: PythonLiteral?, _ file: String) throws(DocumentError) -> [Int] {
        guard case .integers(let dimensions)? = shape else {
            throw error(file, "\"shape\" must be a tuple of whole numbers")
        }
        guard (1...2).contains(dimensions.count) else {
            throw error(
                file,
                "\"shape\" \(dimensions) has \(dimensions.count) dimensions; expected 1, or 2 with a row a "
                    + "document")
        }
        return dimensions
    }

    private static func error(_ file: String, _ message: String) -> DocumentError {
        DocumentError(file: file, message: "the .npy header: \(message)")
    }
}
