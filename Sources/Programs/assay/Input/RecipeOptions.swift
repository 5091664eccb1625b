import API
import ArgumentParser
import Mixtures

/// How partition models are merged.
struct RecipeOptions: ParsableArguments {
    @Option(help: "The merge method.") var method = MergeMethod.linear
    @Option(
        name: .customLong("parameter"),
        help: ArgumentHelp("A parameter of the method: \(Self.names); repeat.", valueName: "name=value"))
    var parameters: [PairArgument] = []
    @Option(
        name: .customLong("layers"),
        help: ArgumentHelp(
            "Weights of a group of layers, counted from 0, for the method layerwise; repeat.",
            valueName: "first-last:name=weight,…"))
    var layers: [LayersArgument] = []

    fileprivate static var names: String {
        MergeParameter.allCases.filter { $0 != .layers }.map(\.rawValue).joined(separator: ", ")
    }

    func validate() throws {
        _ = try mergeParameters()
    }

    /// The parameters that were given; `nil` if none was.
    func mergeParameters() throws -> MergeParameters? {
        guard !parameters.isEmpty || !layers.isEmpty else { return nil }
        var result = try MergeParameters(parameters)
        if !layers.isEmpty { result.layers = layers.map(\.group) }
        return result
    }
}

extension MergeParameters {
    /// The values of `--parameter name=value`, each once.
    init(_ arguments: [PairArgument]) throws {
        self.init()
        for pair in arguments {
            guard let parameter = MergeParameter(rawValue: pair.left), parameter != .layers else {
                throw ValidationError("--parameter \(pair.left)=…: there are \(RecipeOptions.names).")
            }
            guard !given.contains(parameter) else {
                throw ValidationError("--parameter \(pair.left): stands twice.")
            }
            guard set(parameter, to: pair.right) else {
                throw ValidationError(
                    "--parameter \(pair.left): is \"\(pair.right)\"; expected \(parameter.expectation).")
            }
        }
    }

    /// Sets a parameter to what a command line says; false if it cannot be read.
    fileprivate mutating func set(_ parameter: MergeParameter, to text: String) -> Bool {
        switch parameter {
        case .lambda: lambda = Double(finite: text)
        case .density: density = Double(finite: text)
        case .gamma: gamma = Double(finite: text)
        case .epsilon: epsilon = Double(finite: text)
        case .normalize: normalize = Bool(text)
        case .seed: seed = UInt64(text)
        case .layers: return false
        }
        return given.contains(parameter)
    }
}

extension MergeParameter {
    fileprivate var expectation: String {
        switch self {
        case .normalize: "true or false"
        case .seed: "an integer of 0 or more"
        default: "a number"
        }
    }
}

/// `0-3:web=0.5,books=0.5` of the command line.
struct LayersArgument: ExpressibleByArgument, Hashable, Sendable {
    let group: LayerGroup

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":") else { return nil }
        let ends = argument[..<colon].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first >= 0,
            first <= last
        else { return nil }
        var weights: [String: Double] = [:]
        for piece in argument[argument.index(after: colon)...].split(separator: ",", omittingEmptySubsequences: false) {
            guard let weight = WeightArgument(argument: String(piece)),
                weights.updateValue(weight.weight, forKey: weight.name) == nil
            else { return nil }
        }
        guard let mixture = try? Mixture(weights) else { return nil }
        group = LayerGroup(layers: first...last, mixture: mixture)
    }
}
