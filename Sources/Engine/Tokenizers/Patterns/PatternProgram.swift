/// A regular expression compiled for a backtracking matcher whose stack is bounded by the program: only one scalar at a
/// time is repeated, and what a repetition may give back is one entry, not one for each scalar.
final class PatternProgram: @unchecked Sendable {
    let instructions: UnsafeMutablePointer<Instruction>
    let count: Int
    /// By the first byte of a scalar, one bit for each top alternative that may match there.
    let alternatives: UnsafeMutablePointer<UInt64>
    /// Where each top alternative begins.
    let entries: UnsafeMutablePointer<Int>
    /// What the instructions' tests are of.
    private let lookups: [ScalarLookup]

    struct Instruction {
        enum Operation: UInt8 { case one, run, choice, jump, lookahead, negativeLookahead, accept }
        let operation: Operation
        var test: ScalarTest?
        var least = 0
        var most = Int.max
        var isPossessive = false
        /// Where to go on: the other alternative, the end of a jump, or what stands behind a lookahead.
        var target = 0
    }

    /// Compiles a regular expression.
    ///
    /// - Throws: ``PatternError`` if it holds what is not understood, can match nothing, or can take quadratic time.
    convenience init(regularExpression text: String) throws(PatternError) {
        guard text.utf8.count <= 16384 else { throw PatternError(message: "is longer than 16,384 bytes") }
        let node = try PatternParser.parse(text)
        guard !node.canBeEmpty else { throw PatternError(message: "can match without taking anything") }
        guard node.unboundedRepetitions(canFailAfter: false) <= 1 else {
            throw PatternError(
                message: "repeats twice without bound before a part that can fail, which can take very long")
        }
        try self.init(node)
    }

    /// Compiles a pattern that takes at least one scalar.
    init(_ node: PatternNode) throws(PatternError) {
        let tops: [PatternNode]
        if case .choice(let parts) = node { tops = parts } else { tops = [node] }
        guard tops.count <= 64 else { throw PatternError(message: "has more than 64 alternatives") }
        var compiler = PatternCompiler()
        let starts = tops.map { top in
            let start = compiler.instructions.count
            compiler.compile(top)
            compiler.accept()
            return start
        }
        lookups = Array(compiler.lookups.values)
        count = compiler.instructions.count
        instructions = .allocate(capacity: count)
        instructions.initialize(from: compiler.instructions, count: count)
        entries = .allocate(capacity: starts.count)
        entries.initialize(from: starts, count: starts.count)
        alternatives = .allocate(capacity: 256)
        alternatives.initialize(repeating: 0, count: 256)
        for (index, top) in tops.enumerated() { mark(top.first, as: 1 << UInt64(index)) }
    }

    deinit {
        instructions.deallocate()
        entries.deallocate()
        alternatives.deallocate()
    }

    private func mark(_ first: ScalarSet, as bit: UInt64) {
        for byte in 0..<0x80 where first.contains(UInt32(byte)) { alternatives[byte] |= bit }
        guard let last = first.runs.last, last.upperBound >= 0x80 else { return }
        for byte in 0x80..<0x100 { alternatives[byte] |= bit }
    }
}

/// Writes a pattern's instructions.
struct PatternCompiler {
    private(set) var instructions: [PatternProgram.Instruction] = []
    private(set) var lookups: [ScalarSet: ScalarLookup] = [:]

    mutating func accept() { instructions.append(PatternProgram.Instruction(operation: .accept)) }

    private mutating func test(of set: ScalarSet) -> ScalarTest {
        if let known = lookups[set] { return known.test }
        let lookup = ScalarLookup(set)
        lookups[set] = lookup
        return lookup.test
    }

    mutating func compile(_ node: PatternNode) {
        switch node {
        case .set(let set): instructions.append(PatternProgram.Instruction(operation: .one, test: test(of: set)))
        case .sequence(let parts): for part in parts { compile(part) }
        case .choice(let parts): choice(parts)
        case .repeated(.set(let set), let repetition):
            instructions.append(
                PatternProgram.Instruction(
                    operation: .run, test: test(of: set), least: repetition.least,
                    most: repetition.most ?? Int.max, isPossessive: repetition.isPossessive))
        case .repeated(let part, _):
            // The parser lets no group be repeated but by '?'.
            choice([part, .sequence([])])
        case .lookahead(let part, let isNegative):
            let start = instructions.count
            let operation: PatternProgram.Instruction.Operation = isNegative ? .negativeLookahead : .lookahead
            instructions.append(PatternProgram.Instruction(operation: operation))
            compile(part)
            accept()
            instructions[start].target = instructions.count
        }
    }

    private mutating func choice(_ parts: [PatternNode]) {
        var jumps: [Int] = []
        for (index, part) in parts.enumerated() {
            let start = instructions.count
            let isLast = index == parts.count - 1
            if !isLast { instructions.append(PatternProgram.Instruction(operation: .choice)) }
            compile(part)
            if !isLast {
                jumps.append(instructions.count)
                instructions.append(PatternProgram.Instruction(operation: .jump))
                instructions[start].target = instructions.count
            }
        }
        for jump in jumps { instructions[jump].target = instructions.count }
    }
}
