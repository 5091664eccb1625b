/// The name that was probably meant by one that is unknown: the nearest in spelling, within two letters.
///
/// Small and capital letters are the same here. A name that shares no letter with the unknown one is never offered,
/// however short both are.
///
/// - Returns: `nil` where no name is near; the first of those that are equally near.
public func nearestName(to unknown: String, in names: [String]) -> String? {
    let sought = Array(unknown.lowercased())
    return names.filter { abs($0.count - unknown.count) <= 2 }
        .map { (name: $0, distance: editDistance(sought, Array($0.lowercased()))) }
        .filter { $0.distance <= 2 && $0.distance < max(unknown.count, $0.name.count) }
        .min { $0.distance < $1.distance }?.name
}

/// How many letters must be put in, left out or replaced to make one text the other (Levenshtein's distance).
private func editDistance(_ first: [Character], _ columns: [Character]) -> Int {
    var row = Array(0...columns.count)
    for (index, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in columns.indices {
            let replaced = diagonal + (columns[column] == letter ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, min(row[column], diagonal) + 1)
        }
    }
    return row[columns.count]
}
