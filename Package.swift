// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "falsework",
    // Typed throws of sequences and atomics need these; only Linux is tested.
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .executable(name: "falsework", targets: ["falsework"]),
        .library(name: "FalClient", targets: ["FalClient", "FalAPI", "JSON"]),
        .library(name: "FalWebhooks", targets: ["FalWebhooks", "JSON"]),
        .library(name: "FalEmulator", targets: ["FalEmulator", "JSON"]),
        .library(name: "FalEmulatorTesting", targets: ["FalEmulatorTesting", "FalEmulator", "JSON"]),
        // Reads and assembles media for the emulator; needs libavformat, which nothing else does.
        .executable(name: "falsework-media", targets: ["falsework-media"]),
        .library(name: "FalContract", targets: ["FalContract", "HTTPClient", "JSON"]),
    ],
    dependencies: [
        // Options, help and shell completions of the command.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Ed25519 for those who receive webhooks; CryptoKit on Apple systems. The emulator signs with GnuTLS, so that each
        // proves the other, and so that building it need not build this.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // The field's own HTTP message types: methods, statuses, header fields.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        // Logging that an embedding application can direct elsewhere.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // Layer 0: C libraries as modules, and JSON.
        .systemLibrary(
            name: "CMicroHTTPD",
            pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]
        ),
        .systemLibrary(
            name: "CGnuTLS",
            pkgConfig: "gnutls",
            providers: [.apt(["libgnutls28-dev"]), .brew(["gnutls"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        // Of the helper program falsework-media alone: the emulator builds and runs without it.
        .systemLibrary(
            name: "CAVFormat",
            pkgConfig: "libavformat",
            providers: [.apt(["libavformat-dev"]), .brew(["ffmpeg"])]
        ),
        .target(name: "JSON"),
        // Threads of one's own, which block; no pool of the runtime's may.
        .target(name: "SystemThreads"),

        // Layer 1: general-purpose libraries, which know nothing of fal.
        .target(name: "TLSKit", dependencies: ["CGnuTLS"]),
        .target(name: "HTTPServer", dependencies: ["CMicroHTTPD", "SystemThreads", .httpTypes]),
        .target(name: "HTTPClient", dependencies: ["CCurl", "SystemThreads", .httpTypes]),
        // CONNECT and absolute-form requests, joined to where a closure says.
        .target(name: "ForwardProxy", dependencies: ["SystemThreads"]),
        .target(name: "JSONSchema", dependencies: ["JSON"]),
        .target(name: "MediaTools", dependencies: ["SystemThreads", "JSON"]),
        // What reads hostile files, in a process of its own that may die of them.
        .executableTarget(name: "falsework-media", dependencies: ["CAVFormat", "MediaTools", "JSON"]),

        // Layer 2: the wire, and what a FastAPI service makes of its document.
        .target(name: "FalAPI", dependencies: ["JSON", .httpTypes]),
        .target(name: "OpenAPIValidator", dependencies: ["JSONSchema", "JSON"]),

        // Layer 3: behaviour in time, without I/O.
        .target(name: "QueueEngine", dependencies: ["FalAPI", "JSON"]),

        // And the client for applications: URLSession behind a protocol, so that they install nothing.
        .target(name: "FalClient", dependencies: ["FalAPI", "JSON", .httpTypes]),

        // And for servers that receive webhooks.
        .target(
            name: "FalWebhooks",
            dependencies: ["FalAPI", "JSON", .httpTypes, .product(name: "Crypto", package: "swift-crypto")]
        ),

        // Layer 4: the service.
        .target(
            name: "FalEmulator",
            dependencies: [
                "MediaTools",
                "QueueEngine", "OpenAPIValidator", "JSONSchema", "HTTPServer", "TLSKit", "FalAPI", "JSON", .httpTypes,
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // And a Swift Testing trait, apart from it because it imports Testing.
        .target(name: "FalEmulatorTesting", dependencies: ["FalEmulator"]),
        // And the client's transport over libcurl, which applications should not have to install.
        .target(name: "FalClientCurl", dependencies: ["FalClient", "HTTPClient", .httpTypes]),

        // What any implementation of fal's service must do, as cases; knows no implementation and no test framework.
        .target(
            name: "FalContract",
            dependencies: ["FalClient", "FalAPI", "HTTPClient", "TLSKit", "JSON", .httpTypes]
        ),

        // Layer 5: the command, which only wires.
        .executableTarget(
            name: "falsework",
            dependencies: [
                "FalEmulator", "FalClient", "FalClientCurl", "FalContract", "HTTPServer", "HTTPClient", "ForwardProxy",
                "TLSKit",
                "MediaTools",
                "OpenAPIValidator",
                "QueueEngine",
                "FalAPI", "JSON", .httpTypes,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        .testTarget(name: "JSONTests", dependencies: ["JSON"], exclude: ["make_cases.py", "python-cases.txt"]),
        .testTarget(name: "TLSKitTests", dependencies: ["TLSKit"]),
        .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "SystemThreads", .httpTypes]),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "HTTPServer", .httpTypes]),
        .testTarget(name: "ForwardProxyTests", dependencies: ["ForwardProxy", "SystemThreads"]),
        // What script/bench-validator runs.
        .executableTarget(
            name: "validator-bench",
            dependencies: ["OpenAPIValidator", "JSONSchema", "JSON"],
            path: "Tests/ValidatorBench"
        ),
        .testTarget(name: "JSONSchemaTests", dependencies: ["JSONSchema", "JSON"]),
        .testTarget(
            name: "OpenAPIValidatorTests",
            dependencies: ["OpenAPIValidator", "JSON"],
            exclude: ["Recorded"]
        ),
        // What tests of several targets need: clips of any kind, and the helper's place.
        .target(name: "TestMedia", path: "Tests/TestMedia"),
        .testTarget(
            name: "MediaToolsTests",
            dependencies: ["MediaTools", "TestMedia", "JSON", "falsework-media"]
        ),
        .testTarget(name: "FalAPITests", dependencies: ["FalAPI", "JSON", .httpTypes]),
        .testTarget(name: "QueueEngineTests", dependencies: ["QueueEngine", "FalAPI", "JSON"]),
        .testTarget(
            name: "FalClientTests",
            dependencies: [
                "FalClient", "FalClientCurl", "FalEmulator", "HTTPClient", "HTTPServer", "QueueEngine", "FalAPI",
                "JSON",
                .httpTypes,
            ]
        ),
        .testTarget(
            name: "FalWebhooksTests",
            dependencies: [
                "FalWebhooks", "FalEmulator", "QueueEngine", "HTTPServer", "TLSKit", "FalAPI", "JSON", .httpTypes,
            ]
        ),
        .testTarget(
            name: "FalEmulatorTests",
            dependencies: [
                "MediaTools", "TestMedia", "falsework-media",
                "FalEmulator", "QueueEngine", "HTTPServer", "HTTPClient", "OpenAPIValidator", "JSONSchema",
                "FalAPI", "JSON",
                .httpTypes,
            ]
        ),
        .testTarget(
            name: "FalEmulatorTestingTests",
            dependencies: ["FalEmulatorTesting", "FalEmulator", "JSON", .httpTypes]
        ),
        .testTarget(
            name: "FalClientCurlTests",
            dependencies: ["FalClientCurl", "FalClient", "FalEmulator", "HTTPClient", "HTTPServer", "JSON", .httpTypes]
        ),
        .testTarget(
            name: "FalContractTests",
            dependencies: [
                "FalContract", "FalEmulator", "QueueEngine", "FalAPI", "HTTPServer", "HTTPClient", "TLSKit", "JSON",
                "MediaTools", "TestMedia", "falsework-media",
                .httpTypes,
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// What libFuzzer is linked with; of no use to a build for anything else, so only script/fuzz asks for it.
if Context.environment["FALSEWORK_FUZZ"] != nil {
    package.products.append(.library(name: "FalseworkFuzz", type: .static, targets: ["FalseworkFuzz"]))
    package.targets.append(
        .target(
            name: "FalseworkFuzz",
            dependencies: [
                "FalEmulator", "QueueEngine", "OpenAPIValidator", "HTTPServer", "JSON", .httpTypes,
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Fuzz",
            exclude: ["Corpus"]
        )
    )
}

extension Target.Dependency {
    static let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
}

/// Targets that wrap a C library: unsafe code is theirs to contain, and no pointer leaves them.
let wrapsC: Set = ["HTTPServer", "HTTPClient", "ForwardProxy", "SystemThreads", "TLSKit", "falsework-media"]

for target in package.targets where target.type != .system {
    var settings: [SwiftSetting] = [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
    if target.type != .test {
        settings.append(.enableUpcomingFeature("InternalImportsByDefault"))
        if !wrapsC.contains(target.name) { settings.append(.strictMemorySafety()) }
    }
    target.swiftSettings = settings
}
