import FoundationEssentials
import Glibc
import Testing
import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("totem and the store that it works on")
struct CommandLineStoreTests {
    @Test("init makes a store, and is as content with one that is there")
    func initialize() async throws {
        let shop = try await CommandLineShop(isMade: false)
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
        #expect(try await shop.totem("--store", named, "init").status == 0)
        #expect(try await shop.totem("init", environment: other).status == 0)
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
            ("here.db", 2, "'here.db' is no store; write sqlite:PATH"), ("sqlite:", 2, "has no path"),
            ("", 2, "'' is no store"), ("postgres://127.0.0.1:1/shop", 1, "can't be reached"),
        ]
    )
    func badAddress(address: String, code: Int32, reason: String) async throws {
        let shop = try await CommandLineShop(isMade: false)
        try await shop.totem("init", "--store", address).expectFailure(code, reason)
        try await shop.totem("init", environment: ["TOTEM_STORE": address]).expectFailure(code, reason)
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
            (["nonsense"], "'nonsense' is no command; there are init, import"),
            (["plugn", "list"], "'plugn' is no command; did you mean 'plugin'?"),
            (["plugin", "enabel", "coupons"], "'enabel' is no command; did you mean 'enable'?"),
            (["help", "imprt"], "'imprt' is no command; did you mean 'import'?"),
            (["import"], "Missing expected argument '<files> ...' (totem import --help tells how)"),
            (["settings", "get"], "Missing expected argument '<key>'"),
            (["user", "add", "a@b.example"], "Missing expected argument '--role <role>'"),
            (["user", "add", "a@b.example", "--role", "king"], "Please provide one of 'admin', 'store_manager'"),
            (["user", "role", "a@b.example"], "name at least one role: admin"),
            (["key", "revoke", "x"], "The value 'x' is invalid for '<id>'"),
            (["key", "revoke", "+1"], "The value '+1' is invalid for '<id>'"),
            (["key", "revoke", "01"], "The value '01' is invalid for '<id>'"),
            (["webhook", "remove", "+1"], "The value '+1' is invalid for '<id>'"),
            (["key", "revoke", "-1"], "'-1' is read as an option; ids and counts are not negative"),
            (["key", "revoke", "99999999999999999999"], "is invalid for '<id>'"),
            (["import", "a.csv", "--format", "excel"], "Please provide one of 'auto', 'shopify'"),
            (["plugin", "settings", "coupons", "novalue"], "'novalue' is no KEY=VALUE"),
            (["init", "--nonsense"], "Unknown option '--nonsense'"),
            (["init", "--stoer", "sqlite:x.db"], "Did you mean '--store'?"),
            (["export", "products", "--format", "xml"], "Please provide one of 'csv' and 'json'"),
            (
                ["webhook", "add", "https://a.example", "--event", "sold"],
                "Please provide one of the following: - order.committed"
            ),
        ]
    )
    func usage(arguments: [String], reason: String) async throws {
        let shop = try await CommandLineShop(isMade: false)
        try await shop.run(arguments).expectFailure(2, reason)
        #expect(!FileManager.default.fileExists(atPath: shop.file))
    }

    @Test("An argument that is no UTF-8 is refused, not changed on the way")
    func noUTF8() async throws {
        let shop = try await CommandLineShop()
        try await shop.shell(#"$TOTEM settings set store_name "$(printf 'Caf\351')""#)
            .expectFailure(2, "is no UTF-8; rename the file, or set the terminal to UTF-8")
    }

    @Test("--help and --version are answers, not errors")
    func help() async throws {
        let shop = try await CommandLineShop(isMade: false)
        for arguments in [
            ["--help"], ["import", "--help"], ["help", "plugin"], ["help", "plugin", "list"], ["--version"], ["plugin"],
            [],
        ] {
            let run = try await shop.run(arguments)
            #expect(run.status == 0, "\(arguments)")
            #expect(run.errors.isEmpty, "\(arguments)")
            #expect(!run.output.isEmpty, "\(arguments)")
        }
    }

    @Test("serve is totemd: it takes its options and tells its reasons")
    func serve() async throws {
        let shop = try await CommandLineShop(isMade: false)
        let run = try await shop.totem("serve", "--store", "here.db", "--port", "0")
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("totemd: ") && run.errors.contains("write sqlite:PATH"))
        #expect(try await shop.totem("serve", "--port", "99999999").status == 2)
        let unreachable = try await shop.totem("serve", "--store", "postgres://127.0.0.1:1/shop", "--port", "0")
        #expect(unreachable.status == 1)
        #expect(unreachable.errors.contains("totemd: ") && unreachable.errors.contains("can't be reached"))
    }

    @Test("Settings are read, listed and set; a bad one is refused by name")
    func settings() async throws {
        let shop = try await CommandLineShop()
        #expect(try await shop.totem("settings", "set", "currency", "EUR").output == "currency is EUR.\n")
        #expect(try await shop.totem("settings", "get", "currency").output == "EUR\n")
        let list = try await shop.totem("settings", "list", "--json").json
        #expect(list.elements.contains { $0["key"] == "currency" && $0["value"] == "EUR" })
        #expect(try await shop.totem("settings", "list").output.contains("The rate of the one tax in basis points"))
        try await shop.totem("settings", "set", "tax_rate", "19%").expectFailure(1, "basis points: 1900 is 19 %")
        try await shop.totem("settings", "set", "currency", "EURO").expectFailure(1, "EURO")
        try await shop.totem("settings", "get", "colour").expectFailure(1, "colour")
        #expect(try await shop.totem("settings", "get", "currency").output == "EUR\n")
    }

    @Test(
        "What only reads works where nothing can be written, and leaves nothing there",
        .enabled(if: geteuid() != 0, "root may write everywhere")
    )
    func readOnly() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let lock = "chmod 400 data/store.db; chmod 500 data"
        #expect(try await shop.shell(lock).status == 0)
        for command in [["settings", "list"], ["export", "products"], ["plugin", "list"], ["migrate", "status"]] {
            let run = try await shop.run(command)
            #expect(run.status == 0, "\(run.errors)")
        }
        try await shop.totem("settings", "set", "store_name", "Ours").expectFailure(1, "can't be written")
        #expect(try await shop.shell("ls data").output == "store.db\n")
        #expect(try await shop.shell("chmod 700 data").status == 0)
    }
}
