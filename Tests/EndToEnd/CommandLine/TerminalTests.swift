import Testing
import TotemKernel
import TotemTesting

@Suite("totem on a terminal")
struct TerminalTests {
    @Test("A password is asked for twice and never shown; typed differently it is refused")
    func password() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let terminal = try Terminal(["user", "add", "ada@shop.example", "--role", "staff"], in: shop.folder)
        await terminal.read(until: "Password (empty to have one made): ")
        terminal.type("correct horse\n")
        let between = await terminal.read(until: "The same again: ")
        terminal.type("correct horse\n")
        let (rest, status) = await terminal.end()
        #expect(status == 0)
        #expect(rest.contains("Added user 1, ada@shop.example, as staff."))
        #expect(!(between + rest).contains("horse"))

        let other = try Terminal(["user", "add", "bob@shop.example", "--role", "staff"], in: shop.folder)
        await other.read(until: "Password (empty to have one made): ")
        other.type("correct horse\n")
        await other.read(until: "The same again: ")
        other.type("another horse\n")
        let refused = await other.end()
        #expect(refused.status == 1)
        #expect(refused.shown.contains("the two passwords differ"))
        #expect(
            try await shop.totem("user", "list", "--json").json.elements.map { $0["email"] } == ["ada@shop.example"]
        )
    }

    @Test("An empty password has one made, which is shown once")
    func madePassword() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let terminal = try Terminal(["user", "add", "ada@shop.example", "--role", "staff"], in: shop.folder)
        await terminal.read(until: "Password (empty to have one made): ")
        terminal.type("\n")
        let (shown, status) = await terminal.end()
        #expect(status == 0)
        let lines = shown.split(whereSeparator: \.isNewline)
        #expect(lines.count == 2)
        #expect(lines.last?.count ?? 0 >= 20)
    }

    @Test("A plugin is switched on when the one who was asked agrees, and not before")
    func consent() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.pluginFolder)
        for (answer, status) in [("n", Int32(1)), ("", 1), ("y", 0)] {
            let terminal = try Terminal(["plugin", "enable", "coupons"], in: shop.folder)
            let shown = await terminal.read(until: "Do you agree? [y/N] ")
            #expect(shown.contains("- read the shop's orders"))
            terminal.type(answer + "\n")
            #expect(await terminal.end().status == status, "\(answer)")
            let list = try await shop.totem("plugin", "list", "--json").json
            #expect(list[0]["is_active"] == .boolean(status == 0))
        }
    }

    @Test("An import shows how far it is, and takes the bar away when it is done; without a terminal there is none")
    func progress() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let rows = (1...500).map { "pot-\($0),Pot \($0),POT-\($0),9.99" }
        try shop.write((["slug,name,sku,price"] + rows).joined(separator: "\n") + "\n", to: "pots.csv")
        let (shown, status) = await (try Terminal(["import", "pots.csv"], in: shop.folder)).end()
        #expect(status == 0)
        let drawn = shown.split(separator: "\r")
        #expect(drawn.contains { $0.contains("[##############################] 100 %") }, "\(drawn)")
        // The last bar is written over with an empty line.
        let last = try #require(drawn.lastIndex { $0.contains("100 %") })
        #expect(drawn[(last + 1)...].contains { $0.hasPrefix("\u{1B}[K") }, "\(drawn)")
        let quiet = try await shop.totem("import", "pots.csv")
        #expect(quiet.status == 0)
        #expect(!quiet.errors.contains("%"))
    }
}
