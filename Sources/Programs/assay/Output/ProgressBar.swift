/// A bar on standard error while something takes long, when a terminal is there to see it.
///
/// Pure but for `write`, which is handed in: each change redraws one line.
struct ProgressBar {
    private let title: String
    private let write: ((String) -> Void)?
    private var drawn = ""

    /// On standard error; silent unless that is a terminal.
    init(_ title: String) {
        self.init(title, write: StandardError.isTerminal ? { StandardError.write($0) } : nil)
    }

    init(_ title: String, write: ((String) -> Void)?) {
        self.title = title
        self.write = write
    }

    /// Draws the bar at `completed` of `total`.
    mutating func show(_ completed: Int, of total: Int, note: String = "") {
        let line = ProgressBar.line(title, completed, of: total, note: note)
        guard let write, line != drawn else { return }
        drawn = line
        write("\r\u{1B}[K" + line)
    }

    /// Takes the bar away.
    mutating func clear() {
        guard let write, !drawn.isEmpty else { return }
        drawn = ""
        write("\r\u{1B}[K")
    }

    static func line(_ title: String, _ completed: Int, of total: Int, note: String) -> String {
        let width = 24
        let share = total > 0 ? min(1, max(0, Double(completed) / Double(total))) : 0
        let filled = Int((share * Double(width)).rounded(.down))
        let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
        return "\(title) [\(bar)] \(completed)/\(total)" + (note.isEmpty ? "" : "  \(note)")
    }
}
