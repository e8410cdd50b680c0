// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "bulk",
    products: [.library(name: "Bulk", type: .dynamic, targets: ["Bulk"])],
    // A folder, or the address of Totem's repository with a version.
    dependencies: [.package(name: "totem", path: "../..")],
    targets: [
        .target(name: "Bulk", dependencies: [.product(name: "TotemPluginKit", package: "totem")])
    ]
)
