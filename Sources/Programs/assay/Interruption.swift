import Dispatch
import Foundation

/// Says what goes on when Ctrl-C ends a command that waits, for the service does not hear of it.
struct Interruption {
    /// What a shell gives a command that SIGINT ended.
    private static let status: Int32 = 130

    private let source: any DispatchSourceSignal

    /// Watches for Ctrl-C until ``end()``.
    init(_ message: String) {
        // Else the process would end before the source hears of it.
        signal(SIGINT, SIG_IGN)
        source = Self.source(message)
        source.resume()
    }

    /// Ctrl-C ends the process again as it always does.
    func end() {
        source.cancel()
        signal(SIGINT, SIG_DFL)
    }

    private static func source(_ message: String) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler { @Sendable in
            StandardError.write((StandardError.isTerminal ? "\r\u{1B}[K" : "") + "assay: \(message)\n")
            Foundation.exit(status)
        }
        return source
    }
}
