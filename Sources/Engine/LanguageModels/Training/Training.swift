public import Checkpoints
import Foundation
import Kernels

/// A training run: parameters, moments and place in the data, taken on step by step.
///
/// Same start, data and plan give the same bits, for any number of threads and however often the run was saved and
/// restored. Sequences are cut into blocks, blocks dealt to at most ``laneCount`` gradients, and these summed in order:
/// none of it depends on which thread did what.
///
/// Blocking, and for one caller at a time: use it from a thread of your own.
public final class Training {
    /// What training begins with.
    public enum Start: Sendable {
        /// Drawn from a seed; see ``ParameterInitialization``.
        case random(seed: UInt64)
        /// Those of a checkpoint of the same configuration.
        case parameters(any TensorSource)
    }

    /// Gradients that are summed at the end of a step.
    static let laneCount = 8
    /// Rows up to which sequences share a block.
    static let blockRows = 512
    /// Parameters that one thread updates at once.
    static let segmentLength = 1 << 16

    /// The shape of the model.
    public let configuration: ModelConfiguration
    /// How it is trained.
    public let plan: TrainingPlan
    /// What it is trained on.
    public let data: TrainingData
    /// The mean loss of each step so far, in nats a token, before that step's update.
    public internal(set) var losses: [Float] = []

    let offsets: ModelOffsets
    let values: FloatStorage
    let firstMoment: FloatStorage
    let secondMoment: FloatStorage
    var order: SequenceOrder
    private let team: ThreadTeam
    private let table: RotaryTable
    private let workspaces: [GradientWorkspace]
    private let lanes: [FloatStorage]
    private let segments: [ModelOffsets.Segment]
    private let positions: [Int32]

    /// - Throws: ``LanguageModelError`` for a plan or data that cannot be followed; `CheckpointError` for parameters
    ///   that are not the configuration's.
    public init(
        configuration: ModelConfiguration, start: Start, data: TrainingData, plan: TrainingPlan, threads: Int
    ) throws {
        try configuration.validate(file: "configuration")
        try plan.validate(for: configuration)
        try data.validate(context: plan.context, vocabularySize: configuration.vocabularySize)
        self.configuration = configuration
        self.plan = plan
        self.data = data
        offsets = ModelOffsets(configuration)
        let count = offsets.layout.elementCount
        values = try FloatStorage(count: count)
        firstMoment = try FloatStorage(count: count, zeroed: true)
        secondMoment = try FloatStorage(count: count, zeroed: true)
        order = SequenceOrder(data: data, context: plan.context, seed: plan.seed)
        table = RotaryTable(configuration: configuration, positions: plan.context)
        segments = offsets.segments(longest: Self.segmentLength)
        let perBlock = min(max(Self.blockRows / plan.context, 1), plan.sequencesPerStep)
        let blocks = (plan.sequencesPerStep + perBlock - 1) / perBlock
        lanes = try (0..<min(Self.laneCount, blocks)).map { _ in try FloatStorage(count: count) }
        team = try ThreadTeam(count: min(max(threads, 1), max(lanes.count, 1)))
        workspaces = try (0..<team.count).map { _ in
            try GradientWorkspace(configuration: configuration, rows: perBlock * plan.context, context: plan.context)
        }
        positions = (0..<perBlock * plan.context).map { Int32($0 % plan.context) }
        try begin(start)
    }

    /// How many steps have been taken.
    public var stepIndex: Int { losses.count }
    /// Whether all steps of the plan have been taken.
    public var isFinished: Bool { stepIndex >= plan.steps }
    /// Tokens predicted so far.
    public var tokensSeen: Int { stepIndex * plan.sequencesPerStep * plan.context }

    /// How often each source has been gone through, by name: 1.5 is once, and half of it a second time.
    public var repetitions: [String: Double] {
        Dictionary(zip(data.sources.map(\.name), order.repetitions), uniquingKeysWith: { first, _ in first })
    }

    /// Takes one step and returns its mean loss before the update, in nats a token.
    ///
    /// - Throws: ``LanguageModelError`` if the loss is not finite; nothing is updated then. A call after the last step
    ///   of the plan throws too.
    @discardableResult
    public func step() throws -> Float {
        guard !isFinished else {
            throw LanguageModelError(.invalidPlan, "all \(plan.steps) steps of the plan have been taken")
        }
        var next = order
        let (loss, gradient) = try gradient(of: blocks(from: &next))
        guard loss.isFinite, gradient.squares.isFinite else {
            throw LanguageModelError(
                .notFinite,
                "step \(stepIndex): the loss is \(loss), the gradient's norm \(gradient.squares.squareRoot())")
        }
        try update(gradient.sum, norm: gradient.squares.squareRoot())
        order = next
        losses.append(loss)
        return loss
    }

    /// The step's sequences in blocks, in the order they were drawn.
    private func blocks(from order: inout SequenceOrder) -> [SequenceBlock] {
        let context = plan.context
        let perBlock = positions.count / context
        return stride(from: 0, to: plan.sequencesPerStep, by: perBlock).map { first in
            let sequences = min(perBlock, plan.sequencesPerStep - first)
            var inputs: [Int32] = []
            var targets: [Int32] = []
            for _ in 0..<sequences {
                let place = order.next()
                let tokens = data.sources[place.source].tokens
                inputs.append(contentsOf: tokens[place.start..<place.start + context])
                targets.append(contentsOf: tokens[place.start + 1..<place.start + context + 1])
            }
            return SequenceBlock(
                sequences: sequences, context: context, inputs: inputs, targets: targets, positions: positions)
        }
    }

    /// The mean loss of the blocks, its gradient, and the sum of that gradient's squares.
    func gradient(
        of blocks: [SequenceBlock]
    ) throws -> (loss: Float, gradient: (sum: FloatStorage, squares: Double)) {
        let tokens = blocks.reduce(0) { $0 + $1.rows }
        let pass = GradientPass(
            configuration: configuration, offsets: offsets, table: table, parameters: values.start,
            scale: 1 / Float(tokens))
        let sums = DoubleStorage(columns: blocks.count)
        try team.forEach(below: lanes.count) { lane, thread in
            let gradient = self.lanes[lane]
            gradient.zero(0, gradient.count)
            for block in stride(from: lane, to: blocks.count, by: self.lanes.count) {
                sums[block] = try pass.run(
                    blocks[block], gradient: gradient.start, in: self.workspaces[thread])
            }
        }
        let loss = sums.array.reduce(0, +) / Double(tokens)
        return (Float(loss), (lanes[0], try sumLanes()))
    }

    /// Sums the lanes into the first, and returns the sum of the squares.
    private func sumLanes() throws -> Double {
        let squares = DoubleStorage(columns: segments.count)
        try team.forEach(below: segments.count) { index, _ in
            let segment = self.segments[index]
            let starts = self.lanes.map { Optional(UnsafePointer($0.start + segment.start)) }
            squares[index] = AdamWKernel.sumLanes(
                count: segment.count, lanes: starts, into: self.lanes[0].start + segment.start)
        }
        return squares.array.reduce(0, +)
    }

    private func update(_ gradient: FloatStorage, norm: Double) throws {
        let clip = plan.gradientClip > 0 && norm > plan.gradientClip ? plan.gradientClip / norm : 1
        let number = Double(stepIndex + 1)
        let step = AdamWKernel.Step(
            learningRate: Float(plan.learningRate(atStep: stepIndex)), beta1: Float(plan.beta1),
            beta2: Float(plan.beta2), epsilon: Float(plan.epsilon), weightDecay: 0,
            firstCorrection: Float(1 - pow(plan.beta1, number)),
            secondCorrection: Float((1 - pow(plan.beta2, number)).squareRoot()), gradientScale: Float(clip))
        try team.forEach(below: segments.count) { index, _ in
            let segment = self.segments[index]
            var step = step
            step.weightDecay = segment.isDecayed ? Float(self.plan.weightDecay) : 0
            AdamWKernel.update(
                count: segment.count, step: step, gradient: gradient.start + segment.start,
                parameters: self.values.start + segment.start,
                firstMoment: self.firstMoment.start + segment.start,
                secondMoment: self.secondMoment.start + segment.start)
        }
    }
}
