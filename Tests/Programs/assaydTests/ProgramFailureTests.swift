import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import assayd

/// Newcomer: codes and prefixes differed from command to command.
@Suite struct ProgramFailureTests {
    private func ending(_ arguments: [String]) -> (code: Int32, text: String) {
        do {
            var command = try AssayDaemon.parseAsRoot(arguments)
            try command.run()
            return (0, "")
        } catch {
            return (ProgramFailure.exitCode(of: error).rawValue, ProgramFailure.text(of: error) ?? "")
        }
    }

    @Test func aFileThatCannotBeReadEndsWith74AndItsReason() throws {
        let folder = try TemporaryFolder()
        let absent = folder.path("absent")
        let table = try folder.write(Array("i,a\n1,1\n".utf8), to: "table.csv")
        for arguments in [
            ["fit", "--mixtures", absent, "--losses", table], ["fit", "--mixtures", table, "--losses", absent],
            ["fit", "--mixtures", folder.path, "--losses", table],
            ["merge", "--config", absent, "--out", folder.path("o")],
            ["merge", "--out", folder.path("o"), "\(absent)=1"], ["score", absent, "--text", table],
        ] {
            let (code, text) = ending(arguments)
            #expect(code == 74, "\(arguments): \(text)")
            #expect(text.hasPrefix("assayd: \(folder.path)"), "\(text)")
            #expect(!text.contains("Cocoa") && !text.contains("Error:"), "\(text)")
        }
    }

    @Test func whatCannotBeUsedEndsWith65AndWrongArgumentsWith64() throws {
        let folder = try TemporaryFolder()
        let broken = try folder.write(Array("i,a\n1,x\n".utf8), to: "broken.csv")
        try folder.write(Array("{".utf8), to: "model/config.json")
        try folder.write(Array("x".utf8), to: "model/model.safetensors")
        #expect(ending(["fit", "--mixtures", broken, "--losses", broken]).code == 65)
        #expect(ending(["score", folder.path("model"), "--text", broken]).code == 65)
        #expect(ending(["merge", "--out", folder.path("o"), "a=0.5", "b=0.4"]).code == 65)
        let wrong = ending(["fit", "--mixtures", broken])
        #expect(wrong.code == 64 && wrong.text.hasPrefix("assayd: "), "\(wrong)")
    }

    @Test(arguments: [["--version"], ["--help"], ["score", "--help"]])
    func whatAsksForAnAnswerIsNoError(arguments: [String]) {
        #expect(ending(arguments) == (0, ""))
    }
}
