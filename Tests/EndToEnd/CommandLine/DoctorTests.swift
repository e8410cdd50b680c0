import FoundationEssentials
import Glibc
import Testing
import TotemKernel
import TotemNode
import TotemStore
import TotemTesting

@Suite("totem doctor")
struct DoctorTests {
    /// Where no daemon of another test answers.
    private static let nowhere = ["--url", "http://127.0.0.1:1"]

    private func findings(_ shop: CommandLineShop, _ more: [String] = nowhere) async throws -> (Int32, [JSONValue]) {
        let plugins = ["--plugins", shop.pluginFolder]
        let result = try await shop.run(["doctor", "--json"] + plugins + more)
        return (result.status, result.json.elements)
    }

    private func grades(_ area: String, in findings: [JSONValue]) -> [String] {
        findings.filter { $0["area"] == .string(area) }.compactMap { $0["grade"]?.text }
    }

    @Test("A new store has no problem; what was never set is a warning, with the mend")
    func healthy() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let (status, findings) = try await findings(shop)
        #expect(status == 0, "\(findings)")
        #expect(grades("store", in: findings).allSatisfy { $0 == "ok" } && !grades("store", in: findings).isEmpty)
        #expect(grades("settings", in: findings) == ["warning"])
        #expect(grades("daemon", in: findings) == ["warning"])
        for finding in findings where finding["grade"] != "ok" { #expect(finding["mend"]?.text != nil, "\(finding)") }
        _ = try await shop.totem("settings", "set", "currency", "EUR")
        #expect(grades("settings", in: try await self.findings(shop).1) == ["ok"])
        let lines = try await shop.run(["doctor"] + Self.nowhere).output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("ok ") || $0.hasPrefix("warning ") })
        try await shop.totem("doctor", "--url", "ftp://x").expectFailure(2, "--url")
    }

    @Test("A daemon that sells is found ready, while it has the store open")
    func daemon() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let daemon = try await TotemDaemon.start(on: shop.address)
        let (status, findings) = try await findings(shop, ["--url", daemon.client().url])
        #expect(status == 0 && grades("daemon", in: findings) == ["ok", "warning"], "\(findings)")
        #expect(await daemon.stop() == 0)
    }

    @Test(
        "The proxies that a daemon trusts are told, and one that trusts everybody is a problem",
        arguments: [("10.0.0.0/8", "ok"), ("0.0.0.0/0", "problem")]
    )
    func proxies(range: String, grade: String) async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        let arguments = ["--store", shop.address, "--port", "0", "--trusted-proxy", range]
        let daemon = try await TotemDaemon.start(arguments)
        let (_, findings) = try await findings(shop, ["--url", daemon.client().url])
        #expect(grades("daemon", in: findings) == ["ok", grade], "\(findings)")
        #expect(findings.contains { $0["finding"]?.text?.contains(range) == true })
        #expect(await daemon.stop() == 0)
    }

    @Test(
        "A server that may lose what it has answered as written is a problem",
        .enabled(if: TestEngine.current == .postgres)
    )
    func server() async throws {
        let (status, findings) = try await findings(CommandLineShop(on: .postgres))
        // Tests' own server flushes nothing.
        let problems = findings.filter { $0["grade"] == "problem" }
        #expect(status == 1 && problems.count == 1, "\(findings)")
        #expect(problems.first?["finding"]?.text?.contains("fsync") == true)
    }

    @Test("What nobody knows among the settings, and a plugin that is on and not there, are problems")
    func broken() async throws {
        let shop = try await CommandLineShop()
        let store = try await Node.openStore(StoreAddress(shop.address), for: .changing)
        try await store.write { tx in
            for (key, value) in [("curency", "EUR"), ("currency", "XX")] {
                try tx.execute(
                    "INSERT INTO store_settings (key, value, version, updated_at) VALUES ($1, $2, 1, 0)",
                    key,
                    value
                )
            }
            let row = PluginRow(name: "lost", version: "1.0.0", isActive: true, settings: .object([:]))
            try PluginStore.save(row, in: tx, at: Timestamp(milliseconds: 0))
        }
        await store.close()
        let (status, findings) = try await findings(shop)
        #expect(status == 1)
        #expect(grades("settings", in: findings).filter { $0 == "problem" }.count >= 2, "\(findings)")
        #expect(grades("plugins", in: findings) == ["problem"])
    }

    @Test("A store that is missing or damaged is a problem, and nothing is changed")
    func damaged() async throws {
        let missing = try await CommandLineShop(on: .sqlite, isMade: false)
        let (none, nothing) = try await findings(missing)
        #expect(none == 1 && grades("store", in: nothing) == ["problem"])
        #expect(!FileManager.default.fileExists(atPath: missing.folder + "/data"))

        let shop = try await CommandLineShop(on: .sqlite)
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: shop.file)))
        // Pages behind the first, which names the tables.
        for index in 8192..<min(bytes.count, 65_536) { bytes[index] = 0xAA }
        try Data(bytes).write(to: URL(filePath: shop.file))
        let (status, findings) = try await findings(shop)
        #expect(status == 1 && grades("store", in: findings).contains("problem"), "\(findings)")
        #expect(try [UInt8](Data(contentsOf: URL(filePath: shop.file))) == bytes)
    }

    @Test(
        "A folder in which nothing can be made beside the store is found",
        .enabled(if: geteuid() != 0, "root may write everywhere")
    )
    func readOnlyFolder() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        #expect(try await shop.shell("chmod 500 data").status == 0)
        let (_, findings) = try await findings(shop)
        #expect(try await shop.shell("chmod 700 data").status == 0)
        #expect(grades("permissions", in: findings).first == "warning", "\(findings)")
    }

    @Test("Files that others may read or write are found, with the command that mends them")
    func permissions() async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        #expect(
            try await shop.shell("chmod 666 data/store.db && mkdir -p data/plugins && chmod 777 data/plugins").status
                == 0
        )
        let (status, findings) = try await findings(shop)
        #expect(status == 1)
        let mends = findings.filter { $0["area"] == "permissions" }.compactMap { $0["mend"]?.text }
        #expect(mends.contains { $0.hasPrefix("chmod go= ") && $0.contains("store.db") }, "\(findings)")
        #expect(mends.contains { $0.hasPrefix("chmod go-w ") && $0.contains("plugins") }, "\(findings)")
        for mend in mends { #expect(try await shop.shell(mend).status == 0) }
        let (mended, left) = try await self.findings(shop)
        #expect(mended == 0 && Set(grades("permissions", in: left)) == ["ok"], "\(left)")
    }
}
