/// Whole windows of one document, laid out as the rows of one matrix.
///
/// What a block holds depends on its document alone, so that a token's bits depend neither on threads nor on what else
/// is scored: BLAS rounds a row otherwise when the number of rows, or its place among them, changes.
struct TokenBlock: Sendable {
    /// Rows up to which windows share a block; a longer window has a block of its own.
    static let capacity = 512
    /// Rows are padded to a multiple of this many.
    static let granularity = 32

    /// Where one window's rows lie.
    struct Span: Sendable {
        let start: Int
        let count: Int
    }

    let document: Int
    private(set) var spans: [Span] = []
    /// The token of each row, 0 where padded.
    private(set) var tokens: [Int32] = []
    /// The place of each row's token in its window.
    private(set) var positions: [Int32] = []
    /// Rows whose prediction is scored, in order.
    private(set) var scoredRows: [Int] = []
    /// The target of each scored row, padded with 0 as rows are.
    private(set) var targets: [Int32] = []
    /// Rows that hold a token.
    private(set) var usedRows = 0

    /// Rows with padding.
    var rows: Int { tokens.count }
    /// Scored rows with padding.
    var paddedTargets: Int { targets.count }

    /// The blocks of one document, in order.
    static func blocks(of windows: [TokenWindow], document: Int) -> [TokenBlock] {
        var blocks: [TokenBlock] = []
        var block = TokenBlock(document: document)
        for window in windows {
            if block.usedRows > 0, block.usedRows + window.inputs.count > capacity {
                blocks.append(block.padded())
                block = TokenBlock(document: document)
            }
            block.append(window)
        }
        if block.usedRows > 0 { blocks.append(block.padded()) }
        return blocks
    }

    private init(document: Int) {
        self.document = document
    }

    private mutating func append(_ window: TokenWindow) {
        spans.append(Span(start: usedRows, count: window.inputs.count))
        tokens.append(contentsOf: window.inputs)
        positions.append(contentsOf: 0..<Int32(window.inputs.count))
        usedRows += window.inputs.count
        scoredRows.append(contentsOf: (usedRows - window.targets.count)..<usedRows)
        targets.append(contentsOf: window.targets)
    }

    private func padded() -> TokenBlock {
        var block = self
        let padding = [Int32](repeating: 0, count: Self.padding(of: usedRows))
        block.tokens.append(contentsOf: padding)
        block.positions.append(contentsOf: padding)
        block.targets.append(contentsOf: [Int32](repeating: 0, count: Self.padding(of: targets.count)))
        return block
    }

    private static func padding(of count: Int) -> Int {
        (granularity - count % granularity) % granularity
    }
}
