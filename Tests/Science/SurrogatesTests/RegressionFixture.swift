import Foundation
import LinearAlgebra
import Mixtures
import Testing

@testable import Surrogates

/// What scikit-learn made of small tables: Fixtures/regressions.py writes it.
struct RegressionFixture: Decodable {
    struct RidgeCase: Decodable {
        let features: FeatureMap
        let degree: Int
        let penalty: Double
        let means: [Double]
    }

    struct ProcessCase: Decodable {
        let logarithms: [Double]
        let features: [[Double]]
        let targets: [Double]
        let rows: [[Double]]
        let means: [Double]
        let deviations: [Double]
        let log_marginal_likelihood: Double
    }

    let weights: [[Double]]
    let losses: [Double]
    let new: [[Double]]
    let ridge: [RidgeCase]
    let processes: [ProcessCase]

    static func folder() throws -> URL {
        try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    }

    static func committed() throws -> RegressionFixture {
        let file = try folder().appending(path: "regressions.json")
        return try JSONDecoder().decode(RegressionFixture.self, from: Data(contentsOf: file))
    }

    func checkRidge() throws {
        #expect(ridge.count == 14)
        for example in ridge {
            let degree = try #require(FeatureDegree(rawValue: example.degree))
            let design = try RidgeDesign(weights, features: example.features, degree: degree)
            let surrogate = try RidgeSurrogate(
                .ridge, design: design, losses: losses, penalty: example.penalty, residual: 0)
            for (found, expected) in zip(try surrogate.means(new), example.means) {
                #expect(abs(found - expected) < 1e-9, "\(example.features) \(example.degree) \(example.penalty)")
            }
        }
    }

    func checkProcesses() throws {
        #expect(processes.count == 4)
        for example in processes {
            let process = try GaussianProcess(
                kernel: GaussianProcessKernel(logarithms: example.logarithms), features: Matrix(rows: example.features),
                targets: example.targets)
            #expect(abs(process.logMarginalLikelihood - example.log_marginal_likelihood) < 1e-8)
            let (means, variances) = try process.predict(Matrix(rows: example.rows))
            for row in means.indices {
                #expect(abs(means[row] - example.means[row]) < 1e-9)
                #expect(abs(variances[row].squareRoot() - example.deviations[row]) < 1e-8)
            }
            #expect(try process.means(Matrix(rows: example.rows)).count == means.count)
        }
    }
}
