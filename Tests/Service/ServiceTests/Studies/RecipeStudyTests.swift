import API
import Foundation
import HTTPTypes
import Merging
import Mixtures
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("Studies that search recipes")
struct RecipeStudyTests {
    private static let lambda = StudyRecipe(
        .ties, parameters: MergeParameters(density: 0.5), precision: .bf16,
        ranges: [.lambda: .init(low: 0.2, high: 1.8)])
    private static let search = StudyDefinition(strategy: .sobol(count: 24), recipe: lambda, seed: 3)

    @Test func theRecipeIsFoundVerifiedAndTakenAway() async throws {
        let bench = try await StudyBench()
        let http = bench.bench
        let study = try await bench.create("search", Self.search)
        #expect(study.definition == Self.search)
        try await bench.work()
        let ended = try await bench.study("search")
        let answer = try #require(ended.course.answer, "\(String(describing: ended.course.error))")
        let recipe = try #require(answer.recipe)
        #expect(recipe.method == .ties && recipe.parameters.density == 0.5 && answer.precision == .bf16)
        #expect(abs((recipe.parameters.lambda ?? 0) - 0.8) < 0.2, "\(answer)")

        // Its evaluation is of that merge, and so is the file of mergekit's.
        let scored: EvaluationResource = try http.expect(200, await http.get("/v1/evaluations/\(answer.evaluation)"))
        #expect(scored.method == .ties && scored.parameters == recipe.parameters && scored.precision == .bf16)
        let yaml = try await http.get("/v1/studies/search/proposal/mergekit").text
        let file = try MergekitRecipe(yaml: yaml, file: "merge.yaml") { _ in [] }
        #expect(file.recipe.method == .ties && file.recipe.parameters.density == 0.5 && file.base == "pool base")
        #expect(abs((file.recipe.parameters.lambda ?? 0) - (recipe.parameters.lambda ?? 9)) < 1e-12)

        // Trials say how they are merged; baselines are linear, in the same arithmetic.
        let trials = try await bench.trials("search")
        let own = trials.filter { $0.origin == .strategy }
        #expect(own.count == 24 && Set(own.compactMap(\.recipe?.parameters.lambda)).count == 24)
        #expect(own.allSatisfy { (0.2...1.8).contains($0.recipe?.parameters.lambda ?? 0) })
        #expect(trials.allSatisfy { $0.precision == .bf16 && ($0.recipe != nil) == ($0.origin == .strategy) })
        let ranking: StudyRankingResource = try http.expect(200, await http.get("/v1/studies/search/ranking?top=2"))
        #expect(ranking.places.first { $0.trial == answer.trial }?.recipe == recipe)
        #expect(ranking.places.allSatisfy { $0.precision == .bf16 })
        let pareto: ParetoResource = try http.expect(200, await http.get("/v1/studies/search/pareto"))
        #expect(pareto.points.first { $0.trial == answer.trial }?.recipe == recipe)
        let csv = try await http.get("/v1/studies/search/trials?limit=1000&format=csv").text
        let columns = try #require(csv.components(separatedBy: "\r\n").first).components(separatedBy: ",")
        #expect(columns.contains("recipe.method") && columns.contains("recipe.parameters.lambda"), "\(columns)")
        #expect(columns.contains("precision"))
    }

    @Test func surrogatesSearchMethodsAndPrecisionsToo() async throws {
        let recipe = StudyRecipe(
            methods: [.linear, .taskArithmetic], precisions: [.f32, .bf16],
            ranges: [.lambda: .init(low: 0.1, high: 10, isLogarithmic: true)])
        let definition = StudyDefinition(
            strategy: .surrogate(.init(regressor: .one(.quadraticRidge), initial: 40, perRound: 3, rounds: 2)),
            recipe: recipe, seed: 7)
        var courses: [[StudyCandidate?]] = []
        for workers in [1, 5] {
            let bench = try await StudyBench()
            #expect(try await bench.create("search", definition).definition.recipe == recipe)
            try await bench.work(workers: workers)
            #expect(try await bench.study("search").course.state == .succeeded)
            courses.append(
                try await bench.trials("search").map { trial in
                    try trial.mixture.map {
                        StudyCandidate(
                            mixture: try Mixture($0), recipe: trial.recipe ?? .linear, estimator: trial.estimator,
                            precision: trial.precision ?? .f32)
                    }
                })
        }
        #expect(courses[0] == courses[1])
        let tried = courses[0].compactMap { $0 }
        #expect(Set(tried.map(\.recipe.method)) == [.linear, .taskArithmetic])
        #expect(Set(tried.map(\.precision)) == [.f32, .bf16])
    }

    @Test func whatIsNoRecipeIsRefusedByItsField() async throws {
        let bench = try await StudyBench()
        func refused(_ recipe: String, _ strategy: String = #"{"kind":"sobol","count":4}"#) async throws -> [String] {
            let reply = try await bench.bench.post(
                "/v1/studies",
                json:
                    #"{"name":"bad","pool":"\#(bench.pool.id)","evaluation_set":"\#(bench.set.id)","#
                    + #""strategy":\#(strategy),"recipe":\#(recipe)}"#)
            #expect(reply.status == 422 || reply.status == 400, "\(reply.text)")
            return reply.pointers.map { $0.replacing("/recipe", with: "", maxReplacements: 1) }
        }
        #expect(try await refused(#"{"methods":["tie"]}"#) == ["/methods/0"])
        #expect(try await refused(#"{"methods":[]}"#) == ["/methods"])
        #expect(try await refused(#"{"method":"ties"}"#) == ["/method"])
        #expect(try await refused(#"{"methods":["ties"],"ranges":{"mu":{"min":0,"max":1}}}"#) == ["/ranges/mu"])
        #expect(try await refused(#"{"methods":["ties"],"ranges":{"lambda":{"min":1}}}"#) == ["/ranges/lambda/max"])
        #expect(try await refused(#"{"methods":["ties"],"ranges":{"lambda":[0,1]}}"#) == ["/ranges/lambda"])
        #expect(
            try await refused(#"{"methods":["ties"],"ranges":{"density":{"min":0.5,"max":1.5}}}"#) == [
                "/ranges/density"
            ])
        #expect(
            try await refused(#"{"methods":["ties"],"ranges":{"lambda":{"min":0,"max":1,"log":true}}}"#)
                == ["/ranges/lambda"])
        #expect(try await refused(#"{"methods":["ties"],"parameters":{"gamma":0.1}}"#) == ["/parameters/gamma"])
        #expect(try await refused(#"{"precisions":["f16"]}"#) == ["/precisions/0"])
        #expect(try await refused(#"{"methods":["ties"],"levels":1}"#) == ["/levels"])
        #expect(
            try await refused(
                #"{"methods":["ties"],"ranges":{"lambda":{"min":0.5,"max":1}}}"#, #"{"kind":"convex"}"#)
                == ["/ranges/lambda"])
        #expect(try await bench.bench.store.read { try $0.studies().items }.isEmpty)
    }

    @Test func anOutsideOptimiserIsSuggestedRecipesAndTellsThem() async throws {
        let bench = try await StudyBench()
        let http = bench.bench
        let recipe = StudyRecipe(
            methods: [.taskArithmetic, .linear], precisions: [.f32, .bf16],
            ranges: [.lambda: .init(low: 0.2, high: 1.8)])
        _ = try await bench.create("outer", StudyDefinition(strategy: .outside, recipe: recipe))
        try await bench.work()
        let suggested: StudySuggestions = try http.expect(
            200, await http.post("/v1/studies/outer:suggest", StudySuggestionRequest(count: 8)))
        #expect(Set(suggested.trials.map { $0.recipe?.method ?? .linear }) == [.taskArithmetic, .linear])
        #expect(Set(suggested.trials.map { $0.precision ?? .f32 }) == [.f32, .bf16])
        let first = try #require(suggested.trials.first { $0.recipe != nil })
        let told: StudyTrialResource = try http.expect(
            200, await http.post("/v1/studies/outer:tell", StudyTelling(trial: first.number)))
        #expect(told.recipe == first.recipe && told.precision == first.precision && told.evaluation != nil)

        let mixture = ["web": 0.6, "books": 0.4]
        func tell(_ telling: StudyTelling) async throws -> ServiceBench.Reply {
            try await http.post("/v1/studies/outer:tell", telling)
        }
        let own: StudyTrialResource = try await http.expect(
            200,
            tell(
                StudyTelling(
                    mixture: mixture, recipe: .init(parameters: MergeParameters(lambda: 0.8)), precision: .bf16)))
        #expect(own.recipe == (try MergeRecipe(.taskArithmetic, parameters: .init(lambda: 0.8))))
        #expect(own.precision == .bf16 && own.state == .waiting)
        let linear: StudyTrialResource = try await http.expect(
            200, tell(StudyTelling(mixture: mixture, recipe: .init(method: .linear), losses: ["web": 2, "law": 2])))
        #expect(linear.recipe == nil && linear.precision == nil && linear.state == .scored)

        let far = try await tell(
            StudyTelling(mixture: mixture, recipe: .init(parameters: MergeParameters(lambda: 3))))
        #expect(far.pointers == ["/recipe/parameters/lambda"])
        #expect(far.details.contains("is 3.0; the study tries 0.2 to 1.8"), "\(far.text)")
        let other = try await tell(StudyTelling(mixture: ["web": 1, "books": 1], recipe: .init(method: .ties)))
        #expect(other.pointers == ["/mixture"], "\(other.text)")
        let ties = try await tell(StudyTelling(mixture: mixture, recipe: .init(method: .ties)))
        #expect(ties.pointers == ["/recipe/method"] && ties.details.contains("the study has task_arithmetic, linear"))
        let stranger = try await tell(
            StudyTelling(mixture: mixture, recipe: .init(method: .linear, parameters: MergeParameters(lambda: 1))))
        #expect(stranger.pointers == ["/recipe/parameters/lambda"], "\(stranger.text)")
        let beside = try await http.post(
            "/v1/studies/outer:tell",
            json: #"{"trial":\#(first.number),"recipe":{"method":"linear"},"precision":"f32"}"#)
        #expect(beside.pointers == ["/recipe", "/precision"], "\(beside.text)")

        try await bench.work()
        let _: StudyResource = try http.expect(200, await http.send(.post, "/v1/studies/outer:finish"))
        try await bench.work()
        let ended = try await bench.study("outer")
        #expect(ended.course.state == .succeeded, "\(String(describing: ended.course.error))")
        #expect(ended.course.answer?.recipe == own.recipe && ended.course.answer?.precision == .bf16)
    }

    @Test func anEnsemblesBestIsVerifiedByTheRecipe() async throws {
        let bench = try await StudyBench()
        let definition = StudyDefinition(
            strategy: .sobol(count: 5), estimator: .ensemble,
            recipe: StudyRecipe(.ties, parameters: MergeParameters(lambda: 0.8), precision: .bf16), verified: 2)
        _ = try await bench.create("search", definition)
        try await bench.work()
        let ended = try await bench.study("search")
        let answer = try #require(ended.course.answer, "\(String(describing: ended.course.error))")
        #expect(answer.recipe?.method == .ties && answer.recipe?.parameters.lambda == 0.8)
        let trials = try await bench.trials("search")
        #expect(trials.filter { $0.estimator == .ensemble }.allSatisfy { $0.recipe == nil && $0.precision == .bf16 })
        #expect(trials.filter { $0.origin == .verification }.allSatisfy { $0.recipe == answer.recipe })
    }

    /// A study of a version before there were recipes, as it is found in a store: its definition and its trials.
    private static let stored = (
        definition:
            #"{"definition":{"budget":{},"constraints":{"groups":[],"limits":{}},"estimator":"ensemble","noHarm":[],"#
            + #""objective":"macro","seed":4,"split":{"reportingShare":0.5,"seed":0},"strategy":{"kind":"outside"},"#
            + #""verified":3},"tokens":7}"#,
        trials: [
            #"{"estimator":"merge","look":0,"losses":{"law":3,"web":3},"number":1,"origin":"baseline/base","round":0,"#
                + #""state":"scored","tokens":0}"#,
            #"{"estimator":"merge","look":0,"losses":{"law":2,"web":1},"mixture":{"books":0.5,"web":0.5},"number":2,"#
                + #""origin":"baseline/uniform","round":0,"state":"scored","tokens":0}"#,
            #"{"estimator":"ensemble","look":0,"mixture":{"books":0.25,"web":0.75},"number":3,"origin":"strategy","#
                + #""round":1,"state":"suggested","tokens":0}"#,
        ]
    )

    @Test func aStudyFromBeforeThereWereRecipesIsReadShownAndToldAsBefore() async throws {
        let bench = try await StudyBench()
        let http = bench.bench
        let (pool, set) = (try Identifier(bench.pool.id), try Identifier(bench.set.id))
        let id = IdentifierSource().next(.study)
        try await http.store.write { transaction in
            let now = http.service.time.now()
            try transaction.insert(
                StudyRecord(
                    id: id, name: "old", pool: pool, evaluationSet: set, definition: Data(Self.stored.definition.utf8),
                    isDue: false, createdAt: now))
            for (index, trial) in Self.stored.trials.enumerated() {
                try transaction.insert(
                    StudyTrialRecord(
                        study: id, number: index + 1, trial: Data(trial.utf8), state: index < 2 ? .scored : .suggested,
                        createdAt: now))
            }
        }
        let study = try await http.get("/v1/studies/old").text
        #expect(!study.contains("recipe") && study.contains(#""estimator":"ensemble""#), "\(study)")
        let shown = try await http.get("/v1/studies/old/trials/2").text.replacing(/"created_at":"[^"]+",/, with: "")
        #expect(
            shown
                == #"{"estimator":"merge","losses":{"law":2,"web":1},"mixture":{"books":0.5,"web":0.5},"number":2,"#
                + #""origin":"baseline/uniform","round":0,"state":"scored","value":1.5}"#)
        let front = try await http.get("/v1/studies/old/pareto").text
        #expect(!front.contains("recipe") && !front.contains("precision"), "\(front)")
        // What it goes on with is a linear merge, in the form of before.
        let told: StudyTrialResource = try http.expect(
            200, await http.post("/v1/studies/old:tell", StudyTelling(trial: 3)))
        #expect(told.recipe == nil && told.precision == nil && told.estimator == .ensemble)
        let record = try await http.store.read { try $0.trial(3, of: id) }
        #expect(
            String(decoding: try #require(record).trial, as: UTF8.self)
                == Self.stored.trials[2].replacing(#""suggested""#, with: #""waiting""#))
        let ties = try await http.post(
            "/v1/studies/old:tell", StudyTelling(mixture: ["web": 1], recipe: .init(method: .ties)))
        #expect(ties.pointers == ["/recipe/method"])
    }
}
