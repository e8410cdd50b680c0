import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("What those who run it rely on")
struct OperatingTests {
    @Test(
        "A new store is readable by its owner alone, whatever the umask; one that is there stays as it is",
        arguments: ["0000", "0022", "0777"]
    )
    func rights(umask: String) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/shop.db"
        func rights(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        let totem = BuildProducts.path(of: "totem")
        let made = "umask \(umask); '\(totem)' init --store 'sqlite:\(file)'"
        #expect(try ChildProcess.run(["sh", "-c", made], in: folder.path).contains("ready"))
        #expect(try rights(file) == 0o600)
        let daemon = try await TotemDaemon.start(on: "sqlite:\(file)")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("shop.db") {
            #expect(try rights(folder.path + "/" + name) == 0o600, "\(name)")
        }
        #expect(await daemon.stop() == 0)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        _ = try await TotemCommand.run(["settings", "list", "--store", "sqlite:\(file)"], in: folder.path)
        #expect(try rights(file) == 0o640)
    }

    @Test(
        "A plugin whose library comes at last runs, and the shop is ready, without a word to anybody",
        .timeLimit(.minutes(5))
    )
    func mended() async throws {
        let folder = try TemporaryFolder()
        let source = """
            #include "totem_plugin.h"
            static totem_status disc(totem_call *call, const totem_cart_event *event, void *state) { return TOTEM_OK; }
            static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
              *state = NULL;
              return totem_on_cart_discounts(registry, disc, 1);
            }
            TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
              static const totem_plugin plugin = {
                .size = sizeof plugin, .abi = TOTEM_ABI, .name = "late", .version = "1.0.0", .start = start,
              };
              return &plugin;
            }
            """
        try SmallPlugin.build(
            "late",
            manifest: ["name": "late", "version": "1.0.0", "abi": 1, "hooks": ["cart.discounts": ["fail": "closed"]]],
            source: source,
            into: folder.path + "/late"
        )
        let shop = try await Shop.open(plugins: [folder.path])
        #expect(try await shop.admin.patch("/v1/plugins/late", ["is_active": true]).status == 200)
        #expect(await shop.daemon.stop() == 0)
        let library = folder.path + "/late/late.so"
        try FileManager.default.moveItem(atPath: library, toPath: library + ".away")
        let again = try await shop.reopened()
        #expect(try await again.guest.get("/health/ready").status == 503)
        try FileManager.default.moveItem(atPath: library + ".away", toPath: library)
        try await wait(for: "the shop to be ready") { try await again.guest.get("/health/ready").status == 200 }
        #expect(await again.daemon.stop() == 0)
    }

    @Test("Metrics have an address of their own, where nothing else is", .timeLimit(.minutes(5)))
    func metrics() async throws {
        let files = try await TemporaryStore()
        let daemon = try await TotemDaemon.start(
            ["--store", files.address, "--port", "0", "--metrics", "127.0.0.1:0", "--trusted-proxy", "10.0.0.0/8"]
        )
        #expect(try await daemon.client().get("/metrics").status == 401)
        let mark = "metrics are told at "
        try await wait(for: "the address of the metrics") { daemon.log.contains(mark) }
        let line = try #require(daemon.log.components(separatedBy: mark).last?.split(separator: "\n").first)
        let metrics = TestClient(url: String(line.dropLast("/metrics".count)))
        let answer = try await metrics.get("/metrics")
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("totem_orders_placed_total 0"))
        #expect(try await metrics.get("/v1/products").status == 404)
        #expect(await daemon.stop() == 0)
    }

    @Test(
        "A proxy or an address for metrics that is none is refused with the mend",
        arguments: [
            (["--trusted-proxy", "proxy.example"], "10.0.0.0/8"), (["--metrics", "9180"], "127.0.0.1:9180"),
            (["--metrics", "127.0.0.1:99999"], "127.0.0.1:9180"),
        ]
    )
    func refused(arguments: [String], mend: String) async throws {
        let files = try await TemporaryStore()
        let failure = await #expect(throws: ProcessFailure.self) {
            _ = try await TotemDaemon.start(on: files.address, arguments: arguments)
        }
        #expect(failure?.description.contains(mend) == true, "\(failure?.description ?? "")")
    }

    @Test(
        "Who can't listen says so in one line, with the option to change, and never that it listens",
        arguments: [
            (["--metrics", "192.0.2.1:9180"], "try --metrics 127.0.0.1:9180"),
            (["--metrics", "127.0.0.1:0", "--host", "192.0.2.1"], "try --host 127.0.0.1"),
            (["--host", "nowhere.invalid"], "try --host 127.0.0.1"),
        ]
    )
    func deaf(arguments: [String], mend: String) async throws {
        let files = try await TemporaryStore()
        let failure = await #expect(throws: ProcessFailure.self) {
            _ = try await TotemDaemon.start(on: files.address, arguments: arguments)
        }
        let text = failure?.description ?? ""
        #expect(text.contains("ended with 1 ") && text.contains(mend), "\(text)")
        #expect(text.split(separator: "\n").count == 1, "\(text)")
    }
}
