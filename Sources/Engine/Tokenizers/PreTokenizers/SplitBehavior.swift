/// What becomes of the matches that a text is split at.
enum SplitBehavior: String, CaseIterable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
}

/// Gathers pieces from matches and what stands between them, in order.
struct SplitCollector {
    private let behavior: SplitBehavior
    private var followsMatch = false
    /// Whether this piece's first part is still to come: nothing before it may be extended.
    private var isEmpty = true
    /// A match that may yet be joined to what follows.
    private var pending: Pieces.Bounds?
    private(set) var bounds: [Pieces.Bounds]

    init(_ behavior: SplitBehavior, capacity: Int) {
        self.behavior = behavior
        bounds = []
        bounds.reserveCapacity(capacity)
    }

    @inline(__always)
    mutating func add(_ start: Int, _ end: Int, isMatch: Bool) {
        switch behavior {
        case .isolated: bounds.append(Pieces.Bounds(start: start, end: end))
        case .removed: if !isMatch { bounds.append(Pieces.Bounds(start: start, end: end)) }
        case .contiguous: join(start, end, toPrevious: isMatch == followsMatch)
        case .mergedWithPrevious: join(start, end, toPrevious: isMatch && !followsMatch)
        case .mergedWithNext: joinToNext(start, end, isMatch: isMatch)
        }
        followsMatch = isMatch
    }

    private mutating func join(_ start: Int, _ end: Int, toPrevious: Bool) {
        if toPrevious, !isEmpty {
            bounds[bounds.count - 1].end = end
        } else {
            bounds.append(Pieces.Bounds(start: start, end: end))
        }
        isEmpty = false
    }

    private mutating func joinToNext(_ start: Int, _ end: Int, isMatch: Bool) {
        if isMatch {
            if let match = pending { bounds.append(match) }
            pending = Pieces.Bounds(start: start, end: end)
        } else {
            bounds.append(Pieces.Bounds(start: pending?.start ?? start, end: end))
            pending = nil
        }
    }

    /// Keeps an added token as it is.
    mutating func add(token: Pieces.Bounds) { bounds.append(token) }

    /// Ends a piece: what is joined to what begins anew.
    mutating func endPiece() {
        if let match = pending { bounds.append(match) }
        pending = nil
        followsMatch = false
        isEmpty = true
    }
}
