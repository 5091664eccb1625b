/// Searches a text for a pattern's matches from left to right.
struct PatternSearch {
    private let program: PatternProgram
    private let text: UnsafePointer<UInt8>
    private let end: Int
    private let frames: UnsafeMutablePointer<Frame>

    /// Where a match can be tried again.
    struct Frame {
        let instruction: Int
        var position: Int
        /// A repetition gives back no further than this.
        let floor: Int
    }

    /// - Parameters:
    ///   - text: valid UTF-8; a lookahead sees no further than `end`.
    ///   - frames: room for as many entries as the program has instructions.
    init(
        _ program: PatternProgram, text: UnsafePointer<UInt8>, end: Int, frames: UnsafeMutablePointer<Frame>
    ) {
        self.program = program
        self.text = text
        self.end = end
        self.frames = frames
    }

    /// The first match at or behind a position, or `nil`.
    @inline(__always)
    func next(from start: Int) -> (start: Int, end: Int)? {
        var position = start
        while position < end {
            var open = program.alternatives[Int(text[position])]
            while open != 0 {
                let matched = match(program.entries[open.trailingZeroBitCount], at: position, bottom: 0)
                if matched > position { return (position, matched) }
                open &= open &- 1
            }
            position &+= UTF8Text.length(from: text[position])
        }
        return nil
    }

    /// Where a match from an instruction on ends, or -1.
    private func match(_ entry: Int, at start: Int, bottom: Int) -> Int {
        var top = bottom
        var instruction = entry
        var position = start
        while true {
            let current = program.instructions + instruction
            var failed = false
            switch current.pointee.operation {
            case .one:
                let length = position < end ? length(current, at: position) : 0
                position &+= length
                instruction &+= 1
                failed = length == 0
            case .run:
                failed = !run(current, instruction, &position, &top)
                instruction &+= 1
            case .choice:
                frames[top] = Frame(instruction: current.pointee.target, position: position, floor: position)
                top &+= 1
                instruction &+= 1
            case .jump: instruction = current.pointee.target
            case .lookahead, .negativeLookahead:
                let isFound = match(instruction &+ 1, at: position, bottom: top) >= 0
                failed = isFound == (current.pointee.operation == .negativeLookahead)
                instruction = current.pointee.target
            case .accept: return position
            }
            guard failed else { continue }
            guard top > bottom else { return -1 }
            (instruction, position) = back(&top)
        }
    }

    @inline(__always)
    private func length(_ current: UnsafeMutablePointer<PatternProgram.Instruction>, at position: Int) -> Int {
        current.pointee.test?.length(at: position, in: text) ?? 0
    }

    /// Takes as many scalars as it may; `false` if they are too few.
    @inline(__always)
    private func run(
        _ current: UnsafeMutablePointer<PatternProgram.Instruction>, _ instruction: Int, _ position: inout Int,
        _ top: inout Int
    ) -> Bool {
        guard let test = current.pointee.test else { return false }
        let (least, most) = (current.pointee.least, current.pointee.most)
        var count = 0
        var place = position
        var floor = position
        while count < most, place < end {
            let length = test.length(at: place, in: text)
            if length == 0 { break }
            place &+= length
            count &+= 1
            if count == least { floor = place }
        }
        guard count >= least else { return false }
        if place > floor, !current.pointee.isPossessive {
            frames[top] = Frame(instruction: instruction &+ 1, position: place, floor: floor)
            top &+= 1
        }
        position = place
        return true
    }

    /// Takes up the last place where a match can be tried again.
    @inline(__always)
    private func back(_ top: inout Int) -> (instruction: Int, position: Int) {
        let frame = frames + (top &- 1)
        guard frame.pointee.position > frame.pointee.floor else {
            top &-= 1
            return (frame.pointee.instruction, frame.pointee.position)
        }
        frame.pointee.position = UTF8Text.start(before: frame.pointee.position, in: text)
        if frame.pointee.position == frame.pointee.floor { top &-= 1 }
        return (frame.pointee.instruction, frame.pointee.position)
    }
}
