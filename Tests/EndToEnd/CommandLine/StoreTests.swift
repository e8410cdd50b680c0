import FoundationEssentials
import Testing
import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("totem and the store that it works on")
struct CommandLineStoreTests {
    @Test("init makes a store; what it would apply is told before, and that it is up to date after")
    func initialize() async throws {
        let shop = try await CommandLineShop()
        #expect(try await shop.totem("migrate", "status").output.contains("core       1.2.0"))
        #expect(!FileManager.default.fileExists(atPath: shop.file))
        let made = try await shop.totem("init")
        #expect([made.output, made.errors] == ["The store is ready. Its currency is USD.\n", ""])
        #expect(made.status == 0)
        #expect(try await shop.totem("init").status == 0)
        #expect(try await shop.totem("migrate", "status").output == "The store's schema is up to date.\n")
        #expect(try await shop.totem("migrate", "status", "--json").json == .array([]))
        #expect(try await shop.totem("migrate", "up").output == "The store's schema is up to date.\n")
    }

    @Test("The store is --store in any place, else TOTEM_STORE, else ./data/store.db")
    func places() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let named = "sqlite:\(shop.folder)/named.db"
        let other = ["TOTEM_STORE": "sqlite:\(shop.folder)/other.db"]
        #expect(try await shop.totem("settings", "set", "--store", named, "store_name", "Named").status == 0)
        #expect(try await shop.totem("settings", "set", "store_name", "Other", environment: other).status == 0)
        #expect(try await shop.totem("settings", "set", "store_name", "Standard").status == 0)
        let read = try await shop.totem("settings", "get", "store_name", "--store", named, environment: other)
        #expect(read.output == "Named\n")
        #expect(try await shop.totem("settings", "get", "store_name", environment: other).output == "Other\n")
        #expect(try await shop.totem("settings", "--store", named, "get", "store_name").output == "Named\n")
        #expect(try await shop.totem("settings", "get", "store_name").output == "Standard\n")
        #expect(FileManager.default.fileExists(atPath: shop.file))
    }

    @Test(
        "A store that can't be is refused with what to write instead",
        arguments: [
            ("here.db", "write sqlite:PATH"), ("sqlite:", "has no path"),
            ("postgres://127.0.0.1:1/shop", "can't be reached"),
        ]
    )
    func badAddress(address: String, reason: String) async throws {
        let shop = try await CommandLineShop()
        try await shop.totem("init", "--store", address).expectFailure(1, reason)
        try await shop.totem("init", environment: ["TOTEM_STORE": address]).expectFailure(1, reason)
    }

    @Test("A file that is no store is refused and left as it was")
    func noStore() async throws {
        let shop = try await CommandLineShop()
        let text = String(repeating: "These are the shop's notes, and no database. ", count: 200)
        try shop.write(text, to: "notes.db")
        let address = "sqlite:\(shop.folder)/notes.db"
        try await shop.totem("user", "list", "--store", address).expectFailure(1, "is not a Totem store")
        try await shop.totem("migrate", "status", "--store", address).expectFailure(1, "is not a Totem store")
        #expect(try String(contentsOfFile: shop.folder + "/notes.db", encoding: .utf8) == text)
    }

    @Test("A store of a newer major version is refused with both versions")
    func newerSchema() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        _ = try await shop.totem("init")
        let store = try SQLiteStore(path: shop.file, options: SQLiteOptions(readers: 1))
        try await store.write { tx in
            _ = try tx.execute(
                "INSERT INTO schema_versions (component, version, checksum, applied_at) VALUES ('core', '9.0.0', '', 0)"
            )
        }
        await store.close()
        for command in [["settings", "list"], ["migrate", "status"], ["migrate", "up"], ["export", "products"]] {
            let run = try await shop.run(command)
            run.expectFailure(1, "the store has schema 9.0.0 of core, this program knows 1.")
        }
    }

    @Test(
        "Wrong usage exits with 2, says so on stderr, and makes no store",
        arguments: [
            ["nonsense"], ["import"], ["settings", "get"], ["user", "add", "a@b.example"], ["key", "revoke", "x"],
            ["import", "a.csv", "--format", "excel"], ["plugin", "settings", "coupons", "novalue"],
            ["init", "--nonsense"], ["export", "products", "--format", "xml"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let shop = try await CommandLineShop()
        let run = try await shop.run(arguments)
        run.expectFailure(2, "Error: ")
        #expect(run.errors.contains("Usage: totem"))
        #expect(!FileManager.default.fileExists(atPath: shop.file))
    }

    @Test("--help and --version are answers, not errors")
    func help() async throws {
        let shop = try await CommandLineShop()
        for arguments in [["--help"], ["import", "--help"], ["plugin", "--help"], ["--version"], ["plugin"], []] {
            let run = try await shop.run(arguments)
            #expect(run.status == 0, "\(arguments)")
            #expect(run.errors.isEmpty, "\(arguments)")
            #expect(!run.output.isEmpty, "\(arguments)")
        }
    }

    @Test("serve is totemd: it takes its options and tells its reasons")
    func serve() async throws {
        let shop = try await CommandLineShop()
        let run = try await shop.totem("serve", "--store", "here.db", "--port", "0")
        #expect(run.status == 1)
        #expect(run.errors.contains("totemd: ") && run.errors.contains("write sqlite:PATH"))
        #expect(try await shop.totem("serve", "--port", "99999999").status != 0)
    }

    @Test("Settings are read, listed and set; a bad one is refused by name")
    func settings() async throws {
        let shop = try await CommandLineShop()
        #expect(try await shop.totem("settings", "set", "currency", "EUR").output == "currency is EUR.\n")
        #expect(try await shop.totem("settings", "get", "currency").output == "EUR\n")
        let list = try await shop.totem("settings", "list", "--json").json
        #expect(list.elements.contains { $0["key"] == "currency" && $0["value"] == "EUR" })
        try await shop.totem("settings", "set", "currency", "EURO").expectFailure(1, "EURO")
        try await shop.totem("settings", "get", "colour").expectFailure(1, "colour")
        #expect(try await shop.totem("settings", "get", "currency").output == "EUR\n")
    }
}
