import Testing

@testable import LanguageModels

@Suite("Matrix products")
struct ProjectionTests {
    @Test("A matrix stored with a row an input multiplies as its transpose does")
    func layouts() throws {
        let fixture = try Fixture("untied")
        let workspace = try Workspace(configuration: fixture.configuration, blocks: [])
        let (rows, inputs, outputs) = (5, 7, 3)
        let input = (0..<rows * inputs).map { Float($0 % 11) - 5 }
        let weights = (0..<outputs * inputs).map { Float($0 % 7) - 3 }
        let turned = (0..<inputs * outputs).map { weights[$0 % outputs * inputs + $0 / outputs] }
        var products: [[Float]] = []
        for (layout, weights) in [(MatrixPlace.Layout.rowPerOutput, weights), (.rowPerInput, turned)] {
            let place = MatrixPlace(offset: 0, outputs: outputs, inputs: inputs, layout: layout)
            var output = [Float](repeating: 1, count: rows * outputs)
            try weights.withUnsafeBufferPointer { weights in
                try Projection(place, weights: #require(weights.baseAddress)).apply(
                    rows: rows, input: input, output: &output, accumulate: true, in: workspace)
            }
            products.append(output)
        }
        let expected = (0..<rows * outputs).map { index in
            (0..<inputs).reduce(Float(1)) {
                $0 + input[index / outputs * inputs + $1] * weights[index % outputs * inputs + $1]
            }
        }
        #expect(products == [expected, expected])
    }
}
