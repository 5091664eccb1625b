import Foundation
import Testing

/// Which libraries the programs load.
@Suite struct LinkageTests {
    /// The C library, compression, TLS and SHA-256, and the C++ runtime that Foundation brings.
    private static let allowed: Set = [
        "linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64", "libc", "libm", "libgcc_s", "libstdc++", "libpthread",
        "libdl", "librt", "libz", "libcrypto", "libssl",
    ]

    @Test func theCommandLineLoadsNoNumericalLibrary() async throws {
        let loaded = try await libraries(of: "assay")
        #expect(loaded.contains("libc"))
        let others = loaded.filter { !Self.allowed.contains($0) && !Self.isOfSwift($0) }
        #expect(others == [], "assay links these, through a room that it imports")
    }

    @Test func theServiceLoadsTheLibrariesThatCompute() async throws {
        // The same reading of the same output finds them where they are.
        let loaded = try await libraries(of: "assayd")
        #expect(loaded.isSuperset(of: ["libopenblas", "libdnnl", "libxgboost", "libnlopt", "libsqlite3"]))
    }

    /// Swift's runtime, Dispatch and Foundation with its tables of Unicode.
    private static func isOfSwift(_ library: String) -> Bool {
        ["libswift", "lib_Foundation", "libFoundation", "libdispatch", "libBlocksRuntime"].contains {
            library.hasPrefix($0)
        }
    }

    /// The names of the libraries that `ldd` lists, without folder and version.
    private func libraries(of program: String) async throws -> Set<String> {
        let log = FileManager.default.temporaryDirectory.appending(path: "ldd-\(UUID().uuidString).log").path
        let ldd = try ProgramProcess(
            executable: URL(filePath: "/usr/bin/ldd"), [ProgramProcess.folder.appending(path: program).path],
            logPath: log)
        let output = await ldd.remainingOutput()
        #expect(await ldd.waitUntilEnded().status == 0)
        try FileManager.default.removeItem(atPath: log)
        let files = output.split(separator: "\n").compactMap { $0.split { " \t".contains($0) }.first }
        return Set(files.map { $0.split(separator: "/").last ?? $0 }.map { String($0.prefix { $0 != "." }) })
    }
}
