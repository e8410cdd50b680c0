import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// A plugin that does not keep its word, and what the refusal must say.
struct Liar: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let plugin: CPlugin
    let reasons: [String]

    init(_ description: String, _ reasons: String..., change: (inout CPlugin) -> Void) {
        testDescription = description
        var plugin = CPlugin("liar")
        change(&plugin)
        self.plugin = plugin
        self.reasons = reasons
    }

    static let libraries: [Liar] = [
        Liar("no entry", "liar.so", "has no function totem_plugin_entry") { $0.source = "int nothing;" },
        Liar("NULL descriptor", "liar.so", "has no descriptor for this Totem (ABI 1.0)") {
            $0.source = """
                #include "totem_plugin.h"
                TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) { return host->abi == 0 ? (void *)1 : NULL; }
                """
        },
        Liar("no start", "liar.so", "no start function") {
            $0.source = """
                #include "totem_plugin.h"
                static const totem_plugin plugin = {sizeof plugin, TOTEM_ABI, "liar", "1.0.0", 0, 0, NULL, NULL};
                TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) { (void)host; return &plugin; }
                """
        },
        Liar("a descriptor that is too short", "says a size of 8 bytes", "at least 48", "sizeof(totem_plugin)") {
            $0.source = """
                #include "totem_plugin.h"
                static const uint32_t plugin[2] = {8, TOTEM_ABI};
                TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) { (void)host; return (const totem_plugin *)plugin; }
                """
        },
        Liar("another ABI", "liar 1.0.0 was built for ABI 2.0, this Totem 1.0.0 speaks 1.0") { $0.abi = "0x00020000u" },
        Liar("a newer ABI", "liar 1.0.0 needs ABI 1.7, this Totem 1.0.0 speaks 1.0: upgrade Totem") {
            $0.abi = "0x00010007u"
        },
        Liar("another name", "its name is 'honest', plugin.json says 'liar'") { $0.libraryName = "honest" },
        Liar("another version", "its version is '1.0.1', plugin.json says '1.0.0'") { $0.libraryVersion = "1.0.1" },
        Liar("a hook that the manifest lacks", "registers the hook cart.discounts", "plugin.json does not name") {
            $0.hooks = ["cart.discounts": ""]
            $0.declaredHooks = []
        },
        Liar("a hook that is not registered", "plugin.json names the hook order.placed", "does not register") {
            $0.declaredHooks = ["order.placed"]
        },
        Liar("an unknown hook", "registers the hook 'order.eaten', which this Totem does not have") {
            $0.start = """
                return registry->host->on(registry, TOTEM_STR("order.eaten"), (totem_function)stop_nothing, 1);
                """
            $0.prelude = "static void stop_nothing(void) {}"
        },
        Liar("a hook twice", "registers the hook cart.discounts twice") {
            $0.hooks = ["cart.discounts": ""]
            $0.start = "return totem_on_cart_discounts(registry, cart_discounts, 1);"
        },
        Liar("a hook without a function", "the hook cart.discounts without a function") {
            $0.declaredHooks = ["cart.discounts"]
            $0.start = "return totem_on_cart_discounts(registry, NULL, 1);"
        },
        Liar("a refusal that start swallows", "registers a route with the method 'BREW'") {
            $0.start = """
                totem_route(registry, "BREW", "/tea", TOTEM_ANYONE, TOTEM_READS, NULL);
                return TOTEM_OK;
                """
        },
        Liar("a start that fails in its own words", "the moon is full", "Nothing of it was registered") {
            $0.hooks = ["cart.discounts": #"return totem_veto(call, "haunted", TOTEM_STR("Boo"));"#]
            $0.start = #"return totem_fail_start(registry, TOTEM_STR("the moon is full"));"#
        },
        Liar("a start that fails after registering", "its start function returned -2") {
            $0.hooks = ["cart.discounts": #"return totem_veto(call, "haunted", TOTEM_STR("Boo"));"#]
            $0.start = "return TOTEM_ERROR;"
        },
        Liar("a symbol that nobody has", "liar.so can't be loaded", "nobody_has_this") {
            $0.prelude = "extern int nobody_has_this(void);"
            $0.start = "return nobody_has_this();"
        },
    ]

    static let manifests: [Liar] = [
        Liar("unknown member", "plugin.json", "nmae is not known", "there are: abi") { $0.manifest = ["nmae": "x"] },
        Liar("another ABI", "abi must be 1") { $0.manifest = ["abi": 2] },
        Liar("a bad version", "version must be three numbers") { $0.manifest = ["version": "1.0"] },
        Liar("isolation", "isolation must be \"none\" or \"process\"") { $0.manifest = ["isolation": "box"] },
        Liar("a library elsewhere", "library must be a name in the plugin's own folder", "../evil.so") {
            $0.manifest = ["library": "../evil.so"]
        },
        Liar("a table of the core", "tables holds 'orders', which is the core's") {
            $0.manifest = ["tables": ["orders"]]
        },
        Liar("a table in capitals", "tables holds 'Users'") { $0.manifest = ["tables": ["Users"]] },
        Liar("a table like a view of the core", "tables holds 'v1_mine', which is the core's") {
            $0.manifest = ["tables": ["v1_mine"]]
        },
        Liar("people's data as a table", "read holds 'users', which is people's data", "customers.read") {
            $0.manifest = ["permissions": ["read": ["users"]]]
        },
        Liar("secrets", "read holds 'api_keys', which is given to no plugin", "orders, payments") {
            $0.manifest = ["permissions": ["read": ["api_keys"]]]
        },
        Liar("roles", "read holds 'user_roles', which is given to no plugin") {
            $0.manifest = ["permissions": ["read": ["user_roles"]]]
        },
        Liar("writing to the core", "permissions: write is not known", "do, network, read") {
            $0.manifest = ["permissions": ["write": ["orders"]]]
        },
        Liar("what no plugin can do", "do holds 'roles.grant', which is nothing that a plugin can do", "stock.adjust") {
            $0.manifest = ["permissions": ["do": ["roles.grant"]]]
        },
        Liar("an address for a host", "network holds 'https://x.example/', which is no host name") {
            $0.manifest = ["permissions": ["network": ["https://x.example/"]]]
        },
        Liar("a number for a host", "network holds '127.0.0.1'") {
            $0.manifest = ["permissions": ["network": ["127.0.0.1"]]]
        },
        Liar("a pattern that looks ahead", "pattern has a group of the kind (?") {
            $0.manifest = ["settings": ["type": "object", "properties": ["a": ["pattern": "^(?=a)a"]]]]
        },
        Liar("a secret that everybody can read", "default makes no sense for a secret") {
            $0.manifest = [
                "settings": [
                    "type": "object", "properties": ["key": ["type": "string", "writeOnly": true, "default": "x"]],
                ]
            ]
        },
        Liar("an unknown hook", "order.eaten is no hook of ABI 1", "order.placed") {
            $0.declaredHooks = ["order.eaten"]
        },
        Liar("a budget of nothing", "budget_ms must be from 1") {
            $0.declaredHooks = ["order.placed"]
            $0.budget = ["order.placed": 0]
        },
        Liar("a keyword that is no part of the schema", "anyOf is not known") {
            $0.manifest = ["settings": ["type": "object", "anyOf": []]]
        },
        Liar("a default that its own schema refuses", "default must be at most 50") {
            $0.manifest = [
                "settings": [
                    "type": "object", "properties": ["percent": ["type": "integer", "maximum": 50, "default": 60]],
                ]
            ]
        },
        Liar("a bound that is no number", "maximum must be a number") {
            $0.manifest = ["settings": ["type": "object", "properties": ["percent": ["maximum": "50"]]]]
        },
        Liar("another kernel", "needs Totem >=2.0.0, this is 1.0.0") {
            $0.manifest = ["requires": ["kernel": ">=2.0.0"]]
        },
        Liar("a plugin that is not on", "needs the plugin loyalty ^1.0.0, which is not on") {
            $0.manifest = ["requires": ["plugins": ["loyalty": "^1.0.0"]]]
        },
    ]
}

@Suite("What does not keep its word is refused, and the shop goes on")
struct RefusalTests {
    @Test("A library that lies", arguments: Liar.libraries)
    func libraries(liar: Liar) async throws {
        let shop = try await PluginShop.open()
        try liar.plugin.build(in: shop.folder)
        try await expectRefusal(of: liar, in: shop)
    }

    @Test("A manifest that lies", arguments: Liar.manifests)
    func manifests(liar: Liar) async throws {
        let shop = try await PluginShop.open()
        try liar.plugin.writeManifest(in: shop.folder)
        try await expectRefusal(of: liar, in: shop)
    }

    @Test(
        "Files that are none",
        arguments: [
            ("liar.so", Array("no library".utf8), "liar.so is no shared library"),
            ("liar.so", [0x7F, 0x45, 0x4C, 0x46, 0, 0], "liar.so can't be loaded"),
            ("plugin.json", Array("{\"name\": \"liar\"".utf8), "plugin.json can't be used as JSON: at byte 15"),
            ("plugin.json", Array("{\"name\": 1, \"name\": 2}".utf8), "gives 'name' twice"),
            ("plugin.json", Array("{\"name\": \"liar\",}".utf8), "needs a member's name in double quotes"),
            (
                "plugin.json", Array((String(repeating: "[", count: 300) + String(repeating: "]", count: 300)).utf8),
                "is nested deeper than 32 levels"
            ),
            ("plugin.json", Array("{\"name\": \"liar".utf8) + [0xFF] + Array("\"}".utf8), "plugin.json is no UTF-8"),
            ("migrations/1.0.0-a.sql", Array("-- ".utf8) + [0xC0, 0x80], "1.0.0-a.sql is no UTF-8"),
            ("migrations/first.sql", Array("SELECT 1".utf8), "first.sql is not named like 1.0.0-what-it-does.sql"),
            ("migrations/1.0.0-a.mysql.sql", Array("SELECT 1".utf8), "is for no engine there is; end it with .sql"),
            ("migrations/1.0.0-.sql", Array("SELECT 1".utf8), "is not named like 1.0.0-what-it-does.sql"),
            ("migrations/2.0.0-a.sql", Array("SELECT 1".utf8), "2.0.0-a.sql is newer than the plugin itself"),
        ]
    )
    func files(name: String, bytes: [UInt8], reason: String) async throws {
        let shop = try await PluginShop.open()
        let folder = try CPlugin("liar").build(in: shop.folder)
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
        try await expectRefusal(of: Liar(name, reason) { _ in }, in: shop)
    }

    @Test(
        "A name that the core has for itself",
        arguments: ["core", "kernel", "totem", "catalog", "orders", "manual", "checkout", "user"]
    )
    func reservedNames(name: String) async throws {
        let shop = try await PluginShop.open()
        let source = try CPlugin(name).writeManifest(in: shop.files.folder + "/workshop")
        for change in ["install", "enable"] {
            let refused = await refusal {
                if change == "install" {
                    _ = try await shop.host.install(from: source)
                } else {
                    try await shop.enable(name)
                }
            }
            #expect(refused != nil, "\(change)")
        }
        let refused = await refusal { _ = try await shop.host.install(from: source) }
        #expect(refused?.detail.contains("must not be '\(name)', which is a word of Totem itself") == true)
    }

    @Test(
        "A link is not followed, and nothing of what it leads to is told",
        arguments: ["liar.so", "plugin.json", "migrations/1.0.0-a.sql"]
    )
    func links(name: String) async throws {
        let shop = try await PluginShop.open()
        let source = try CPlugin("liar").build(in: shop.files.folder + "/workshop")
        let secret = shop.files.folder + "/secret"
        try Data("CREATE hunter2".utf8).write(to: URL(fileURLWithPath: secret))
        try? FileManager.default.removeItem(atPath: source + "/" + name)
        try FileManager.default.createSymbolicLink(atPath: source + "/" + name, withDestinationPath: secret)
        let refused = await refusal { _ = try await shop.host.install(from: source) }
        #expect(refused?.detail.contains("is a symbolic link") == true, "\(refused?.detail ?? "")")
        #expect(refused?.detail.contains("hunter2") == false)
    }

    @Test("That two plugins want one table is told when the second is installed, though neither is on")
    func claimedTable() async throws {
        let shop = try await PluginShop.open()
        for name in ["first", "second"] {
            var plugin = CPlugin(name)
            plugin.manifest = ["tables": ["both"]]
            plugin.migrations = ["1.0.0-both.sql": "CREATE TABLE both (id INTEGER PRIMARY KEY) STRICT;"]
            let source = try plugin.build(in: shop.files.folder + "/workshop")
            let refused = await refusal { _ = try await shop.host.install(from: source) }
            #expect((refused == nil) == (name == "first"))
            if name == "second" {
                #expect(refused?.detail.contains("the table both is the plugin first's already") == true)
            }
        }
    }

    @Test("A library that is not there")
    func missingLibrary() async throws {
        let shop = try await PluginShop.open()
        try CPlugin("liar").writeManifest(in: shop.folder)
        try await expectRefusal(of: Liar("", "liar.so can't be read: it is not there") { _ in }, in: shop)
    }

    @Test("A plugin that is on and whose files were broken meanwhile is reported, can be switched off, and others run")
    func brokenLater() async throws {
        let shop = try await PluginShop.open()
        var good = CPlugin("good")
        good.hooks = ["cart.discounts": takeOff(3)]
        try good.build(in: shop.folder)
        let folder = try CPlugin("liar").build(in: shop.folder)
        try await shop.enable("good")
        try await shop.enable("liar")
        try Data("gone".utf8).write(to: URL(fileURLWithPath: folder + "/liar.so"))

        try Data([0xFF]).write(to: URL(fileURLWithPath: folder + "/migrations/1.0.0-a.sql"))
        let other = shop.other()
        try await other.host.reconcile()
        #expect(try await other.info("liar")?.problem?.contains("liar.so is no shared library") == true)
        #expect(try await other.info("liar")?.isActive == true)
        #expect(other.log.has("a plugin can't run"))
        #expect(try await other.cart().totals.discount.amount == 3)
        #expect(try await other.disable("liar").isActive == false)
        try FileManager.default.removeItem(atPath: folder)
        #expect(try await other.info("liar")?.isActive == false)
    }

    @Test("Two plugins never own one table, not even by a manifest that was changed after it was switched on")
    func stolenTable() async throws {
        let shop = try await PluginShop.open()
        var owner = CPlugin("owner")
        owner.manifest = ["tables": ["secrets"]]
        owner.migrations = ["1.0.0-a.sql": "CREATE TABLE secrets (id INTEGER PRIMARY KEY) STRICT;"]
        try owner.build(in: shop.folder)
        var thief = CPlugin("thief")
        try thief.build(in: shop.folder)
        try await shop.enable("owner")
        try await shop.enable("thief")

        thief.manifest = ["tables": ["secrets"]]
        try thief.build(in: shop.folder)
        let other = shop.other()
        try await other.host.reconcile()
        #expect(
            try await other.info("thief")?.problem?.contains("the table secrets is the plugin owner's already") == true
        )
        try await other.disable("thief")
        let refused = await refusal { try await other.enable("thief") }
        #expect(refused?.detail.contains("the table secrets is the plugin owner's already") == true)
    }

    private func expectRefusal(of liar: Liar, in shop: PluginShop) async throws {
        let refused = await refusal { try await shop.enable("liar") }
        #expect(refused?.kind == .conflict)
        #expect(refused?.code == "plugin-refused")
        for reason in liar.reasons {
            #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "nothing") lacks: \(reason)")
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM plugins WHERE is_active = 1") == 0)
        #expect(shop.host.hookOrder().isEmpty)
        let cart = try await shop.cart()
        #expect(try await shop.order(cart.token).totals.total.amount == 1999)
    }
}

/// The body of a `cart.discounts` that takes an amount off the whole cart.
func takeOff(_ amount: String, label: String = "Less") -> String {
    """
    totem_discount discount = {.size = sizeof discount, .amount = \(amount), .label = TOTEM_STR("\(label)")};
    totem_status status = totem_add_discount(call, &discount);
    if (status != TOTEM_OK) return status;
    """
}

func takeOff(_ amount: Int, label: String = "Less") -> String { takeOff("\(amount)", label: label) }
