import Foundation

/// What figures depend on besides the programs.
enum Machine {
    /// The processor, as the kernel calls it.
    static var processor: String {
        let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }

    /// How many processes wanted to run, on average over the last minute.
    static var load: String {
        let averages = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
        return averages?.split(separator: " ").first.map(String.init) ?? "unknown"
    }
}
