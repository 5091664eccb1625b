import API
import ArgumentParser
import Client
import Mixtures
import Words

struct Studies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Searches over mixtures.",
        subcommands: [
            Create.self, List.self, Show.self, Trials.self, RankingCommand.self, Suggest.self, Tell.self, Finish.self,
            Cancel.self, Rename<StudyWord>.self, Remove<StudyWord>.self,
        ])

    struct Create: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a search, from a file or from flags.",
            discussion: """
                assay studies create search --pool demo --set held-out --strategy surrogate --initial 32 --wait
                assay studies create scale --pool demo --set held-out --strategy sobol --count 24 \\
                    --method ties --range lambda=0.5..1.5
                assay studies create search --pool demo --set held-out --file study.json

                The file holds the JSON that POST /v1/studies takes, without name, pool and evaluation_set.
                """)

        @Argument(help: "Its name.") var name: String
        @Option(help: "The pool (id or name).") var pool: String
        @Option(name: .customLong("set"), help: "The evaluation set (id or name).") var evaluationSet: String
        @OptionGroup var options: StudyOptions
        @Flag(help: "Wait until it has ended.") var wait = false
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var study = try await client.createStudy(
                StudyCreation(
                    name: name, pool: pool, evaluationSet: evaluationSet, definition: try options.definition()))
            if wait { study = try await Waiting(client: client).study(study) }
            return try StudyText.report(study, isAwaited: wait)
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List studies.")

        @Option(help: "Only those over this pool (id or name).") var pool: String?
        @Option(help: "Only those in this state.") var state: StudyState?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let studies = try await client.studies(pool: pool, state: state).all()
            return try Report(list: studies, table: StudyText.table(studies), ids: studies.map(\.course.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one study and what it found.")

        @Argument(help: "Its id or name.") var study: String
        @Flag(help: "Wait until it has ended.") var wait = false
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var found = try await client.study(study)
            if wait { found = try await Waiting(client: client).study(found) }
            return try StudyText.report(found, isAwaited: wait)
        }
    }

    struct Trials: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List what a study tried, in order.")

        @Argument(help: "Its id or name.") var study: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let trials = try await client.studyTrials(study).all()
            return try Report(
                list: trials, table: StudyText.table(trials),
                ids: trials.compactMap(\.evaluation))
        }
    }

    struct RankingCommand: ServiceCommand {
        static let configuration = CommandConfiguration(
            commandName: "ranking",
            abstract: "Order a study's best by the documents that nothing was selected by, with intervals.")

        @Argument(help: "Its id or name.") var study: String
        @Option(help: "How many of the best are ranked beside the baselines.") var top: Int?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let ranking = try await client.studyRanking(study, top: top)
            return try Report(
                ranking, tables: [StudyText.table(ranking)], ids: ranking.places.compactMap(\.evaluation))
        }
    }

    struct Suggest: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Ask a study for mixtures to try.")

        @Argument(help: "Its id or name.") var study: String
        @Option(help: "How many.") var count = 1
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let trials = try await client.suggest(count, of: study)
            return try Report(
                StudySuggestions(trials: trials), tables: [StudyText.table(trials)],
                ids: trials.map { String($0.number) })
        }
    }

    struct Tell: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell a study of a trial, or of a mixture of one's own.",
            discussion: """
                assay studies tell search --trial 7 --loss web=0.91 --loss law=1.02
                assay studies tell search web=0.5 law=0.5
                assay studies tell scale web=0.5 law=0.5 --parameter lambda=0.8

                Without losses Assay evaluates it.
                """)

        @Argument(help: "Its id or name.") var study: String
        @Option(help: "The number of a trial that was suggested.") var trial: Int?
        @Argument(help: ArgumentHelp("Or a mixture; repeat.", valueName: "name=weight")) var weights: [WeightArgument] =
            []
        @OptionGroup var recipe: ToldRecipeOptions
        @Option(help: "Bits per byte of a domain, DOMAIN=LOSS; repeat.") var loss: [WeightArgument] = []
        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard (trial == nil) != weights.isEmpty else {
                throw ValidationError("Give either --trial or a mixture.")
            }
            guard trial == nil || !recipe.isGiven else {
                throw ValidationError("A trial that was suggested has a recipe: give it a mixture's flags alone.")
            }
        }

        func report(from client: AssayClient) async throws -> Report {
            let losses = loss.isEmpty ? nil : try loss.finiteWeights(of: "--loss")
            let telling =
                if let trial {
                    StudyTelling(trial: trial, losses: losses)
                } else {
                    StudyTelling(
                        mixture: try weights.finiteWeights(of: "the weight of"), recipe: try recipe.recipe(),
                        precision: recipe.precision,
                        losses: losses)
                }
            let told = try await client.tell(telling, of: study)
            return try Report(told, tables: [StudyText.table([told])], ids: [String(told.number)])
        }
    }

    struct Finish: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a study that is told what to try verify the best of it, and end with an answer.")

        @Argument(help: "Its id or name.") var study: String
        @Flag(help: "Wait until it has ended.") var wait = false
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var finishing = try await client.finishStudy(study)
            if wait { finishing = try await Waiting(client: client).study(finishing) }
            return try StudyText.report(finishing, isAwaited: wait)
        }
    }

    struct Cancel: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "End a study; what was scored stays.")

        @Argument(help: "Its id or name.") var study: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            try StudyText.report(try await client.cancelStudy(study), isAwaited: false)
        }
    }
}
