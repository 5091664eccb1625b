import TestSupport
import Testing

@testable import assay_bench

@Suite(.serialized) struct PeerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A shell stands for Python: a peer is whatever answers lines.
    private func peers(_ script: String) throws -> Peers {
        try folder.write(script.utf8, to: "peer.sh")
        return Peers(python: "/bin/sh", scripts: folder.path)
    }

    @Test func aPeerAnswersEachCommandWithANumber() throws {
        let peer = try peers("echo peer 1.0; while read command kind; do echo 12.5; done").open("p", "peer.sh", [])
        #expect(peer.version == "peer 1.0")
        #expect(try peer.ask("rate f32") == 12.5)
        #expect(try peer.ask("rate bf16") == 12.5)
    }

    @Test func aPeerThatEndsIsLeftOut() throws {
        #expect(try peers("exit 3").start("p", "peer.sh", []) == nil)
        #expect(Peers(python: nil, scripts: folder.path).start("p", "peer.sh", []) == nil)
    }

    @Test func anAnswerThatIsNoNumberIsQuoted() throws {
        let peer = try peers("echo 1; read command; echo none").open("p", "peer.sh", [])
        #expect { try peer.ask("rate f32") } throws: { "\($0)".contains("\"none\" to \"rate f32\"") }
        #expect { try peer.ask("rate f32") } throws: { "\($0)".contains("ended without an answer") }
    }

    @Test func aScriptThatFailsIsNamed() throws {
        #expect { try peers("exit 3").run("peer.sh", []) } throws: { "\($0)" == "peer.sh ended with status 3" }
    }
}
