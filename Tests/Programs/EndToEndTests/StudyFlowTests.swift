import API
import Client
import Foundation
import Mixtures
import Statistics
import Studies
import Testing
import Words

/// Searches over the mixtures of trained models, through real processes.
@Suite(.serialized) struct StudyFlowTests {
    /// A search with rounds: candidates that fill the space, then proposals of surrogates, then merges that verify.
    private func search(_ pool: SamplePool, name: String) -> StudyCreation {
        StudyCreation(
            name: name, pool: pool.pool.id, evaluationSet: pool.evaluationSet.id,
            definition: StudyDefinition(
                strategy: .surrogate(.init(regressor: .one(.linear), initial: 10, perRound: 3, rounds: 2)), seed: 5))
    }

    /// What a study tried and found, without ids and times.
    private struct Course: Hashable {
        struct Try: Hashable {
            let number: Int
            let mixture: [String: Double]?
            let origin: TrialOrigin
            let round: Int
            let losses: [String: Double]?
        }

        let tries: [Try]
        let answer: [String: Double]?
        let reporting: Estimate?
        let end: StudyEnd?
    }

    private func course(_ study: StudyResource, _ client: AssayClient) async throws -> Course {
        #expect(study.course.state == .succeeded, "\(String(describing: study.course.error))")
        let trials = try await client.studyTrials(study.course.id).all()
        return Course(
            tries: trials.map {
                .init(number: $0.number, mixture: $0.mixture, origin: $0.origin, round: $0.round, losses: $0.losses)
            }, answer: study.course.answer?.mixture, reporting: study.course.answer?.reporting, end: study.course.end)
    }

    @Test func aStudyThatIsKilledInTheMiddleEndsAsOneThatIsNot() async throws {
        let undisturbed = try await RunningService(workers: 1)
        let quiet = try await SamplePool(undisturbed.client)
        let expected = try await undisturbed.client.createStudy(search(quiet, name: "quiet"))

        let first = try await RunningService(workers: 2)
        let pool = try await SamplePool(first.client)
        let study = try await first.client.createStudy(search(pool, name: "killed"))
        // Killed once some of it is scored: the last of its first candidates has not ended then, nor has any round
        // begun.
        let trial = try await first.client.studyTrial(4, of: study.course.id, wait: .seconds(60))
        #expect(trial.state == .scored)
        await first.kill()
        _ = await first.process.remainingOutput()

        let second = try await RunningService(folder: first.folder, workers: 2)
        let resumed = try await second.client.finishedStudy(study.course.id)
        let found = try await course(resumed, second.client)
        let whole = try await course(
            try await undisturbed.client.finishedStudy(expected.course.id), undisturbed.client)
        #expect(found == whole)
        #expect(found.answer != nil && found.tries.contains { $0.round > 1 })
        try await rankingAndCommandLine(resumed, second)
        await second.stop()
        await undisturbed.stop()
    }

    /// The same study as people read it.
    private func rankingAndCommandLine(_ study: StudyResource, _ service: RunningService) async throws {
        let answer = try #require(study.course.answer)
        let ranking = try await service.client.studyRanking(study.course.id)
        #expect(ranking.places.contains { $0.trial == answer.trial })
        #expect(ranking.places.map(\.rank).first == 1)
        // The documents are too few for probabilities, or those sum to 1.
        let probabilities = ranking.places.compactMap(\.probabilityBest)
        #expect(probabilities.isEmpty || abs(probabilities.reduce(0, +) - 1) < 1e-9)
        for arguments in [["show"], ["trials"], ["ranking", "--top", "3"]] {
            let program = try ProgramProcess(
                "assay", ["studies", arguments[0], study.course.name] + arguments.dropFirst(),
                environment: ["ASSAY_SERVER": service.address], logPath: "\(service.folder)/assay.log")
            let output = await program.remainingOutput()
            #expect(await program.waitUntilEnded().status == 0, "\(program.log)")
            #expect(output.contains("trial"), "\(output)")
        }
    }

    @Test func anOutsideOptimiserDrivesAStudyFromTheCommandLine() async throws {
        let service = try await RunningService(workers: 2)
        let pool = try await SamplePool(service.client)
        func assay(_ arguments: String...) async throws -> String {
            let program = try ProgramProcess(
                "assay", ["studies"] + arguments, environment: ["ASSAY_SERVER": service.address],
                logPath: "\(service.folder)/assay.log")
            let output = await program.remainingOutput()
            #expect(await program.waitUntilEnded().status == 0, "\(program.log)")
            return output
        }
        _ = try await assay(
            "create", "outer", "--pool", pool.pool.id, "--set", pool.evaluationSet.id, "--strategy", "outside",
            "--method",
            "task_arithmetic", "--range", "lambda=0.5..1.5", "--precision", "f32", "--precision", "bf16")
        let suggested = try await assay("suggest", "outer", "--count", "2", "--id").split(separator: "\n")
        #expect(suggested.count == 2)
        for number in suggested { _ = try await assay("tell", "outer", "--trial", String(number)) }
        let names = pool.partitions.map(\.name)
        let told = try await assay(
            "tell", "outer", "\(names[0])=0.25", "\(names[1])=0.75", "--parameter", "lambda=0.75", "--precision", "bf16"
        )
        #expect(told.contains("(task_arithmetic lambda=0.75; bf16)"), "\(told)")
        _ = try await assay("finish", "outer", "--wait")
        let study = try await service.client.study("outer")
        #expect(study.course.state == .succeeded && study.course.answer != nil)
        let trials = try await service.client.studyTrials("outer").all()
        let own = try #require(trials.first { $0.origin == .told })
        #expect(own.mixture == [names[0]: 0.25, names[1]: 0.75] && own.state == .scored)
        // What was scored is that recipe, and another one has another score.
        let merged = try await service.client.evaluation(try #require(own.evaluation))
        #expect(merged.method == .taskArithmetic && merged.parameters?.lambda == 0.75 && merged.precision == .bf16)
        let scored = trials.filter { $0.origin == .strategy }
        #expect(scored.count == 2 && scored.allSatisfy { $0.state == .scored && $0.recipe?.method == .taskArithmetic })
        #expect(
            Set(scored.map(\.recipe?.parameters.lambda)).count == 2 && Set(trials.map(\.value)).count == trials.count)
        await service.stop()
    }

    /// A study's certificate and what its search proposes.
    private func least(
        _ study: StudyResource, _ client: AssayClient
    ) async throws -> (certificate: StudyStepResult.Certificate, mixture: [String: Double], value: Double?) {
        try #require(study.course.state == .succeeded, "\(String(describing: study.course.error))")
        let certificate = try #require(study.course.steps.first?.certificate)
        #expect(certificate.closed && study.course.answer != nil)
        let trials = try await client.studyTrials(study.course.id).all().filter { $0.origin == .strategy }
        let proposal = try #require(trials.first?.mixture)
        return (certificate, proposal, trials.first { $0.estimator == .ensemble }?.value)
    }

    @Test func aConvexStudyThatIsKilledFindsTheLeastOfTheEnsembleAndMergesIt() async throws {
        let first = try await RunningService(workers: 2)
        let pool = try await SamplePool(first.client)
        func creation(_ name: String, _ definition: StudyDefinition) -> StudyCreation {
            StudyCreation(
                name: name, pool: pool.pool.id, evaluationSet: pool.evaluationSet.id, definition: definition)
        }
        let study = try await first.client.createStudy(
            creation("least", StudyDefinition(strategy: .convex(.init()), estimator: .both)))
        _ = try await first.client.studyTrial(1, of: study.course.id, wait: .seconds(60))
        await first.kill()
        _ = await first.process.remainingOutput()

        let second = try await RunningService(folder: first.folder, workers: 2)
        let client = second.client
        let ended = try await client.finishedStudy(study.course.id)
        let (certificate, mixture, value) = try await least(ended, client)
        #expect(certificate.gap <= 1e-6)
        #expect(abs(try #require(value) - certificate.value) <= 1e-6 * certificate.value)
        let own = try await client.studyTrials(study.course.id).all()
        #expect(own.contains { $0.estimator == .merge && $0.mixture == mixture && $0.state == .scored })

        // Vertices and 200 mixtures, by the same documents; none is better.
        let others = try await client.createStudy(
            creation(
                "others", StudyDefinition(strategy: .dirichlet(count: 200, concentration: 1), estimator: .ensemble)))
        #expect(try await client.finishedStudy(others.course.id).course.state == .succeeded)
        let compared = try await client.studyTrials(others.course.id).all().filter { $0.estimator == .ensemble }
        #expect(compared.count { $0.origin == .strategy } == 200)
        #expect(compared.count { $0.origin.rawValue.hasPrefix("baseline/single/") } == pool.partitions.count)
        for trial in compared {
            #expect(try #require(trial.value) >= certificate.value - 1e-6, "\(trial.number)")
        }

        // Over some partitions, within limits, by another objective.
        let names = pool.partitions.map(\.name)
        let limited = try await client.createStudy(
            creation(
                "limited",
                StudyDefinition(
                    objective: .micro,
                    constraints: StudyConstraints(
                        over: [names[0], names[1]], limits: [names[0]: WeightLimit(least: 0.3, most: 0.4)]),
                    strategy: .convex(.init()), estimator: .ensemble)))
        let some = try await least(try await client.finishedStudy(limited.course.id), client)
        #expect((0.3 - 1e-9...0.4 + 1e-9).contains(some.mixture[names[0]] ?? 0) && some.mixture[names[2]] == nil)
        #expect(abs(try #require(some.value) - some.certificate.value) <= 1e-6 * some.certificate.value)
        #expect(try await client.jobs(kind: .logProbabilities).all().count == names.count)

        let program = try ProgramProcess(
            "assay", ["studies", "show", "least"], environment: ["ASSAY_SERVER": second.address],
            logPath: "\(second.folder)/assay.log")
        let output = await program.remainingOutput()
        #expect(await program.waitUntilEnded().status == 0, "\(program.log)")
        #expect(output.contains("gap ") && output.contains("\(certificate.evaluations) evaluations"), "\(output)")
        await second.stop()
    }

    @Test func aRaceFromTheCommandLineFindsWhatAStudyWithoutOneFinds() async throws {
        let service = try await RunningService(workers: 2)
        let pool = try await SamplePool(service.client)
        let set = try await manyDocuments(of: pool, service.client)
        let space = ["--pool", pool.pool.id, "--set", set.id, "--strategy", "dirichlet", "--count", "8", "--seed", "4"]
        var shown = ""
        for arguments in [
            ["create", "plain", "--wait"] + space, ["create", "raced", "--wait", "--racing-looks", "3"] + space,
            ["trials", "raced"],
        ] {
            let program = try ProgramProcess(
                "assay", ["studies"] + arguments, environment: ["ASSAY_SERVER": service.address],
                logPath: "\(service.folder)/assay.log")
            shown += await program.remainingOutput()
            #expect(await program.waitUntilEnded().status == 0, "\(program.log)")
        }
        let plain = try await service.client.study("plain").course
        let raced = try await service.client.study("raced").course
        let race = try #require(raced.race, "\(String(describing: raced.error))")
        #expect(race.looks.count == 3 && race.eliminated > 0 && race.tokens < race.tokensWithout)
        #expect(raced.answer?.mixture == plain.answer?.mixture && raced.answer != nil)
        #expect(raced.answer?.selecting == plain.answer?.selecting)
        #expect(raced.answer?.reporting == plain.answer?.reporting)
        #expect(raced.trials["eliminated"] == race.eliminated)
        #expect(shown.contains("\(race.eliminated) of \(race.candidates) candidates dropped"), "\(shown)")
        #expect(shown.contains("eliminated at look "), "\(shown)")
        print("race: \(race.tokens) of \(race.tokensWithout) tokens, \(race.eliminated) of \(race.candidates) dropped")
        await service.stop()
    }

    /// The evaluation documents cut into pieces, enough of them to look at thrice.
    private func manyDocuments(of pool: SamplePool, _ client: AssayClient) async throws -> EvaluationSetResource {
        let lines = try pool.corpus.domains.flatMap { domain in
            let pieces = domain.evaluation.flatMap { text in
                stride(from: 0, to: text.count, by: 32).map { String(text.dropFirst($0).prefix(32)) }
            }
            return try SampleCorpus.lines(pieces, domain: domain.name)
        }
        let blob = try await client.upload(lines)
        return try await client.createEvaluationSet(EvaluationSetCreation(name: "pieces", blob: blob.hex))
    }

    static let python = ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"]

    @Test(.enabled(if: python != nil, "ASSAY_PEERS_PYTHON names no Python with optuna"))
    func optunaDrivesAStudy() async throws {
        let python = try #require(Self.python)
        let service = try await RunningService(workers: 2)
        let pool = try await SamplePool(service.client)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let program = try ProgramProcess(
            executable: URL(filePath: python),
            [
                root.appending(path: "Deploy/examples/optuna_study.py").path, "--server", service.address, "--pool",
                pool.pool.id, "--set", pool.evaluationSet.id, "--trials", "6",
            ], logPath: "\(service.folder)/optuna.log")
        let output = await program.remainingOutput()
        #expect(await program.waitUntilEnded().status == 0, "\(program.log)")
        let study = try JSONCoder.decode(StudyResource.self, from: output.utf8)
        #expect(study.course.state == .succeeded && study.course.answer != nil)
        let trials = try await service.client.studyTrials(study.course.id).all()
        #expect(trials.count { $0.origin == .told } == 6)
        await service.stop()
    }
}
