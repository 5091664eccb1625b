import Foundation
import Testing

/// The habits that a program can check, held to the whole repository.
@Suite struct TidyTests {
    let repository = Repository()

    @Test func aFileIsOneIdeaOfAtMostThreeHundredLines() throws {
        let files =
            try repository.files(below: "Sources", extensions: ["swift", "c", "h"])
            + repository.files(below: "Tests", extensions: ["swift"])
        let long = files.filter { $0.lines.count > 301 }.map { "\($0.path): \($0.lines.count) lines" }
        #expect(files.count > 20)
        #expect(long == [])
    }

    @Test(arguments: [
        ("GRDB", ["Storage"]),
        ("CLAPACK", ["LinearAlgebra"]),
        ("CNLopt", ["Optimization"]),
        ("CXGBoost", ["BoostedTrees"]),
        ("CZlib", ["Compression"]),
        ("COpenSSL", ["Hashing"]),
        ("CBLASKernels", ["Kernels"]),
    ])
    func aCLibraryHasOneSwiftFace(module: String, targets: [String]) throws {
        let importers = try repository.files(below: "Sources", extensions: ["swift"])
            .filter { file in file.imports.contains { $0.module == module } }
        #expect(!importers.isEmpty)
        #expect(importers.filter { !targets.contains($0.target) }.map(\.path) == [])
    }

    @Test func scienceDoesNoInputOrOutput() throws {
        let effects = ["FileManager", "FileHandle", "Process(", "URLSession", "Date()", "SystemRandomNumberGenerator"]
        let places = try repository.files(below: "Sources/Science", extensions: ["swift"])
            .flatMap { $0.places(holding: effects) }
        #expect(places == [])
    }

    /// The library's own draws may change with Swift, and what was drawn is kept (review of the engine, D7).
    @Test func scienceDrawsByRulesOfItsOwn() throws {
        let draws = [".random(in:", ".shuffled(", ".shuffle(", ".randomElement("]
        let places = try ["Science", "Engine", "Foundations"].flatMap { wing in
            try repository.files(below: "Sources/\(wing)", extensions: ["swift"]).flatMap { $0.places(holding: draws) }
        }
        #expect(places == [])
    }

    @Test func noPathMayTrap() throws {
        let places =
            try repository.files(below: "Sources", extensions: ["swift"])
            .flatMap { $0.places(holding: ["try! ", " as! ", "fatalError("]) }
            + repository.files(below: "Sources", extensions: ["c"]).flatMap { $0.places(holding: ["abort(", "exit("]) }
        // OpenSSL without SHA-256 is no state that a process could go on from, and no input reaches it.
        #expect(places.filter { !$0.hasPrefix("Sources/Libraries/Hashing/SHA256.swift") } == [])
    }

    @Test func nothingIsLeftForLater() throws {
        // Spelled apart, so that this file does not find itself.
        let marks = ["TO" + "DO", "FIX" + "ME", "not " + "implemented"]
        let files =
            try repository.files(below: "Sources", extensions: ["swift", "c", "h"])
            + repository.files(below: "Tests", extensions: ["swift", "py"])
        #expect(files.flatMap { $0.places(holding: marks) } == [])
    }

    @Test func testsWaitOnConditionsAndNeverSleep() throws {
        let sleeps = ["Thread.sleep", "Task.sleep", "usleep("]
        let places = try repository.files(below: "Tests", extensions: ["swift"])
            .filter { $0.wing != "RepositoryTests" }
            .flatMap { $0.places(holding: sleeps) }
        #expect(places == [])
    }

    /// A command that replaced its process would, run by a test, begin the whole run of tests anew.
    @Test func onlyAProgramItselfIsRestarted() throws {
        let files = try repository.files(below: "Sources/Programs", extensions: ["swift"])
        let restarting = files.filter { !$0.places(holding: ["KernelPath.restartOnce"]).isEmpty }
        #expect(restarting.filter { $0.places(holding: ["@main"]).isEmpty }.map(\.path) == [])
        #expect(restarting.count == 2)
    }

    @Test func theTopLevelHoldsWhatWasAgreed() throws {
        let agreed: Set = [
            "Package.swift", "Sources", "Tests", "Config", "Deploy", "README.md", "LICENSE", "CHANGELOG.md",
        ]
        // What git ignores may lie about: a build's own files, and a folder that the demonstration made.
        let ignored: Set = ["Package.resolved", "assay-demo"]
        let names = try FileManager.default.contentsOfDirectory(atPath: repository.root.path)
        // The compiler now and then leaves a module's generated header in the folder that it runs in.
        let visible = Set(names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".h") }).subtracting(ignored)
        #expect(visible == agreed)
    }

    @Test func linksInTheReadmeLeadSomewhere() throws {
        let links = try repository.text(of: "README.md").matches(of: /\]\(([^)#]+)\)/).map { String($0.1) }
        let local = links.filter { !$0.contains("://") }
        #expect(!local.isEmpty)
        for link in local {
            #expect(FileManager.default.fileExists(atPath: repository.root.appending(path: link).path), "\(link)")
        }
    }
}
