import CSQLite
import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("totem where there is no store")
struct NoStoreTests {
    /// Every command that needs a store, but for those that make one.
    static let commands = [
        ["settings", "list"], ["settings", "get", "currency"], ["settings", "set", "currency", "EUR"],
        ["key", "list"], ["key", "create", "--name", "till", "--role", "staff"], ["key", "revoke", "1"],
        ["user", "list"], ["user", "add", "ada@shop.example", "--role", "staff", "--generate"],
        ["user", "role", "ada@shop.example", "admin"], ["webhook", "list"], ["webhook", "remove", "1"],
        ["webhook", "add", "https://shop.example", "--event", "order.committed"],
        ["export", "products"], ["export", "orders", "--format", "json"], ["export", "customers", "-o", "out.csv"],
        ["plugin", "list"], ["plugin", "list", "--json"], ["plugin", "info", "x"], ["plugin", "enable", "x"],
        ["plugin", "disable", "x"], ["plugin", "settings", "x"], ["plugin", "settings", "x", "a=1"],
        ["plugin", "hooks"], ["plugin", "install", "x"], ["plugin", "upgrade", "x"], ["plugin", "remove", "x"],
        ["report", "sales"], ["report", "products", "--json"],
        ["migrate", "status"], ["migrate", "up"], ["copy", "--to", "sqlite:copy.db", "--from"],
    ]

    @Test("says so, names the mend, and makes nothing", arguments: commands)
    func missing(command: [String]) async throws {
        let shop = try await CommandLineShop(isMade: false)
        let run = try await shop.run(command.last == "--from" ? command + [shop.address] : command)
        run.expectFailure(1, "there is no store at ")
        #expect(run.errors.contains("totem init makes one"))
        let left = try FileManager.default.contentsOfDirectory(atPath: shop.folder).filter { $0 != "copy.db" }
        #expect(left.isEmpty, "\(left)")
        if command.first != "copy" {
            try await shop.totem("settings", "list").expectFailure(1, "there is no store at ")
        }
    }

    @Test("import and init make it; a dry run only reads")
    func made() async throws {
        let shop = try await CommandLineShop(isMade: false)
        try shop.write("slug,name,price\npot,Pot,1.00\n", to: "pots.csv")
        let dry = try await shop.totem("import", "pots.csv", "--dry-run")
        #expect(dry.output.hasPrefix("pots.csv (totem), dry run: 1 products created"))
        try await shop.totem("settings", "list").expectFailure(1, "there is no store at ")
        #expect(try await shop.totem("import", "pots.csv").status == 0)
        #expect(try await shop.totem("settings", "list").status == 0)
    }

    @Test(
        "What lies there instead of one is named and left as it is",
        arguments: [
            ("", "is a folder; name a file in it"), ("empty.db", "the file is empty"),
            ("notes.txt", "is not a Totem store"),
            ("link.db", "is a link to gone.db, which is not there"),
            ("other.db", "has the table diary of another program"),
            ("none/store.db", "there is no store at"),
        ]
    )
    func instead(name: String, reason: String) async throws {
        let shop = try await CommandLineShop(on: .sqlite, isMade: false)
        try shop.write("", to: "empty.db")
        try shop.write(String(repeating: "no database ", count: 400), to: "notes.txt")
        try FileManager.default.createSymbolicLink(atPath: shop.folder + "/link.db", withDestinationPath: "gone.db")
        try shop.makeDiary("other.db")
        let before = try shop.files()
        for command in [["key", "list"], ["key", "create", "--name", "x", "--role", "staff"], ["migrate", "status"]] {
            let run = try await shop.run(command + ["--store", "sqlite:\(shop.folder)/\(name)"])
            run.expectFailure(1, reason)
        }
        #expect(try shop.files() == before)
    }

    @Test("No store is made in place of a folder")
    func folder() async throws {
        let shop = try await CommandLineShop(on: .sqlite, isMade: false)
        try FileManager.default.createDirectory(atPath: shop.folder + "/shops", withIntermediateDirectories: false)
        try await shop.run(["init", "--store", "sqlite:\(shop.folder)/shops"])
            .expectFailure(1, "it is a folder; name a file in it")
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.folder + "/shops").isEmpty)
    }

    @Test("Another program's database is not made a store of, by nobody")
    func foreign() async throws {
        let shop = try await CommandLineShop(on: .sqlite, isMade: false)
        try shop.makeDiary("other.db")
        let before = try shop.files()
        let address = "sqlite:\(shop.folder)/other.db"
        try await shop.totem("init", "--store", address).expectFailure(1, "has the table diary of another program")
        await #expect(throws: ProcessFailure.self) { _ = try await TotemDaemon.start(on: address) }
        #expect(try shop.files() == before)
    }
}

extension CommandLineShop {
    /// Another program's database.
    fileprivate func makeDiary(_ name: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        try #require(sqlite3_open("\(folder)/\(name)", &database) == SQLITE_OK)
        try #require(sqlite3_exec(database, "CREATE TABLE diary (day TEXT)", nil, nil, nil) == SQLITE_OK)
    }

    /// What lies in the shop's folder, by name.
    fileprivate func files() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let pairs = names.map { ($0, (try? Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) ?? Data()) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
