import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// The border of isolated plugins in C, without the shop around it.
@Suite("The border of processes")
struct ProcessBorderTests {
    private static let sources = PluginFixtures.packageFolder + "/Sources"
    private static let own = PluginFixtures.packageFolder + "/Tests/TotemPluginHostTests/Isolation/border"
    private static let includes = [
        "CTotem", "CTotemChannel", "CTotemForeign", "CTotemHost", "CTotemIsolation", "CTotemProcess",
    ].flatMap { ["-I", "\(sources)/\($0)/include"] }

    private static func files(_ folders: String...) throws -> [String] {
        try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: "\(sources)/\(folder)").filter { $0.hasSuffix(".c") }
                .sorted().map { "\(sources)/\(folder)/\($0)" }
        }
    }

    private static func compile(_ arguments: [String], to path: String) throws {
        try CCompiler.run(["-std=gnu11", "-Wall", "-O1", "-g", "-o", path] + includes + arguments + ["-lpthread"])
    }

    @Test(
        "Calls, questions, long texts, crashes, loops, floods and what is forbidden, with sanitizers on the host's side"
    )
    func border() throws {
        let folder = try TemporaryFolder()
        let program = folder.path + "/border"
        let library = folder.path + "/border.so"
        try Self.compile(["-shared", "-fPIC", "-fvisibility=hidden", Self.own + "/plugin.c"], to: library)
        let host = try Self.files(
            "CTotemChannel",
            "CTotemChannel/Generated",
            "CTotemHost",
            "CTotemIsolation",
            "CTotemIsolation/Generated",
            "CTotemProcess"
        )
        try Self.compile(
            ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", Self.own + "/border.c"] + host,
            to: program
        )
        try ChildProcess.run([program, BuildProducts.path(of: "totem-plugin-child"), library])
    }

    /// A child that spoils what it sends, with a plugin that calls everything with anything: `make fuzz` does it for longer.
    @Test("A hostile child costs its calls: no order is lost, doubled or wrong, and the shop goes on")
    func fuzz() async throws {
        let folder = try TemporaryFolder()
        let child = folder.path + "/totem-plugin-child"
        let hostile = try Self.files(
            "CTotemChannel",
            "CTotemChannel/Generated",
            "CTotemForeign",
            "totem-plugin-child",
            "totem-plugin-child/Generated"
        )
        try Self.compile(
            ["-Wl,--wrap=totem_send", Self.own + "/fuzz.c"] + hostile + ["-lffi", "-ldl"],
            to: child
        )
        let shop = try await PluginShop.open(child: child)
        try Self.writeFuzzed(into: shop.folder)
        let time = ProcessInfo.processInfo.environment["TOTEM_FUZZ_SECONDS"].flatMap(Int.init) ?? 5
        let end = ContinuousClock.now + .seconds(time)
        let latest = end + .seconds(60)
        var placed = 0
        // On a machine with much else to do it takes its time until one gets through.
        while ContinuousClock.now < end || placed == 0 && ContinuousClock.now < latest {
            try await shop.enable("fuzz", isolation: .process)
            for _ in 0..<20 where ContinuousClock.now < end { placed += try await Self.buy(in: shop) }
            try await shop.disable("fuzz")
        }
        #expect(placed > 0)
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == Int64(placed))
        let wrong: SQL = "SELECT COUNT(*) FROM orders WHERE total_amount <> subtotal_amount - discount_amount"
        #expect(try await shop.number(wrong) == 0)
    }

    private static func writeFuzzed(into folder: String) throws {
        var plugin = CPlugin("fuzz")
        plugin.source = try String(contentsOfFile: own + "/fuzzed.c", encoding: .utf8)
        plugin.declaredHooks = ["cart.discounts", "order.placed", "view.extend"]
        plugin.failsOpen = ["cart.discounts", "order.placed", "view.extend"]
        plugin.manifest = [
            "tables": ["fuzz_rows"],
            "permissions": ["read": ["orders", "products"], "do": ["orders.write", "stock.adjust"]],
        ]
        plugin.migrations = [
            "1.0.0-rows.sql": "CREATE TABLE fuzz_rows (n INTEGER, x TEXT) STRICT;"
        ]
        try plugin.build(in: folder)
    }

    /// - Returns: how many orders were placed. Whatever the plugin does, what comes back is an order or a refusal.
    private static func buy(in shop: PluginShop) async throws -> Int {
        do {
            _ = try? await shop.send("GET", "/any", of: "fuzz")
            _ = try? await shop.send("GET", "/outside", of: "fuzz")
            _ = try? await shop.invoke("fuzz.twice", [3])
            let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 2)])
            let order = try await shop.order(cart.token)
            return order.id.value > 0 ? 1 : 0
        } catch is KernelError {
            return 0
        } catch is StoreError {
            return 0
        }
    }
}
