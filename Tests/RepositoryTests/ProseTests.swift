import Foundation
import Testing

/// How comments and declarations read, held to the whole repository.
@Suite struct ProseTests {
    let repository = Repository()

    private func files(_ extensions: Set<String> = ["swift"]) throws -> [Repository.SourceFile] {
        try repository.files(below: "Sources", extensions: extensions)
            + repository.files(below: "Tests", extensions: extensions)
    }

    @Test func commentsFitTheLineLength() throws {
        // The formatter holds code to 120 columns, and leaves comments alone.
        let long = try files(["swift", "c", "h"]).flatMap { file in
            file.lines.enumerated().filter { _, line in
                // Most lines are short, which their bytes tell quicker than their characters.
                line.utf8.count > 120 && line.count > 120 && line.drop { $0 == " " }.hasPrefix("/")
            }.map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(long == [])
    }

    @Test func commentsUseTheWordsOfTheField() throws {
        // Spelled apart, so that this file does not find itself. Say predict, predicted, invalid or missing.
        let words = [
            "fore" + "tell", "Fore" + "tell", "fore" + "told", "that is " + "none", "are " + "none", " sa" + "me(",
            "spe" + "lt ", "hee" + "ded",
        ]
        #expect(try files().flatMap { $0.places(holding: words) } == [])
    }

    @Test func importsAreSorted() throws {
        let unsorted = try files().filter { file in
            // Imports on successive lines are one group; a blank line begins another.
            let imports = file.imports
            return zip(imports, imports.dropFirst()).contains { $0.line + 1 == $1.line && $0.module >= $1.module }
        }
        #expect(unsorted.map(\.path) == [])
    }

    /// Hummingbird's share, which is what the reviews measured beside this repository's.
    private static let undocumentedShare = 0.31

    @Test func mostOfWhatOtherTargetsSeeIsDocumented() throws {
        let rooms = Dictionary(grouping: try repository.files(below: "Sources", extensions: ["swift"]), by: \.target)
        for (room, files) in rooms.sorted(by: { $0.key < $1.key }) {
            let declarations = files.flatMap { SourceLines.declarations(in: $0.lines) }
            let undocumented = declarations.filter { !$0.isDocumented }.count
            // A share of less than a dozen says nothing.
            guard declarations.count >= 12 else { continue }
            #expect(
                Double(undocumented) <= Self.undocumentedShare * Double(declarations.count),
                "\(room): \(undocumented) of \(declarations.count) have no documentation comment")
        }
    }

    @Test func aFunctionHasAtMostSeventyLines() throws {
        var count = 0
        for file in try files() {
            for function in SourceLines.functions(in: file.lines) {
                count += 1
                #expect(function.count <= 70, "\(file.path):\(function.line) has \(function.count) lines")
            }
        }
        #expect(count > 3000)
    }
}

/// The reading of lines that those rules rest on.
@Suite struct SourceLinesTests {
    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func aFunctionIsCountedFromItsDeclarationToItsBrace() {
        let text = """
            struct S {
                @discardableResult public static func long(
                    _ a: Int
                ) -> Int
                where A: B {
                    if a == 1 {
                        return 2
                    }
                    return 1
                }

                func short() { 1 }
                init?(_ a: Int) {
                }
            }
            protocol P {
                func required()
                func other() async throws -> Int
            }
            """
        let functions = SourceLines.functions(in: lines(text))
        #expect(functions.map(\.line) == [2, 13])
        #expect(functions.map(\.count) == [9, 2])
    }

    @Test func declarationsThatOtherTargetsSeeAreFoundWithTheirComments() {
        let text = """
            public import A
            /// Documented.
            public struct S {
                /// Documented.
                @inlinable
                public let a: Int
                public var b: Int
                let hidden: Int
                package init() {}
                /// Documented.
                public private(set) var c: Int
            }
            """
        let declarations = SourceLines.declarations(in: lines(text))
        #expect(declarations.map(\.line) == [3, 6, 7, 9, 11])
        #expect(declarations.map(\.isDocumented) == [true, true, false, false, true])
    }
}
