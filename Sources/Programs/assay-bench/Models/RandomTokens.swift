import Foundation
import LanguageModels
import Randomness

/// Windows of random tokens, the same in every run, for Assay and in a file for its peers.
struct RandomTokens {
    private let windows: [[Int32]]
    private let context: Int

    /// - Parameter count: at least so many tokens are predicted.
    init(shape: ModelShape, count: Int) {
        let (context, vocabulary) = (shape.context, UInt64(shape.configuration.vocabularySize))
        self.context = context
        var generator = SeededGenerator(seed: 1, purpose: .benchmark)
        windows = (0..<max((count + context - 1) / context, 1)).map { _ in
            (0...context).map { _ in Int32(truncatingIfNeeded: generator.next() % vocabulary) }
        }
    }

    /// Tokens that are predicted.
    var count: Int { windows.count * context }

    /// The windows as documents of at most 8,192 tokens.
    var documents: [[TokenWindow]] {
        let perDocument = max(8_192 / context, 1)
        return stride(from: 0, to: windows.count, by: perDocument).map { first in
            windows[first..<min(first + perDocument, windows.count)].map { tokens in
                TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
            }
        }
    }

    /// All tokens in order, for training.
    var stream: [Int32] { windows.flatMap { $0 } }

    /// Writes each window's context + 1 tokens as int32, little-endian.
    func write(to path: String) throws {
        let bytes = windows.joined().flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
        try Data(bytes).write(to: URL(filePath: path))
    }
}
