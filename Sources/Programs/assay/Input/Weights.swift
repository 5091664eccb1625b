import ArgumentParser
import Foundation
import Mixtures

/// One `NAME=WEIGHT` of the command line.
///
/// The last `=` parts them, so a name may hold one.
struct WeightArgument: ExpressibleByArgument, Hashable, Sendable {
    let name: String
    let weight: Double

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), equals != argument.startIndex,
            let weight = Double(argument[argument.index(after: equals)...])
        else { return nil }
        self.name = String(argument[..<equals])
        self.weight = weight
    }
}

extension Double {
    /// A number of the command line: JSON has no word for infinity and NaN.
    init?(finite text: some StringProtocol) {
        self.init(text)
        guard isFinite else { return nil }
    }
}

extension [WeightArgument] {
    /// Weight by name; a name that stands twice is an error, and a weight that is infinite or NaN.
    ///
    /// - Parameter flag: what the arguments are given by, as messages name it.
    func finiteWeights(of flag: String) throws -> [String: Double] {
        if let argument = first(where: { !$0.weight.isFinite }) {
            throw Failure(.input, "\(flag) \(argument.name) is \(argument.weight); expected a finite number")
        }
        return try weights()
    }

    /// Weight by name; a name that stands twice is an error.
    func weights() throws -> [String: Double] {
        try Dictionary(map { ($0.name, $0.weight) }) { _, _ in
            throw Failure(.input, "a name stands twice among \(map(\.name).joined(separator: ", "))")
        }
    }
}

/// One `NAME=NAME` of the command line.
struct PairArgument: ExpressibleByArgument, Hashable, Sendable {
    let left: String
    let right: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex,
            argument.index(after: equals) != argument.endIndex
        else { return nil }
        left = String(argument[..<equals])
        right = String(argument[argument.index(after: equals)...])
    }
}

/// Refuses weights before they are sent: JSON has no word for some of what a command line or a CSV file can say.
enum MixtureCheck {
    static func check(_ weights: [String: Double], normalize: Bool, place: String) throws {
        do throws(MixtureError) {
            _ = try Mixture(weights, normalize: normalize)
        } catch {
            // The mathematics offers what the API has; here the same stands as a flag.
            let message = "\(error)".replacingOccurrences(of: "\"normalize\": true", with: "--normalize")
            throw Failure(.input, "\(place): \(message)")
        }
    }
}
