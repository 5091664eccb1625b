// swift-tools-version: 6.2
import PackageDescription

/// The compute kernels are C: optimised in debug builds too, for plain loops at -O0 would make every test crawl.
let kernelSettings: [CSetting] = [
    .unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno", "-Wall", "-Wextra", "-Werror"])
]

/// Statistics and surrogates loop over numbers: optimised in debug builds too.
let computingSettings: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Tokenizers scan megabytes byte by byte: optimised in debug builds too.
let scanningSettings: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assayd", targets: ["assayd"]),
        .executable(name: "assay", targets: ["assay"]),
        .executable(name: "assay-bench", targets: ["assay-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    // A target may import only targets above it.
    targets: [
        // MARK: C libraries, each under one Swift target
        .target(
            name: "CBLASKernels", cSettings: kernelSettings,
            linkerSettings: [
                .linkedLibrary("openblas"), .linkedLibrary("dnnl"), .linkedLibrary("gomp"), .linkedLibrary("m"),
            ]),
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
        .target(name: "Hashing", dependencies: ["COpenSSL"]),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "Compression", dependencies: ["CZlib"]),
        .target(
            name: "CLAPACK", cSettings: kernelSettings,
            linkerSettings: [.linkedLibrary("openblas"), .linkedLibrary("m")]),
        .target(name: "LinearAlgebra", dependencies: ["CLAPACK"], swiftSettings: computingSettings),
        .target(name: "CXGBoost", cSettings: kernelSettings, linkerSettings: [.linkedLibrary("xgboost")]),
        .target(name: "BoostedTrees", dependencies: ["CXGBoost"], swiftSettings: computingSettings),
        .target(
            name: "CNLopt", cSettings: kernelSettings, linkerSettings: [.linkedLibrary("nlopt"), .linkedLibrary("m")]),
        .target(name: "Optimization", dependencies: ["CNLopt"], swiftSettings: computingSettings),

        // MARK: What several targets need alike
        .target(name: "StrictJSON"),
        .target(name: "StrictCSV"),
        .target(name: "Randomness"),
        .target(name: "Parallelism"),

        // MARK: Science: values and mathematics, no I/O
        .target(
            name: "Mixtures",
            dependencies: ["BoostedTrees", "Hashing", "LinearAlgebra", "Optimization", "Parallelism", "Randomness"],
            swiftSettings: computingSettings),
        .target(
            name: "Ensembles", dependencies: ["CBLASKernels", "Mixtures", "Parallelism"],
            swiftSettings: computingSettings),

        // MARK: Models
        .target(name: "Checkpoints", dependencies: ["CBLASKernels", "Hashing", "Parallelism", "StrictJSON"]),
        .target(
            name: "Tokenizers", dependencies: ["Checkpoints", "Hashing", "StrictJSON"], swiftSettings: scanningSettings),
        .target(
            name: "LanguageModels",
            dependencies: ["CBLASKernels", "Checkpoints", "Hashing", "Randomness", "StrictJSON"]),
        .target(
            name: "Merging",
            dependencies: [
                "CBLASKernels", "Checkpoints", "Hashing", "Mixtures", "Parallelism", "StrictJSON",
                .product(name: "Yams", package: "Yams"),
            ]),

        // MARK: Text in, scores out
        .target(name: "Contamination", swiftSettings: scanningSettings),
        .target(
            name: "Scoring",
            dependencies: [
                "Checkpoints", "Compression", "Hashing", "LanguageModels", "Merging", "Mixtures", "StrictJSON",
                "Tokenizers",
            ]),

        // MARK: What is kept, and what waits
        .target(
            name: "Storage",
            dependencies: ["Hashing", "Mixtures", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(name: "Jobs", dependencies: ["Storage", .product(name: "Logging", package: "swift-log")]),

        // MARK: Wire
        .target(name: "API", dependencies: ["Mixtures", "StrictCSV", "StrictJSON"]),
        .target(name: "Sockets", dependencies: [.product(name: "Logging", package: "swift-log")]),
        .target(name: "HTTPSyntax", dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(
            name: "HTTPServer",
            dependencies: [
                "Compression", "HTTPSyntax", "Sockets",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Service",
            dependencies: [
                "API", "Checkpoints", "Compression", "Contamination", "Hashing", "HTTPServer", "Jobs",
                "LanguageModels", "Merging", "Mixtures", "Scoring", "Storage", "Tokenizers",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Client",
            dependencies: [
                "API", "Hashing", "HTTPSyntax", "Sockets",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .target(
            name: "Workers",
            dependencies: [
                "API", "Checkpoints", "Client", "Contamination", "Ensembles", "Hashing", "LanguageModels", "Merging",
                "Mixtures",
                "Scoring",
                "Tokenizers",
                .product(name: "Logging", package: "swift-log"),
            ]),

        // MARK: Products: wiring only
        .executableTarget(
            name: "assayd",
            dependencies: [
                "API", "Checkpoints", "Client", "HTTPServer", "Jobs", "LanguageModels", "Merging", "Mixtures",
                "Scoring", "Service", "Sockets", "Storage", "StrictCSV", "StrictJSON", "Tokenizers", "Workers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]),
        .executableTarget(
            name: "assay",
            dependencies: [
                "API", "Client", "Hashing", "Mixtures", "StrictCSV",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "assay-bench",
            dependencies: [
                "CBLASKernels", "Checkpoints", "Ensembles", "LanguageModels", "Merging", "Randomness", "Scoring",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // MARK: Tests
        .target(name: "TestSupport", dependencies: ["Checkpoints", "Storage"], path: "Tests/TestSupport"),
        .testTarget(name: "CBLASKernelsTests", dependencies: ["CBLASKernels", "TestSupport"]),
        .testTarget(name: "HashingTests", dependencies: ["Hashing", "TestSupport"]),
        .testTarget(name: "CompressionTests", dependencies: ["Compression", "TestSupport"]),
        .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"]),
        .testTarget(name: "BoostedTreesTests", dependencies: ["BoostedTrees", "Randomness"]),
        .testTarget(name: "OptimizationTests", dependencies: ["Optimization"]),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"]),
        .testTarget(name: "StrictCSVTests", dependencies: ["StrictCSV"]),
        .testTarget(
            name: "CheckpointsTests", dependencies: ["Checkpoints", "Hashing", "Randomness", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "TokenizersTests",
            dependencies: ["Checkpoints", "Hashing", "StrictJSON", "TestSupport", "Tokenizers"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "LanguageModelsTests",
            dependencies: ["CBLASKernels", "Checkpoints", "LanguageModels", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "MergingTests",
            dependencies: ["Checkpoints", "Merging", "Mixtures", "StrictJSON", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "MixturesTests", dependencies: ["LinearAlgebra", "Mixtures", "Randomness", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "EnsemblesTests", dependencies: ["CBLASKernels", "Ensembles", "Mixtures", "TestSupport"]),
        .testTarget(
            name: "ContaminationTests", dependencies: ["Contamination", "Randomness"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ScoringTests",
            dependencies: [
                "Checkpoints", "LanguageModels", "Merging", "Mixtures", "Scoring", "StrictJSON", "TestSupport",
                "Tokenizers",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Hashing", "Storage", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "JobsTests", dependencies: ["Hashing", "Jobs", "Storage", "TestSupport"]),
        .testTarget(
            name: "APITests",
            dependencies: ["API", "Mixtures", "TestSupport", .product(name: "Yams", package: "Yams")]),
        .testTarget(name: "SocketsTests", dependencies: ["Sockets", "TestSupport"]),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: [
                "Compression", "HTTPServer", "HTTPSyntax", "Sockets", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "API", "Client", "HTTPServer", "Sockets", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "API", "Checkpoints", "Client", "Compression", "HTTPServer", "Hashing", "Jobs", "LanguageModels",
                "Merging", "Mixtures", "Service", "Storage", "TestSupport", "Tokenizers",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "WorkersTests",
            dependencies: [
                "API", "Checkpoints", "Client", "Hashing", "LanguageModels", "Merging", "Mixtures", "Scoring",
                "TestSupport", "Tokenizers", "Workers",
            ]),
        .testTarget(name: "RepositoryTests"),
        .testTarget(
            name: "assaydTests",
            dependencies: [
                "Mixtures", "StrictCSV", "StrictJSON", "assayd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "assayTests",
            dependencies: [
                "API", "Client", "Mixtures", "assay",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(
            name: "assay-benchTests", dependencies: ["Checkpoints", "LanguageModels", "TestSupport", "assay-bench"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["API", "Checkpoints", "Client", "Hashing", "LanguageModels", "Mixtures", "TestSupport"]),
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
let cTargets: Set = ["CBLASKernels", "CLAPACK", "CLibFuzzer", "CNLopt", "COpenSSL", "CXGBoost", "CZlib"]
for target in package.targets where !cTargets.contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
