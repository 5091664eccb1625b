public import API
public import ArgumentParser

// The API's words, as arguments: the same spelling on the command line as on the wire.
extension PartitionRole: ExpressibleByArgument {}
extension DocumentFormat: ExpressibleByArgument {}
extension TrainingKind: ExpressibleByArgument {}
extension PlanResource.Schedule: ExpressibleByArgument {}
extension WorkState: ExpressibleByArgument {}
extension JobKind: ExpressibleByArgument {}
