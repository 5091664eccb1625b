// swift-tools-version: 6.2
import PackageDescription

/// The wings of the house, in the order of import.
///
/// A target imports only from wings above its own, and within its own only targets that stand above it. `Tests` has the
/// same wings.
enum Wing: String {
    case libraries = "Libraries"
    case foundations = "Foundations"
    case science = "Science"
    case engine = "Engine"
    case wire = "Wire"
    case service = "Service"
    case programs = "Programs"
}

/// The compute kernels are C: optimised in debug builds too, for plain loops at -O0 would make every test crawl.
let kernelSettings: [CSetting] = [
    .unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno", "-Wall", "-Wextra", "-Werror"])
]

/// Statistics and surrogates loop over numbers, tokenizers scan megabytes byte by byte: optimised in debug builds too.
let optimizedInDebug: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

extension Target {
    /// A library's target, in its wing's folder.
    static func room(
        _ wing: Wing, _ name: String, _ dependencies: [Dependency] = [], settings: [SwiftSetting]? = nil
    ) -> Target {
        .target(
            name: name, dependencies: dependencies, path: "Sources/\(wing.rawValue)/\(name)", swiftSettings: settings)
    }

    /// C over a library of Debian's, which one Swift target imports.
    static func library(_ name: String, settings: [CSetting]? = nil, links libraries: String...) -> Target {
        .target(
            name: name, path: "Sources/Libraries/\(name)", cSettings: settings,
            linkerSettings: libraries.map { .linkedLibrary($0) })
    }

    static func program(_ name: String, _ dependencies: [Dependency]) -> Target {
        .executableTarget(name: name, dependencies: dependencies, path: "Sources/Programs/\(name)")
    }

    /// The tests of a target, in the same wing of `Tests`.
    ///
    /// - Parameter fixtures: Whether a folder `Fixtures` is copied beside them.
    static func tests(
        _ wing: Wing, of name: String, _ dependencies: [Dependency] = [], fixtures: Bool = false
    ) -> Target {
        .testTarget(
            name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(wing.rawValue)/\(name)Tests",
            resources: fixtures ? [.copy("Fixtures")] : nil)
    }
}

extension Target.Dependency {
    static let algorithms = product(name: "Algorithms", package: "swift-algorithms")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let heaps = product(name: "HeapModule", package: "swift-collections")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let logging = product(name: "Logging", package: "swift-log")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assayd", targets: ["assayd"]),
        .executable(name: "assay", targets: ["assay"]),
        .executable(name: "assay-bench", targets: ["assay-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // MARK: Libraries: C libraries, each under one Swift target
        .library("CBLASKernels", settings: kernelSettings, links: "openblas", "dnnl", "gomp", "m"),
        .room(.libraries, "Kernels", ["CBLASKernels"]),
        .library("COpenSSL", links: "crypto"),
        .room(.libraries, "Hashing", ["COpenSSL"]),
        .library("CDescriptors"),
        .library("CProcess"),
        .library("CZlib", links: "z"),
        .room(.libraries, "Compression", ["CZlib"]),
        .library("CLAPACK", settings: kernelSettings, links: "openblas", "m"),
        .room(.libraries, "LinearAlgebra", ["CLAPACK", "Kernels"], settings: optimizedInDebug),
        .library("CXGBoost", settings: kernelSettings, links: "xgboost"),
        .room(.libraries, "BoostedTrees", ["CXGBoost"], settings: optimizedInDebug),
        .library("CNLopt", settings: kernelSettings, links: "nlopt", "m"),
        .room(.libraries, "Optimization", ["CNLopt"], settings: optimizedInDebug),

        // MARK: Foundations: what several wings need alike
        .room(.foundations, "StrictJSON"),
        .room(.foundations, "FileKinds", ["StrictJSON"]),
        .room(.foundations, "StrictCSV"),
        .room(.foundations, "Randomness"),
        .room(.foundations, "Parallelism"),
        .room(.foundations, "Retrying"),
        .room(.foundations, "Caching"),
        .room(.foundations, "TextTables"),
        .room(.foundations, "Words"),
        .room(.foundations, "ByteStrings", settings: optimizedInDebug),
        .room(.foundations, "Spelling"),

        // MARK: Science: values and mathematics; no I/O, no clock, no randomness that is not handed in
        .room(.science, "Mixtures", ["Hashing", "Randomness", "Spelling", .algorithms], settings: optimizedInDebug),
        .room(.science, "Statistics", ["Mixtures", "Randomness"], settings: optimizedInDebug),
        .room(
            .science, "Surrogates",
            ["BoostedTrees", "LinearAlgebra", "Mixtures", "Optimization", "Parallelism", "Randomness"],
            settings: optimizedInDebug),
        .room(.science, "Studies", ["Mixtures", "Randomness", "Words", .algorithms], settings: optimizedInDebug),

        // MARK: Engine: checkpoints, text and models; what is computed
        .room(.engine, "Checkpoints", ["FileKinds", "Hashing", "Kernels", "Parallelism", "StrictJSON"]),
        .room(
            .engine, "Tokenizers", ["ByteStrings", "Checkpoints", "Hashing", "StrictJSON", .heaps],
            settings: optimizedInDebug),
        .room(.engine, "LanguageModels", ["Checkpoints", "Hashing", "Kernels", "Randomness", "StrictJSON"]),
        .room(
            .engine, "Merging",
            ["Checkpoints", "Hashing", "Kernels", "Mixtures", "Parallelism", "StrictJSON", .yams]),
        .room(.engine, "Ensembles", ["Kernels", "Parallelism", "Studies"], settings: optimizedInDebug),
        .room(
            .engine, "Scoring",
            [
                "Checkpoints", "Compression", "FileKinds", "Hashing", "Kernels", "LanguageModels", "Merging",
                "Mixtures",
                "StrictJSON", "TextTables", "Tokenizers", "Words",
            ]),
        .room(.engine, "Contamination", ["ByteStrings"], settings: optimizedInDebug),

        // MARK: Wire: HTTP, the API's types, and its client
        .room(.wire, "HTTPSyntax", [.httpTypes]),
        .room(.wire, "Sockets", ["CDescriptors", "Parallelism", .logging]),
        .room(.wire, "HTTPServer", ["Compression", "HTTPSyntax", "Parallelism", "Sockets", .httpTypes, .logging]),
        .room(.wire, "API", ["HTTPSyntax", "Mixtures", "Statistics", "StrictCSV", "StrictJSON", "Studies", "Words"]),
        .room(
            .wire, "Client",
            ["API", "Hashing", "HTTPSyntax", "Mixtures", "Parallelism", "Retrying", "Sockets", "Words", .httpTypes]),

        // MARK: Service: what is stored, what waits, the desks, and what workers do
        .room(.service, "Storage", ["Hashing", "Mixtures", "Words", .grdb]),
        .room(.service, "Jobs", ["CDescriptors", "Retrying", "Storage", "Words", .logging]),
        .room(
            .service, "Service",
            [
                "API", "Caching", "Checkpoints", "Compression", "Contamination", "FileKinds", "Hashing", "HTTPServer",
                "HTTPSyntax", "Jobs", "LanguageModels", "Merging", "Mixtures", "Scoring", "Sockets", "Spelling",
                "Statistics", "Storage", "StrictJSON", "Studies", "Tokenizers", "Words", .httpTypes, .logging,
            ]),
        .room(
            .service, "Workers",
            [
                "API", "Caching", "Checkpoints", "Client", "Contamination", "Ensembles", "Hashing", "Kernels",
                "LanguageModels", "Merging", "Mixtures", "Parallelism", "Retrying", "Scoring", "Statistics",
                "StrictJSON", "Studies", "Surrogates", "Tokenizers", .logging,
            ]),

        // MARK: Programs: wiring only
        .program(
            "assayd",
            [
                "API", "Checkpoints", "Client", "CProcess", "Hashing", "HTTPServer", "Jobs", "Kernels",
                "LanguageModels", "Merging", "Mixtures", "Scoring", "Service", "Sockets", "Spelling", "Storage",
                "StrictCSV",
                "StrictJSON", "Surrogates", "TextTables", "Tokenizers", "Words", "Workers", .argumentParser,
                .configuration, .logging, .yams,
            ]),
        .program(
            "assay",
            [
                "API", "Client", "FileKinds", "Hashing", "Mixtures", "Spelling", "Statistics", "StrictCSV",
                "StrictJSON",
                "Studies", "TextTables", "Words", .argumentParser,
            ]),
        .program(
            "assay-bench",
            [
                "Checkpoints", "Ensembles", "Hashing", "Jobs", "Kernels", "LanguageModels", "Merging", "Mixtures",
                "Randomness", "Scoring", "Storage", "TextTables", "Words", .argumentParser,
            ]),

        // MARK: Tests, in the same wings
        .target(name: "TestSupport", dependencies: ["Checkpoints", "Storage"], path: "Tests/TestSupport"),
        .target(
            name: "Conformance",
            dependencies: [
                "API", "Client", "Hashing", "Jobs", "Mixtures", "Storage", "TestSupport", "Words", "Workers",
            ],
            path: "Tests/Conformance"),
        .testTarget(name: "RepositoryTests"),
        .target(
            name: "CReferenceKernels", dependencies: ["CBLASKernels"], path: "Tests/CReferenceKernels",
            cSettings: kernelSettings, linkerSettings: [.linkedLibrary("m")]),
        .tests(.libraries, of: "CBLASKernels", ["CBLASKernels", "CReferenceKernels", "TestSupport"]),
        .tests(.libraries, of: "Kernels", ["Kernels"]),
        .tests(.libraries, of: "Hashing", ["Hashing", "TestSupport"]),
        .tests(.libraries, of: "Compression", ["Compression", "TestSupport"]),
        .tests(.libraries, of: "LinearAlgebra", ["LinearAlgebra"]),
        .tests(.libraries, of: "BoostedTrees", ["BoostedTrees", "Randomness"]),
        .tests(.libraries, of: "Optimization", ["Optimization"]),
        .tests(.foundations, of: "StrictJSON", ["StrictJSON"]),
        .tests(.foundations, of: "FileKinds", ["FileKinds"]),
        .tests(.foundations, of: "StrictCSV", ["StrictCSV"]),
        .tests(.foundations, of: "Randomness", ["Randomness"]),
        .tests(.foundations, of: "Parallelism", ["Parallelism"]),
        .tests(.foundations, of: "Retrying", ["Retrying"]),
        .tests(.foundations, of: "Caching", ["Caching"]),
        .tests(.foundations, of: "TextTables", ["TextTables"]),
        .tests(.foundations, of: "ByteStrings", ["ByteStrings"]),
        .tests(.foundations, of: "Spelling", ["Spelling"]),
        .tests(.science, of: "Mixtures", ["Mixtures", "Randomness", "TestSupport"], fixtures: true),
        .tests(.science, of: "Statistics", ["Mixtures", "Randomness", "Statistics", "TestSupport"], fixtures: true),
        .tests(
            .science, of: "Surrogates", ["LinearAlgebra", "Mixtures", "Randomness", "Surrogates", "TestSupport"],
            fixtures: true),
        .tests(
            .science, of: "Studies", ["Mixtures", "Randomness", "Studies", "Surrogates", "TestSupport", "Words"],
            fixtures: true),
        .tests(
            .engine, of: "Checkpoints", ["Checkpoints", "Hashing", "Randomness", "TestSupport"], fixtures: true),
        .tests(
            .engine, of: "Tokenizers", ["Checkpoints", "Hashing", "StrictJSON", "TestSupport", "Tokenizers"],
            fixtures: true),
        .tests(
            .engine, of: "LanguageModels",
            ["Checkpoints", "Kernels", "LanguageModels", "Randomness", "TestSupport"],
            fixtures: true),
        .tests(
            .engine, of: "Merging", ["Checkpoints", "Merging", "Mixtures", "StrictJSON", "TestSupport"],
            fixtures: true),
        .tests(.engine, of: "Ensembles", ["CReferenceKernels", "Ensembles", "Mixtures", "Studies", "TestSupport"]),
        .tests(
            .engine, of: "Scoring",
            [
                "Checkpoints", "Kernels", "LanguageModels", "Merging", "Mixtures", "Scoring", "StrictJSON",
                "TestSupport", "Tokenizers", "Words",
            ], fixtures: true),
        .tests(.engine, of: "Contamination", ["ByteStrings", "Contamination", "Randomness"], fixtures: true),
        .tests(.wire, of: "Sockets", ["Sockets", "TestSupport"]),
        .tests(
            .wire, of: "HTTPServer",
            ["Compression", "HTTPServer", "HTTPSyntax", "Sockets", "TestSupport", .httpTypes, .logging],
            fixtures: true),
        .tests(
            .wire, of: "API", ["API", "Mixtures", "Statistics", "StrictJSON", "Studies", "TestSupport", "Words", .yams]),
        .tests(
            .wire, of: "Client",
            ["API", "Client", "HTTPServer", "Retrying", "Sockets", "TestSupport", "Words", .httpTypes, .logging]),
        .tests(
            .service, of: "Storage", ["Conformance", "Hashing", "Storage", "TestSupport", "Words", .grdb],
            fixtures: true),
        .tests(
            .service, of: "Jobs", ["Conformance", "Hashing", "Jobs", "Retrying", "Storage", "TestSupport", "Words"]),
        .tests(
            .service, of: "Service",
            [
                "API", "Checkpoints", "Client", "Compression", "Conformance", "HTTPServer", "Hashing", "Jobs",
                "LanguageModels", "Merging", "Mixtures", "Scoring", "Service", "Sockets", "Statistics", "Storage",
                "StrictJSON", "Studies", "Surrogates", "TestSupport", "Tokenizers", "Words", "Workers", .httpTypes,
                .logging,
            ]),
        .tests(
            .service, of: "Workers",
            [
                "API", "Checkpoints", "Client", "Conformance", "Hashing", "Kernels", "LanguageModels", "Merging",
                "Mixtures", "Scoring", "Statistics", "StrictJSON", "Studies", "TestSupport", "Tokenizers", "Words",
                "Workers", .logging,
            ]),
        .tests(
            .programs, of: "assayd",
            ["Mixtures", "StrictCSV", "StrictJSON", "Surrogates", "TestSupport", "assayd", .argumentParser, .logging],
            fixtures: true),
        .tests(
            .programs, of: "assay",
            [
                "API", "assay", "Client", "Mixtures", "Statistics", "Studies", "TestSupport", "TextTables", "Words",
                .argumentParser,
            ]),
        .tests(
            .programs, of: "assay-bench", ["Checkpoints", "LanguageModels", "TestSupport", "TextTables", "assay-bench"]),
        .tests(
            .programs, of: "EndToEnd",
            [
                "API", "Checkpoints", "Client", "Hashing", "LanguageModels", "Mixtures", "Statistics", "StrictJSON",
                "Studies", "TestSupport", "Words",
            ]),
    ]
)

// Deploy/fuzz asks for its program, which links only with what it adds.
if Context.environment["ASSAY_FUZZ"] != nil {
    package.products.append(.executable(name: "Fuzz", targets: ["Fuzz"]))
    package.targets += [
        .target(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["Checkpoints", "CLibFuzzer", "LanguageModels", "Tokenizers"],
            path: "Tests/Fuzz/Fuzz"),
    ]
}

/// One loop sets the strict switches, so that no target can forget them.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
let cTargets: Set = [
    "CBLASKernels", "CDescriptors", "CLAPACK", "CLibFuzzer", "CNLopt", "COpenSSL", "CReferenceKernels", "CXGBoost",
    "CZlib",
]
for target in package.targets where !cTargets.contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
