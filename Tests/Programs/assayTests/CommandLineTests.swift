import API
import ArgumentParser
import Client
import Testing

@testable import assay

@Suite struct CommandLineTests {
    @Test(arguments: [
        ["partitions", "upload", "man", "man.jsonl", "--role", "base"], ["partitions", "list", "--json"],
        ["evaluation-sets", "upload", "demo", "evaluation.jsonl"],
        ["evaluation-sets", "upload", "ids", "ids.npy", "--tokenizer", "base", "--separator", "0"],
        ["checkpoints", "import", "base", "/models/base"],
        ["checkpoints", "download", "base", "folder"],
        ["train", "base", "--kind", "base", "--configuration", "llama.json", "--data", "base=1", "--steps", "1000"],
        ["train", "man", "--kind", "partition", "--from", "base", "--data", "man=1", "--steps", "150", "--no-wait"],
        ["pools", "create", "demo", "--base", "base", "man=man", "perl=perl"],
        ["contamination", "--pool", "demo", "--set", "demo"], ["pools", "validity", "demo"],
        ["pools", "validity", "demo", "--no-wait", "--json"],
        ["reference-runs", "add", "--pool", "demo", "--training-run", "x", "man=0.5", "perl=0.5"],
        ["evaluate", "--pool", "demo", "--set", "demo", "man=0.5", "perl=0.5"],
        ["evaluate", "--pool", "demo", "--set", "demo", "--subsets", "1,2,3", "--uniform", "--dirichlet", "10"],
        ["evaluate", "--pool", "demo", "--set", "demo", "--per-token", "man=1"],
        ["evaluations", "tokens", "eval_1", "tokens.jsonl"], ["evaluations", "mergekit", "eval_1", "merge.yaml"],
        [
            "evaluate", "--pool", "demo", "--set", "demo", "--weighting", "macro", "--group", "s2orc=0.5", "--levels",
            "2",
        ],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--method", "ties", "--parameter", "density=0.3"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--method", "layerwise", "--layers", "0-3:a=0.5,b=0.5"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--precision", "bf16"],
        ["pools", "create", "demo", "--base", "base", "--tokenizer", "checkpoint", "man=man"],
        ["evaluation-sets", "show", "demo", "--pool", "demo"],
        ["evaluations", "ranking", "--pool", "demo", "--set", "demo", "--by", "man"],
        ["compare", "eval_1", "eval_2"], ["compare", "--pool", "demo", "--set", "demo", "--by", "micro", "--csv"],
        ["compare", "--pool", "demo", "--set", "demo", "--part", "reporting", "--split-seed", "7"],
        ["fidelity", "--pool", "demo", "--set", "demo", "--csv"],
        ["attribution", "--pool", "demo", "--set", "demo", "man=0.5", "perl=0.5", "--permutations", "20", "--jsonl"],
        ["interactions", "--pool", "demo", "--set", "demo", "man=0.5", "perl=0.5", "--step", "0.1", "--no-wait"],
        ["ledger", "--pool", "demo", "--tokens-per-candidate", "100000", "--yaml"],
        ["ledger", "--pool", "demo", "--study", "search"], ["pareto", "search", "--all", "--estimator", "merge"],
        ["proposal", "search", "--yaml"], ["proposal", "search", "--trial", "3", "--mergekit", "merge.yaml"],
        ["jobs", "watch"],
        ["jobs", "cancel", "job_1"], ["jobs", "cancel", "job_1", "job_2"],
        ["jobs", "cancel", "--label", "sweep", "--dry-run"],
        ["jobs", "cancel", "--pool", "demo", "--kind", "evaluation", "--state", "queued"],
        ["jobs", "cancel", "--study", "search"], ["pools", "validity", "demo", "--set", "held-out", "--again"],
        ["contamination", "--pool", "demo", "--set", "demo", "--again"],
        [
            "studies", "create", "s", "--pool", "p", "--set", "s", "--strategy", "surrogate", "--initial", "32",
            "--wait",
        ],
        [
            "studies", "create", "s", "--pool", "p", "--set", "s", "--strategy", "sobol", "--count", "8", "--method",
            "ties", "--method", "della", "--parameter", "density=0.3", "--range", "lambda=0.5..1.5", "--precision",
            "bf16",
        ],
        ["studies", "tell", "s", "a=0.5", "b=0.5", "--method", "ties", "--parameter", "lambda=0.8"],
        ["studies", "tell", "s", "--trial", "7", "--loss", "web=0.91"], ["studies", "finish", "s", "--wait"],
        ["partitions", "remove", "man", "--dry-run"], ["partitions", "delete", "man", "--with-dependents"],
        ["partitions", "rename", "man", "manual"], ["partitions", "label", "man", "debian/manual"],
        ["pools", "rename", "demo", "first"], ["studies", "remove", "search"], ["checkpoints", "remove", "base"],
        ["evaluation-sets", "remove", "demo"], ["training-runs", "remove", "man"], ["forecasts", "remove", "fore_1"],
        ["reference-runs", "remove", "ref_1"], ["evaluations", "remove", "eval_1", "--json"],
        ["evaluations", "relabel", "frist", "first"],
        ["evaluations", "relabel", "scratch", "--none", "--pool", "demo"],
        ["workers"], ["status", "--server", "http://127.0.0.1:1"],
    ])
    func theCommandsOfTheDocumentationParse(arguments: [String]) throws {
        _ = try Assay.parseAsRoot(arguments)
    }

    @Test(arguments: [
        ["train", "x", "--kind", "base", "--data", "a=1", "--steps", "1"],
        ["train", "x", "--kind", "odd", "--from", "b", "--data", "a=1", "--steps", "1"],
        ["reference-runs", "add", "--pool", "p", "a=1"], ["evaluate", "--pool", "p", "--set", "s"],
        ["evaluations", "ranking", "--pool", "p"], ["evaluate", "--pool", "p", "--set", "s", "a=x"],
        ["workers", "--json", "--csv"], ["evaluate", "--pool", "p", "--set", "s", "a=1", "--method", "melt"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--parameter", "strength=1"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--parameter", "density=half"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--parameter", "seed=1", "--parameter", "seed=2"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--layers", "3-1:a=1"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--layers", "3:a=0.5"],
        ["evaluate", "--pool", "p", "--set", "s", "a=1", "--group", "a=1"],
        ["evaluate", "--pool", "p", "--set", "s", "--weighting", "micro", "--levels", "2"],
        ["studies", "create", "s", "--pool", "p", "--set", "s", "--file", "study.json", "--range", "lambda=0..1"],
        ["studies", "create", "s", "--pool", "p", "--set", "s", "--strategy", "convex", "--range", "lambda=1"],
        [
            "studies", "create", "s", "--pool", "p", "--set", "s", "--strategy", "convex", "--range", "lambda=0..1",
            "--range", "lambda=0..2",
        ],
        ["studies", "tell", "s", "--trial", "7", "--method", "ties"],
    ])
    func whatCannotBeMeantIsRefused(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Assay.parseAsRoot(arguments) }
        #expect(error.map { Assay.exitCode(for: $0) } == .validationFailure)
    }

    @Test func exitCodesTellFailuresApart() {
        let missing = ProblemResource(type: "about:blank", title: "x", status: 404, detail: nil, errors: nil)
        let invalid = ProblemResource(type: "about:blank", title: "x", status: 422, detail: nil, errors: nil)
        let broken = ProblemResource(type: "about:blank", title: "x", status: 500, detail: nil, errors: nil)
        #expect([missing, invalid, broken].map(\.exitCode.rawValue) == [66, 65, 1])
        #expect(ClientError(.unreachable, message: "").exitCode.rawValue == 69)
        #expect(Failure(.work, "").exitCode.rawValue == 70)
    }
}
