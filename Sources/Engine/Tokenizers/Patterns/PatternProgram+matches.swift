extension PatternProgram {
    /// Gives the matches in a text from left to right, none of them overlapping, until the body answers `false`.
    ///
    /// - Parameter text: valid UTF-8.
    func forEachMatch(in text: [UInt8], _ body: (_ match: (start: Int, end: Int)) -> Bool) {
        text.withUnsafeBufferPointer { buffer in
            guard let bytes = buffer.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: PatternSearch.Frame.self, capacity: count) { frames in
                guard let frames = frames.baseAddress else { return }
                let search = PatternSearch(self, text: bytes, end: buffer.count, frames: frames)
                var position = 0
                while let match = search.next(from: position), body(match) { position = match.end }
            }
        }
    }
}
