import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("The data of a plugin that came with Totem")
struct ShippedPluginDataTests {
    @Test(
        "Is dropped when its owner says so, while its files stay for the next time; nothing else is removed",
        arguments: Speech.allCases
    )
    func dropped(speech: Speech) async throws {
        let files = try TemporaryFolder()
        let folders = [files.path + "/shipped", files.path + "/installed"]
        try FileManager.default.createDirectory(atPath: folders[1], withIntermediateDirectories: true)
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: folders[0])
        let shop = try await Shop.open(plugins: folders)
        let place = ["--store", shop.files.address, "--plugins", folders[0], "--plugins", folders[1]]
        let totem = { (arguments: [String]) in
            try await TotemCommand.run(["plugin"] + arguments + place, in: files.path)
        }
        let remove = { (dropsData: Bool) async throws -> (isDone: Bool, words: String) in
            switch speech {
            case .commandLine:
                let run = try await totem(["remove", "coupons"] + (dropsData ? ["--drop-data"] : []))
                return (run.status == 0, run.output + run.errors)
            case .http:
                let answer = try await shop.admin.delete("/v1/plugins/coupons?drop_data=\(dropsData)")
                return (answer.status == 200, String(decoding: answer.body, as: UTF8.self))
            }
        }
        #expect(try await remove(true).isDone, "there is nothing to drop")

        #expect(try await totem(["enable", "coupons", "--yes"]).status == 0)
        let coupon: JSONValue = ["code": "TEN", "type": "percentage", "value": 1000]
        #expect(try await shop.admin.post("/v1/x/coupons/coupons", coupon).status == 201)
        let early = try await remove(true)
        #expect(!early.isDone && early.words.contains("totem plugin disable coupons"), "\(early.words)")
        #expect(try await totem(["disable", "coupons"]).status == 0)
        let kept = try await remove(false)
        #expect(!kept.isDone && kept.words.contains("totem plugin remove coupons --drop-data"), "\(kept.words)")
        #expect(try await count(in: shop) == 2)

        let dropped = try await remove(true)
        #expect(dropped.isDone && dropped.words.contains("shipped/coupons"), "\(dropped.words)")
        #expect(try await count(in: shop) == 0)
        #expect(FileManager.default.fileExists(atPath: folders[0] + "/coupons/plugin.json"))
        #expect(try await totem(["enable", "coupons", "--yes"]).status == 0)
        #expect(try await shop.admin.get("/v1/x/coupons/coupons")["data"] == [])
        #expect(await shop.daemon.stop() == 0)
    }

    /// What is known of the plugin: its row, and that its migrations were applied.
    private func count(in shop: Shop) async throws -> Int64? {
        try await shop.files.store.read { tx in
            try tx.first(
                """
                SELECT (SELECT COUNT(*) FROM plugins WHERE name = 'coupons')
                  + (SELECT COUNT(DISTINCT component) FROM schema_versions WHERE component = 'coupons')
                """
            ) { try $0.get(0, as: Int64.self) }
        }
    }
}
