import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Plugins in Rust", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct RustTests {
    @Test("examples/hello-rust, built by the commands of its README, earns points, takes off, answers and is called")
    func example() async throws {
        let shop = try await PluginShop.open()
        let work = shop.files.folder + "/examples/hello-rust"
        try FileManager.default.createDirectory(
            atPath: shop.files.folder + "/Sources/CTotem",
            withIntermediateDirectories: true
        )
        try FileManager.default.createDirectory(
            atPath: shop.files.folder + "/examples",
            withIntermediateDirectories: true
        )
        for folder in ["examples/hello-rust", "Sources/CTotem/rust"] {
            try FileManager.default.copyItem(
                atPath: PluginFixtures.packageFolder + "/" + folder,
                toPath: shop.files.folder + "/" + folder
            )
        }
        let readme = try String(contentsOfFile: work + "/README.md", encoding: .utf8)
        for command in readme.split(separator: "\n") where command.hasPrefix("cp ") || command.hasPrefix("rustc ") {
            try ChildProcess.run(command.split(separator: " ").map(String.init), in: work)
        }
        try FileManager.default.createDirectory(atPath: shop.folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: work, toPath: shop.folder + "/points")
        try await shop.enable("points")

        let now = shop.clock.now
        let id = try await shop.files.store.write { tx in
            try UserStore.register(
                try NewUser(email: try Email("rust@example.com"), passwordHash: "-"),
                in: tx,
                at: now
            ).id
        }
        let buyer = TotemKernel.Actor.user(id, roles: [.customer])
        let first = try await shop.cart([("BOWL-1", 1)], by: buyer)
        #expect(first.totals.discount.amount == 0)
        _ = try await shop.order(first.token, by: buyer)
        let second = try await shop.cart([("POT-1", 1), ("MUG-1", 1)], by: buyer)
        #expect(second.adjustments.map(\.amount.amount) == [-19, -3])
        #expect(second.adjustments.first?.label == "Thank you")
        #expect(try await shop.cart([("POT-1", 1)]).totals.discount.amount == 0)

        #expect(try await shop.send("GET", "/balances/\(id)", of: "points")["points"] == 100)
        #expect(await refusal { _ = try await shop.send("GET", "/balances/0", of: "points") }?.kind == .notFound)
        #expect(try await shop.invoke("points.points_for", [1999, 2]) == 19)
        #expect(await refusal { _ = try await shop.invoke("points.points_for", [-1, 2]) }?.code == "no-amount")
    }

    @Test("A panic costs the call in which it comes, whose failure is what its manifest says, and the plugin goes on")
    func panics() async throws {
        let shop = try await PluginShop.open()
        let hooks = [
            "order.placed": """
            let order = event.order().expect("an order");
            if order.total > 5000 { panic!("{} is too much", order.total); }
            Ok(())
            """,
            "cart.discounts": """
            let cart = event.cart().expect("a cart");
            let units: i64 = cart.lines().iter().map(|line| line.quantity).sum();
            if units + (i64::MAX - 1) > 0 { Ok(()) } else { Err(TOTEM_ERROR) }
            """,
        ]
        try RustPlugin(name: "nervous", hooks: hooks).build(in: shop.folder)
        try await shop.enable("nervous")
        let costly = try await shop.cart([("BOWL-1", 1)])
        #expect(await refusal { _ = try await shop.order(costly.token) }?.code == "plugin-failed")
        #expect(shop.log.has("it panicked: 10001 is too much"))
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
        // A number that overflows panics too.
        #expect(await refusal { _ = try await shop.cart([("MUG-1", 2)]) }?.code == "plugin-failed")
        #expect(shop.log.has("overflow"))
        let order = try await shop.order(try await shop.cart([("MUG-1", 1)]).token)
        #expect(order.totals.total.amount == 333)
        #expect(try await shop.info("nervous")?.isActive == true)
    }
}
