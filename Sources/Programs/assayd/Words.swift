public import ArgumentParser
public import Mixtures

// The words of the product stand on the command line as they are.
extension Precision: ExpressibleByArgument {}

extension RegressorChoice: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String { spelling }

    public static var allValueStrings: [String] { spellings }
}
