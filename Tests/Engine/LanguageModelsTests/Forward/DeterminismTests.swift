import Testing

@testable import LanguageModels

@Suite("Same inputs, same bits")
struct DeterminismTests {
    /// Documents of many lengths: windows that fill part of a block, several windows a block, several blocks.
    private func documents(vocabulary: Int) -> [[TokenWindow]] {
        var state: UInt64 = 9
        func token() -> Int32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32((state >> 33) % UInt64(vocabulary))
        }
        return [1, 40, 64 * 9, 64 * 20 + 5, 3].map { length in
            stride(from: 0, to: length, by: 64).map { start in
                let count = min(64, length - start)
                let tokens = (0...count).map { _ in token() }
                return TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
            }
        }
    }

    @Test("A score does not depend on threads, passes or what else is scored", arguments: Arithmetic.allCases)
    func bits(arithmetic: Arithmetic) throws {
        let fixture = try Fixture("grouped")
        let model = try fixture.model()
        let documents = documents(vocabulary: 61)
        let whole = try model.negativeLogLikelihoods(of: documents, arithmetic: arithmetic, threads: 1).map(bitPatterns)
        for threads in [2, 3, 5] {
            let again = try model.negativeLogLikelihoods(of: documents, arithmetic: arithmetic, threads: threads)
            #expect(again.map(bitPatterns) == whole)
        }
        let narrow = try model.negativeLogLikelihoods(
            of: documents, arithmetic: arithmetic, threads: 2, activationBytes: 1)
        #expect(narrow.map(bitPatterns) == whole)
        for (index, document) in documents.enumerated() {
            let alone = try model.negativeLogLikelihoods(of: [document], arithmetic: arithmetic, threads: 1)
            #expect(bitPatterns(alone[0]) == whole[index])
        }
        let reversed = try model.negativeLogLikelihoods(of: documents.reversed(), arithmetic: arithmetic, threads: 2)
        #expect(reversed.reversed().map(bitPatterns) == whole)
    }

    @Test("Rows that are not scored skip the head and change nothing of the others")
    func unscored() throws {
        let fixture = try Fixture("untied")
        let model = try fixture.model()
        let window = fixture.window
        let all = try model.negativeLogLikelihoods(of: [[window]], threads: 1)[0]
        let tail = TokenWindow(inputs: window.inputs, targets: Array(window.targets.suffix(5)))
        let some = try model.negativeLogLikelihoods(of: [[tail]], threads: 1)[0]
        #expect(some.count == 5)
        #expect(largestDifference(some, Array(all.suffix(5))) < 1e-6)
        let none = TokenWindow(inputs: window.inputs, targets: [])
        #expect(try model.negativeLogLikelihoods(of: [[none], []], threads: 2) == [[], []])
    }

    @Test("A window longer than a block's capacity has a block of its own")
    func longWindow() throws {
        let fixture = try Fixture("untied")
        var configuration = fixture.configuration
        configuration.maximumPositions = 2_000
        let model = try LanguageModel(configuration: configuration, parameters: fixture.parameters)
        let tokens = (0...700).map { Int32($0 * 7 % 61) }
        let long = TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
        let blocks = TokenBlock.blocks(of: [fixture.window, long, fixture.window], document: 0)
        #expect(blocks.map(\.usedRows) == [37, 700, 37])
        #expect(blocks.map(\.rows) == [64, 704, 64])
        let losses = try model.negativeLogLikelihoods(of: [[fixture.window, long]], threads: 2)[0]
        let alone = try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 1)[0]
        #expect(losses.count == 737)
        #expect(largestDifference(Array(losses.prefix(37)), alone) == 0)
    }

    private func bitPatterns(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
}
