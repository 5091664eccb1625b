public import ArgumentParser
public import Mixtures

// The words of the product stand on the command line as they are.
extension Precision: ExpressibleByArgument {}
