// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// For the modules whose generic functions every other one calls: without it they are not made for the types that they
/// are called with.
let inlined =
    strict + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// The shipped plugins: a folder of `Plugins/` each, with its `Sources` and `Tests`.
let swiftPlugins = [
    "Coupons", "GiftCards", "Reviews", "Segments", "StripePayments", "Taxes",
]
let cPlugins = [
    "AbandonedCarts", "Wishlists",
]
// Built by scripts/build-rust-plugin, where there is a rustc.
let rustPlugins = [
    "Shipping"
]
let shippedPlugins = swiftPlugins + cPlugins

func plugin(_ name: String, _ dependencies: [Target.Dependency]) -> [Target] {
    let folder = "Plugins/" + name
    return [
        .target(
            name: name,
            dependencies: dependencies,
            path: folder,
            exclude: ["README.md", "plugin.json", "migrations", "Tests"],
            sources: ["Sources"],
            publicHeadersPath: "Sources",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
            swiftSettings: strict
        ),
        pluginTests(name),
    ]
}

func pluginTests(_ name: String) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [
            "TotemPluginHost", "TotemDelivery", "TotemImport", "TotemKernel", "TotemStore", "TotemTesting",
            crypto,
        ],
        path: "Plugins/" + name + "/Tests",
        swiftSettings: strict
    )
}

let package = Package(
    name: "totem",
    products: [
        .executable(name: "totem", targets: ["totem"]),
        .executable(name: "totemd", targets: ["totemd"]),
        .executable(name: "totem-plugin-child", targets: ["totem-plugin-child"]),
        .executable(name: "totem-bench", targets: ["totem-bench"]),
        .library(name: "TotemPluginKit", targets: ["TotemPluginKit"]),
        .library(name: "BenchPlugin", type: .dynamic, targets: ["CBenchPlugin"]),
        .library(name: "BenchKitPlugin", type: .dynamic, targets: ["BenchKitPlugin"]),
    ] + shippedPlugins.map { .library(name: $0, type: .dynamic, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    ],
    targets: [
        // The C border: the plugin ABI, and the system libraries.
        .target(name: "CTotem", exclude: ["rust"]),
        .target(name: "CTotemHost", dependencies: ["CTotem", "CTotemProcess"]),
        // What of the process no plugin may close or change.
        .target(name: "CTotemProcess"),
        .target(name: "CTotemForeign", dependencies: ["CTotem", "CFFI"]),
        // What a daemon needs of the system to look after its worker.
        .target(name: "CTotemDaemon"),
        // Plugins in processes of their own: how calls are carried, the host's side, and the process.
        .target(name: "CTotemChannel", dependencies: ["CTotem"]),
        .target(name: "CTotemIsolation", dependencies: ["CTotem", "CTotemChannel", "CTotemHost"]),
        .executableTarget(name: "totem-plugin-child", dependencies: ["CTotem", "CTotemChannel", "CTotemForeign"]),
        // Writes what follows from the header: `make abi`.
        .executableTarget(name: "totem-abi", swiftSettings: strict),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        // The store: what one is, and its engines.
        .target(
            name: "TotemStore",
            dependencies: [crypto, .product(name: "DequeModule", package: "swift-collections")],
            swiftSettings: inlined
        ),
        .target(name: "CTotemSQLite", dependencies: ["CSQLite", "CTotemProcess"]),
        .target(
            name: "TotemSQLite",
            dependencies: ["TotemStore", "CSQLite", "CTotemSQLite", logging],
            swiftSettings: strict
        ),
        .target(
            name: "TotemPostgres",
            dependencies: ["TotemStore", "CPostgres", "CTotemProcess", crypto],
            swiftSettings: strict
        ),

        // Commerce.
        .target(
            name: "TotemKernel",
            dependencies: [
                "TotemStore", crypto, .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: inlined
        ),
        .target(name: "TotemImport", dependencies: ["TotemKernel", "TotemStore", crypto], swiftSettings: strict),

        // Plugins.
        .target(
            name: "TotemPluginHost",
            dependencies: [
                "TotemAPI", "TotemKernel", "TotemStore", "CTotem", "CTotemHost", "CTotemForeign", "CTotemIsolation",
                crypto, logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(name: "TotemPluginKit", dependencies: ["CTotem"], swiftSettings: strict),

        // The shop's interface, HTTP, and the programs.
        .target(name: "TotemAPI", dependencies: ["TotemKernel", "TotemStore", crypto], swiftSettings: strict),
        .target(
            name: "TotemServer",
            dependencies: [
                "TotemAPI", "TotemKernel", "TotemStore", logging,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        // What happens after a commit, and outside of requests.
        .target(name: "TotemDelivery", dependencies: ["TotemKernel", "TotemStore", logging], swiftSettings: strict),
        .target(
            name: "TotemNode",
            dependencies: ["TotemKernel", "TotemStore", "TotemSQLite", "TotemPostgres", "TotemPluginHost", logging],
            swiftSettings: strict
        ),
        .target(
            name: "TotemProgram",
            dependencies: ["TotemNode", "TotemPluginHost", "TotemKernel", arguments],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "totem",
            dependencies: [
                "TotemProgram", "TotemNode", "TotemAPI", "TotemKernel", "TotemStore", "TotemSQLite", "TotemImport",
                "TotemCopy",
                "TotemPluginHost", arguments, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "totemd",
            dependencies: [
                "TotemProgram", "TotemNode", "TotemServer", "TotemDelivery", "TotemKernel", "TotemPluginHost",
                "TotemStore", "CTotemDaemon", "CTotemProcess", "CTotemHost", arguments, logging,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // Figures: the same work through the kernel and in plain C, in one process.
        .target(name: "CBaseline", dependencies: ["CSQLite", "CPostgres", "CFFI", "CTotem"]),
        .target(name: "CBenchPlugin", dependencies: ["CTotem"]),
        .target(name: "BenchKitPlugin", dependencies: ["TotemPluginKit", "CTotem"], swiftSettings: strict),
        .executableTarget(
            name: "totem-bench",
            dependencies: [
                "CBaseline", "CBenchPlugin", "TotemProgram", "TotemNode", "TotemServer", "TotemAPI", "TotemKernel",
                "TotemStore",
                "TotemSQLite",
                "TotemPostgres", "TotemPluginHost", "CTotem", arguments, logging,
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict
        ),

        .target(
            name: "TotemCopy",
            dependencies: ["TotemKernel", "TotemPluginHost", "TotemStore", crypto],
            swiftSettings: strict
        ),

        // Tests: one target per module, and the whole against a real totemd.
        .target(name: "CSpawn"),
        .target(name: "CPowerCut", dependencies: ["CSQLite"]),
        .target(
            name: "TotemTesting",
            dependencies: [
                "CSpawn", "CPowerCut",
                "TotemKernel", "TotemStore", "TotemSQLite", "TotemPostgres", "TotemPluginHost", logging,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "PaymentDaemon",
            dependencies: ["TotemTesting", "TotemNode", "TotemPluginHost", "TotemServer", "TotemKernel", logging],
            path: "Tests/PaymentDaemon",
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemSQLiteTests",
            dependencies: ["TotemSQLite", "TotemStore", "TotemTesting", "CSQLite"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemPostgresTests",
            dependencies: ["TotemPostgres", "TotemStore", "TotemTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemKernelTests",
            dependencies: ["TotemKernel", "TotemStore", "TotemSQLite", "TotemPostgres", "TotemTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemImportTests",
            dependencies: ["TotemImport", "TotemKernel", "TotemStore", "TotemPostgres", "TotemTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemPluginHostTests",
            dependencies: [
                "TotemPluginHost", "TotemDelivery", "TotemImport", "TotemKernel", "TotemStore", "TotemTesting",
                "CTotem", "totem-plugin-child",
            ],
            exclude: ["OldPlugin", "Isolation/border"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemPluginKitTests",
            dependencies: ["TotemPluginKit", "TotemKernel"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemServerTests",
            dependencies: [
                "TotemAPI", "TotemServer", "TotemKernel", "TotemStore", "TotemSQLite", "TotemPostgres", "TotemTesting",
                logging,
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemCopyTests",
            dependencies: [
                "TotemCopy", "TotemPluginHost", "TotemKernel", "TotemStore", "TotemSQLite", "TotemPostgres",
                "TotemTesting",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TotemNodeTests",
            dependencies: [
                "TotemNode", "TotemPluginHost", "TotemKernel", "TotemStore", "TotemSQLite", "TotemTesting", logging,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEnd",
            dependencies: [
                "TotemTesting", "TotemNode", "TotemKernel", "TotemStore", "TotemSQLite", "TotemPostgres", "totem",
                "totemd", "PaymentDaemon", "CSQLite",
            ],
            exclude: [
                "Containment/hostile.c", "Containment/hostile_descriptors.h", "Containment/hostile_process.h",
            ],
            swiftSettings: strict
        ),
    ] + swiftPlugins.flatMap { plugin($0, ["TotemPluginKit", "CTotem"]) }
        + cPlugins.flatMap { plugin($0, ["CTotem"]) } + rustPlugins.map(pluginTests)
)
