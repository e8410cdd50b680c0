import Foundation
import Testing
import TotemKernel
import TotemTesting

/// A package outside of Totem's. `make test` builds it, as its README says: a build inside of a test takes the tests'
/// processors for a minute.
@Suite("Plugins in packages of their own", .enabled(if: SwiftExample.isBuilt, "make test builds examples/hello-swift"))
struct SwiftPackageTests {
    @Test("examples/hello-swift takes its percent off lines of many units")
    func example() async throws {
        let shop = try await PluginShop.open()
        let plugin = shop.folder + "/bulk"
        try FileManager.default.createDirectory(atPath: plugin, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: SwiftExample.folder + "/plugin.json",
            toPath: plugin + "/plugin.json"
        )
        try FileManager.default.copyItem(atPath: SwiftExample.library, toPath: plugin + "/bulk.so")
        try await shop.enable("bulk", settings: ["units": 3, "percent": 15])

        #expect(try await shop.cart([("POT-1", 2), ("MUG-1", 2)]).adjustments.isEmpty)
        let cart = try await shop.cart([("POT-1", 3), ("MUG-1", 2)])
        #expect(cart.adjustments.map(\.amount.amount) == [-899])
        #expect(cart.adjustments.first?.label == "3 or more")
    }
}

private enum SwiftExample {
    static let folder = PluginFixtures.packageFolder + "/examples/hello-swift"
    static let library = folder + "/.build/debug/libBulk.so"
    static let isBuilt = FileManager.default.fileExists(atPath: library)
}
