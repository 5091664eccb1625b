import ByteStrings

/// Tokens and their ids, keyed by UTF-8 bytes: real vocabularies hold distinct tokens that are canonically equal.
final class Vocabulary: Sendable {
    private let tokens: ByteStringTable
    /// The id of each token, by its number in the table.
    private let ids: [Int32]
    /// Numbers by id; -1 where no token has it.
    private let numberOfID: [Int32]

    /// Gathers tokens.
    struct Builder {
        fileprivate var tokens = ByteStringTable()
        fileprivate var ids: [Int32] = []
        private(set) var largestID: Int32 = -1

        init() {}

        /// Adds a token; `false` if it is already there.
        mutating func add(_ token: [UInt8], id: Int32) -> Bool {
            guard Int(tokens.add(token[...])) == ids.count else { return false }
            ids.append(id)
            largestID = max(largestID, id)
            return true
        }
    }

    /// Takes the tokens that were gathered.
    ///
    /// - Throws: ``RepeatedID`` if two tokens have one id.
    init(_ builder: Builder) throws(RepeatedID) {
        var numberOfID = [Int32](repeating: -1, count: Int(builder.largestID) + 1)
        for (number, id) in builder.ids.enumerated() {
            guard numberOfID[Int(id)] < 0 else {
                throw RepeatedID(id: id, token: Array(builder.tokens[number]))
            }
            numberOfID[Int(id)] = Int32(number)
        }
        tokens = builder.tokens
        ids = builder.ids
        self.numberOfID = numberOfID
    }

    /// An id that a second token claims.
    struct RepeatedID: Error {
        let id: Int32
        let token: [UInt8]
    }

    var count: Int { ids.count }

    /// One more than the largest id.
    var idBound: Int { numberOfID.count }

    func id(of token: ArraySlice<UInt8>) -> Int32? {
        tokens.number(of: token).map { ids[Int($0)] }
    }

    func id(of token: [UInt8]) -> Int32? { id(of: token[...]) }

    /// A token's bytes as the file spells them.
    func token(_ id: Int32) -> [UInt8]? {
        guard id >= 0, Int(id) < numberOfID.count, numberOfID[Int(id)] >= 0 else { return nil }
        return Array(tokens[Int(numberOfID[Int(id)])])
    }
}
