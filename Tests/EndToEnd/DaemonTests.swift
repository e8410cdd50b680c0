import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("The daemon")
struct DaemonTests {
    @Test(
        "What keeps it from starting is said in one line",
        arguments: [
            (["--store", "here.db"], 2, "write sqlite:PATH"),
            (["--store", "postgres://127.0.0.1:1/shop"], 1, "can't be reached"),
            (["--store", "sqlite:"], 2, "has no path"),
            (["--host", "203.0.113.1"], 1, "is no address of this machine"),
            (["--port", "65536"], 2, "--port must be from 0 to 65535"), (["--prot", "1"], 2, "did you mean '--port'?"),
        ]
    )
    func startErrors(arguments: [String], code: Int32, reason: String) async throws {
        let files = try await TemporaryStore()
        do {
            _ = try await TotemDaemon.start(on: files.address, arguments: arguments)
            Issue.record("totemd \(arguments) started")
        } catch let failure as ProcessFailure {
            #expect(failure.description.contains("ended with \(code)"))
            #expect(failure.description.contains("totemd: "))
            #expect(failure.description.range(of: reason, options: .caseInsensitive) != nil, "\(failure)")
        }
    }

    @Test("Every program, the metrics and the description of the interface tell one version")
    func version() async throws {
        let shop = try await Shop.open()
        let version = CoreSchema.kernelVersion.description
        let printed = try await TotemCommand.shell("$TOTEM --version && $TOTEMD --version", in: shop.files.folder)
        #expect(printed.output == "\(version)\n\(version)\n")
        #expect(try await shop.guest.get("/openapi.json")["info"]["version"] == .string(version))
        let metrics = String(decoding: try await shop.admin.get("/metrics").body, as: UTF8.self)
        #expect(metrics.contains("totem_info{version=\"\(version)\"} 1"))
        #expect(await shop.daemon.stop() == 0)
    }

    @Test("A configuration says what the options do not")
    func configuration() async throws {
        let folder = try TemporaryFolder.make()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: folder + "/plugins")
        let file = """
            {"store": "sqlite:\(folder)/shop.db", "host": "127.0.0.2", "port": 0, "plugins": ["\(folder)/plugins"],
             "log_level": "debug"}
            """
        try Data(file.utf8).write(to: URL(filePath: folder + "/totemd.json"))
        let daemon = try await TotemDaemon.start(["--config", folder + "/totemd.json"])
        #expect(daemon.url.hasPrefix("http://127.0.0.2:"))
        let key = try await TotemCommand.run(
            ["key", "create", "--name", "test", "--role", "admin", "--store", "sqlite:\(folder)/shop.db"],
            in: folder
        )
        let admin = daemon.client(token: key.output.split(separator: "\n").first.map(String.init))
        #expect(try await admin.get("/v1/plugins")["data"].elements.map { $0["name"] } == ["coupons"])
        #expect(daemon.log.contains(" debug "))
        #expect(await daemon.stop() == 0)

        let other = try await TotemDaemon.start(["--config", folder + "/totemd.json", "--host", "127.0.0.3"])
        #expect(other.url.hasPrefix("http://127.0.0.3:"))
        #expect(await other.stop() == 0)
    }

    @Test(
        "A configuration that makes no sense is refused with file and member",
        arguments: [
            ("{\"prot\": 8080}", "prot is not known; there are: host"),
            ("{\"port\": \"8080\"}", "port must be a number"),
            ("{\"port\": 65536}", "port must be from 0 to 65535"), ("{\"plugins\": \"x\"}", "plugins must be an array"),
            ("{\"plugins\": [1]}", "plugins must be an array"),
            ("{\"log_level\": \"loud\"}", "log_level must be one of"),
            ("{\"store\": 1}", "store must be a string"), ("{\"store\": \"x.db\"}", "write sqlite:PATH"),
            ("[]", "is no JSON object"), ("{", "is no JSON object"),
        ]
    )
    func badConfiguration(text: String, reason: String) async throws {
        let folder = try TemporaryFolder.make()
        try Data(text.utf8).write(to: URL(filePath: folder + "/totemd.json"))
        let failure = await #expect(throws: ProcessFailure.self) {
            _ = try await TotemDaemon.start(["--config", folder + "/totemd.json"])
        }
        #expect(failure?.description.contains("ended with 1") == true)
        #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
    }

    @Test("The description of the interface has the routes of the plugins that are on")
    func description() async throws {
        let folder = try TemporaryFolder.make()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: folder)
        let shop = try await Shop.open(plugins: [folder])
        let usage = "/v1/x/coupons/coupons/{id}/usage"
        #expect(try await shop.guest.get("/openapi.json")["paths"][usage] == nil)
        let path = "/v1/plugins/coupons"
        let refused = try await shop.admin.patch(path, ["is_active": true])
        #expect(refused.status == 409 && refused["detail"].text?.contains("read the shop's orders") == true)
        let asked = try await shop.admin.get(path)["permissions"]
        #expect(asked["read"] == Shop.couponsGrant["read"] && asked["do"] == Shop.couponsGrant["do"])
        #expect(try await shop.admin.patch(path, ["is_active": true, "grant": ["all": []]]).status == 422)
        #expect(try await shop.admin.patch(path, ["is_active": true, "grant": Shop.couponsGrant]).status == 200)
        let route = try await shop.guest.get("/openapi.json")["paths"][usage]?["get"]
        #expect(route?["description"] == "For the role staff.")
        #expect(route?["parameters"]?[0]["name"] == "id")
    }

    @Test("A port that is taken is an error that names it")
    func portInUse() async throws {
        let files = try await TemporaryStore()
        let first = try await TotemDaemon.start(on: files.address)
        let port = try #require(first.url.split(separator: ":").last.map(String.init))
        await #expect(throws: ProcessFailure.self) {
            _ = try await TotemDaemon.start(on: files.address, arguments: ["--port", port])
        }
        #expect(await first.stop() == 0)
    }

    @Test("It makes a SQLite store where there is none, and stops with 0 on SIGINT")
    func newStore() async throws {
        let folder = try TemporaryFolder.make()
        let daemon = try await TotemDaemon.start(on: "sqlite:\(folder)/new/shop.db")
        #expect(try await daemon.client().get("/health/ready").status == 200)
        daemon.signal(2)
        #expect(await daemon.end() == 0)
    }
}
