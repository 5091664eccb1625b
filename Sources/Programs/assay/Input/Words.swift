public import API
public import ArgumentParser
public import Mixtures
public import Studies
public import Words

// The API's words, as arguments: the same spelling on the command line as on the wire.
extension PartitionRole: ExpressibleByArgument {}
extension DocumentFormat: ExpressibleByArgument {}
extension TrainingKind: ExpressibleByArgument {}
extension ForecastPredictor: ExpressibleByArgument {}
extension ForecastCalibration: ExpressibleByArgument {}
extension PlanResource.Schedule: ExpressibleByArgument {}
extension JobState: ExpressibleByArgument {}
extension DocumentSide: ExpressibleByArgument {}
extension EstimatorChoice: ExpressibleByArgument {}
extension JobKind: ExpressibleByArgument {}
extension TokenizerName: ExpressibleByArgument {}
extension MergeMethod: ExpressibleByArgument {}
extension Estimator: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension Weighting.Kind: ExpressibleByArgument {}
extension StudyState: ExpressibleByArgument {}
extension StudyEstimator: ExpressibleByArgument {}
extension StudyStrategy.Kind: ExpressibleByArgument {}
extension RegressorChoice: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
