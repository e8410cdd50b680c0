import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

/// How the owner of a shop says it.
enum Speech: String, CaseIterable, Sendable {
    case commandLine
    case http
}

@Suite("The life of a plugin in a shop that sells, at the command line and over HTTP")
struct PluginLifeTests {
    @Test(
        "Upgraded while buyers order: each order is of one version, soon all of the new one, and tables are migrated once",
        arguments: Speech.allCases
    )
    func upgrade(speech: Speech) async throws {
        let life = try await PluginLife.open(["gift"])
        let said = try await life.upgradeUnderOrders("gift", speech)
        #expect(said.status == 0, "\(said.words)")
        let rules = try await life.texts("SELECT rule FROM gift_orders ORDER BY order_id")
        #expect(Set(rules) == ["1/0", "2/0"])
        // Of the 24 at least that came after it, eight may have begun before.
        #expect(Set(rules.suffix(16)) == ["2/0"])
        #expect(try await life.texts("SELECT version FROM gift_marks ORDER BY version") == ["1.0.0", "1.1.0"])
        try await life.expectGoodBooks()
    }

    @Test("An upgrade whose migration fails costs no order, and the version before goes on", arguments: Speech.allCases)
    func failingUpgrade(speech: Speech) async throws {
        let life = try await PluginLife.open(["cursed"])
        let said = try await life.upgradeUnderOrders("cursed", speech)
        let isRefused = said.status != 0 && said.words.contains("version")
        #expect(isRefused, "\(said.words)")
        #expect(try await Set(life.texts("SELECT rule FROM cursed_orders")) == ["1/0"])
        #expect(try await life.texts("SELECT version FROM cursed_marks") == ["1.0.0"])
        #expect(try await life.texts("SELECT version FROM plugins WHERE name = 'cursed'") == ["1.0.0"])
        try await life.expectGoodBooks()
    }

    @Test(
        "Switched off, it is asked by no new request, and one that has begun ends with it",
        arguments: Speech.allCases
    )
    func drains(speech: Speech) async throws {
        let life = try await PluginLife.open([])
        let gate = life.files.path + "/gate"
        try SlowPlugin.build(waitingFor: gate, into: life.place + "/slow")
        #expect(try await life.say("enable", "slow", speech).status == 0)
        // Where it was tried out, it has ended already.
        try? FileManager.default.removeItem(atPath: gate + ".stopped")
        let cart = try await Shop.fill([("POT-1", 1)], life.shop.guest)
        try Data().write(to: URL(fileURLWithPath: gate))
        async let begun = life.shop.guest.get("/v1/carts/\(cart)")
        try await wait(for: "the request to be in the hook") {
            FileManager.default.fileExists(atPath: gate + ".entered")
        }
        let off = try await life.say("disable", "slow", speech)
        #expect(off.status == 0, "\(off.words)")
        let fresh = try await life.shop.guest.get("/v1/carts/\(cart)")
        #expect(fresh["discount"]["amount"] == 0)
        #expect(!FileManager.default.fileExists(atPath: gate + ".stopped"))
        try FileManager.default.removeItem(atPath: gate)
        #expect(try await begun["discount"]["amount"] == 7)
        try await wait(for: "the plugin's stop") { FileManager.default.fileExists(atPath: gate + ".stopped") }
        #expect(await life.shop.daemon.stop() == 0)
    }

    @Test("Who else changes the same is told when a plugin is switched on, and a table that is another's at install")
    func conflicts() async throws {
        let life = try await PluginLife.open(["gift", "toll"])
        #expect(try await life.say("disable", "toll", .commandLine).status == 0)
        let words = try await life.say("enable", "toll", .commandLine)
        #expect(words.status == 0 && words.words.contains("toll and gift both change discounts, in cart.discounts"))
        let conflict: JSONValue = ["plugin": "gift", "hook": "cart.discounts", "what": "discounts"]
        let enabled = try await life.shop.admin.patch("/v1/plugins/toll", ["is_active": true])
        #expect(enabled["conflicts"] == [conflict])
        #expect(try await life.shop.admin.get("/v1/plugins/gift")["conflicts"][0]["plugin"] == "toll")

        let thief = life.files.path + "/workshop/thief"
        try SmallPlugin.build(
            "thief",
            manifest: ["name": "thief", "version": "1.0.0", "abi": 1, "tables": ["gift_orders"]],
            source: SlowPlugin.source(waitingFor: "/nowhere", name: "thief", hooks: false),
            into: thief
        )
        let refused = try await life.totem("install", thief)
        #expect(refused.status == 1 && refused.words.contains("the table gift_orders is the plugin gift's already"))
    }

    @Test(
        "Removed with its data or without, it leaves what was agreed; while it is on it stays",
        arguments: Speech.allCases
    )
    func removing(speech: Speech) async throws {
        let life = try await PluginLife.open(["gift"])
        try await life.buy()
        let early = try await life.say("remove", "gift", speech)
        #expect(early.status != 0 && early.words.contains("it is on"), "\(early.words)")
        #expect(try await life.say("disable", "gift", speech).status == 0)
        #expect(try await life.say("remove", "gift", speech).status == 0)
        #expect(try await life.texts("SELECT rule FROM gift_orders") == ["1/0"])
        #expect(try await life.totem("install", life.folder("gift", 1)).status == 0)
        let dropped = try await life.say("drop", "gift", speech)
        #expect(dropped.status == 0, "\(dropped.words)")
        #expect(try await life.texts("SELECT component FROM schema_versions WHERE component = 'gift'").isEmpty)
        #expect(try await life.texts("SELECT name FROM plugins WHERE name = 'gift'").isEmpty)
        // As if it had never been there.
        #expect(try await life.totem("install", life.folder("gift", 2)).status == 0)
        #expect(try await life.say("enable", "gift", speech).status == 0)
        try await life.buy()
        #expect(try await life.texts("SELECT rule FROM gift_orders") == ["2/0"])
    }

    @Test("Only who runs the shop upgrades and removes plugins over HTTP, and a wrong parameter is named")
    func rights() async throws {
        let life = try await PluginLife.open(["gift"])
        let guest = life.shop.guest
        #expect(try await guest.post("/v1/plugins/gift/upgrade").status == 401)
        #expect(try await guest.delete("/v1/plugins/gift").status == 401)
        #expect(try await life.shop.admin.delete("/v1/plugins/gift?drop_data=perhaps").status == 422)
        #expect(try await life.shop.admin.post("/v1/plugins/nobody/upgrade").status == 404)
        #expect(try await life.shop.admin.delete("/v1/plugins/nobody").status == 404)
        #expect(try await life.shop.admin.post("/v1/plugins/gift/upgrade")["version"] == "1.0.0")
    }
}

/// A shop with some of the plugins of the random walk on, in their first version.
private struct PluginLife {
    let shop: Shop
    /// Where the plugins lie, and where their versions were built.
    let files: TemporaryFolder
    var place: String { files.path + "/plugins" }

    struct Said {
        /// 0: it was done.
        let status: Int32
        let words: String
    }

    static func open(_ names: [String]) async throws -> PluginLife {
        let files = try TemporaryFolder()
        let place = files.path + "/plugins"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let life = PluginLife(shop: try await Shop.open(stock: 100_000, plugins: [place]), files: files)
        for plugin in WalkPlugin.all where names.contains(plugin.name) {
            _ = try plugin.build(in: files.path + "/workshop")
            #expect(try await life.totem("install", life.folder(plugin.name, 1)).status == 0)
            #expect(try await life.say("enable", plugin.name, .http).status == 0)
        }
        return life
    }

    func folder(_ name: String, _ generation: Int) -> String { "\(files.path)/workshop/\(name)-\(generation)" }

    func totem(_ arguments: String...) async throws -> Said {
        let run = try await TotemCommand.run(
            ["plugin"] + arguments + ["--store", shop.files.address, "--plugins", place],
            in: shop.files.folder
        )
        return Said(status: run.status, words: run.output + run.errors)
    }

    func say(_ what: String, _ name: String, _ speech: Speech) async throws -> Said {
        switch (speech, what) {
        case (.commandLine, "drop"): return try await totem("remove", name, "--drop-data")
        case (.commandLine, "enable"): return try await totem("enable", name, "--yes")
        case (.commandLine, "upgrade"): return try await totem("install", folder(name, 2), "--yes")
        case (.commandLine, _): return try await totem(what, name)
        case (.http, _): break
        }
        let path = "/v1/plugins/\(name)"
        let answer =
            switch what {
            case "drop": try await shop.admin.delete(path + "?drop_data=true")
            case "remove": try await shop.admin.delete(path)
            case "upgrade": try await upgradeOverHTTP(name)
            default: try await shop.admin.patch(path, ["is_active": .boolean(what == "enable")])
            }
        let isDone = (200...299).contains(answer.status)
        return Said(status: isDone ? 0 : Int32(answer.status), words: String(decoding: answer.body, as: UTF8.self))
    }

    /// Code comes to a machine by whoever may write there, not over HTTP: the new version lies in its folder already.
    private func upgradeOverHTTP(_ name: String) async throws -> TestResponse {
        try FileManager.default.removeItem(atPath: "\(place)/\(name)")
        try FileManager.default.copyItem(atPath: folder(name, 2), toPath: "\(place)/\(name)")
        return try await shop.admin.post("/v1/plugins/\(name)/upgrade")
    }

    func buy() async throws {
        let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
        let order = try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        guard order.status == 201 else { throw UnexpectedAnswer(order) }
    }

    /// Eight buyers order before it, while it is upgraded, and after it.
    func upgradeUnderOrders(_ name: String, _ speech: Speech) async throws -> Said {
        let notes = WalkNotes()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    while !notes.isOver {
                        try await buy()
                        notes.count("order")
                    }
                }
            }
            defer { notes.end() }
            try await wait(for: "orders before it") { notes.count(of: "order") >= 16 }
            let said = try await say("upgrade", name, speech)
            let count = notes.count(of: "order")
            try await wait(for: "orders after it") { notes.count(of: "order") >= count + 24 }
            notes.end()
            try await group.waitForAll()
            return said
        }
    }

    func texts(_ sql: SQL) async throws -> [String] {
        try await shop.files.store.read { tx in try tx.query(sql) { try $0.get(0, as: String.self) } }
    }

    func expectGoodBooks() async throws {
        let mistakes = try await shop.files.store.read { tx in try WalkBooks.mistakesOfPlugins(in: tx) }
        #expect(mistakes.isEmpty, "\(mistakes.prefix(5))")
        let books = try await shop.books()
        #expect(books.addUp(to: 100_000) && books.wrongOrders.isEmpty)
        #expect(await shop.daemon.stop() == 0)
    }
}

/// A plugin whose hook waits as long as a file is there, and says when it was entered and stopped.
private enum SlowPlugin {
    static func build(waitingFor gate: String, into folder: String) throws {
        try SmallPlugin.build(
            "slow",
            manifest: [
                "name": "slow", "version": "1.0.0", "abi": 1,
                "hooks": ["cart.discounts": ["budget_ms": 60_000]],
            ],
            source: source(waitingFor: gate, name: "slow", hooks: true),
            into: folder
        )
    }

    static func source(waitingFor gate: String, name: String, hooks: Bool) -> String {
        """
        #include <stdio.h>
        #include <unistd.h>
        #include "totem_plugin.h"

        static void leave(const char *path) { FILE *file = fopen(path, "w"); if (file) fclose(file); }

        static totem_status take_off(totem_call *call, const totem_cart_event *event, void *state) {
          if (access("\(gate)", F_OK) == 0) leave("\(gate).entered");
          while (access("\(gate)", F_OK) == 0) usleep(1000);
          totem_discount discount = {.size = sizeof discount, .amount = 7, .label = TOTEM_STR("Less")};
          return totem_add_discount(call, &discount);
        }

        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          return \(hooks ? "totem_on_cart_discounts(registry, take_off, 100)" : "TOTEM_OK");
        }
        static void stop(void *state) { leave("\(gate).stopped"); }

        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "\(name)", .version = "1.0.0", .start = start, .stop = stop,
          };
          (void)take_off;
          return &plugin;
        }
        """
    }
}
