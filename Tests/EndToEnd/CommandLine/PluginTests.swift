import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("totem plugin")
struct CommandLinePluginTests {
    /// A shop with the plugin Coupons beside its store.
    private static func shop(on engine: TestEngine = .current) async throws -> CommandLineShop {
        let shop = try await CommandLineShop(on: engine)
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.pluginFolder)
        return shop
    }

    @Test("A plugin is found beside the store, switched on and off, and shown with its hooks in their order")
    func switching() async throws {
        let shop = try await Self.shop()
        let off = try await shop.totem("plugin", "list", "--json").json[0]
        #expect(off["name"] == "coupons" && off["is_active"] == false && off["problem"] == .null)
        #expect(try await shop.totem("plugin", "hooks", "--json").json == .array([]))
        #expect(try await shop.totem("plugin", "enable", "coupons", "--yes").output == "coupons 1.0.0 is on.\n")
        #expect(try await shop.totem("plugin", "list").output.contains("coupons  1.0.0    yes"))
        #expect(try await shop.totem("plugin", "upgrade", "coupons").output.contains("no other version lies in"))
        #expect(try await shop.totem("plugin", "settings", "coupons").output.contains("true, false"))
        #expect(try await shop.totem("plugin", "info", "coupons", "--json").json["is_active"] == true)
        let hooks = try await shop.totem("plugin", "hooks", "cart.discounts", "--json").json
        #expect(hooks.elements.count == 1)
        #expect(hooks[0]["plugin"] == "coupons" && hooks[0]["position"] == 1 && hooks[0]["budget_ms"] == 20)
        #expect(try await shop.totem("plugin", "hooks", "--json").json.elements.count == 8)
        #expect(try await shop.totem("plugin", "disable", "coupons").output == "coupons 1.0.0 is off.\n")
        #expect(try await shop.totem("plugin", "hooks", "--json").json == .array([]))
    }

    @Test("A folder is installed beside the store, switched on, and removed with its data")
    func installing() async throws {
        let shop = try await CommandLineShop()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.folder + "/download")
        let installed = try await shop.totem("plugin", "install", "download/coupons")
        let info = try await shop.totem("plugin", "info", "coupons").output
        let place = info.split(separator: "\n").first { $0.hasPrefix("folder ") }?.split(separator: " ").last
        #expect(place?.hasSuffix("/data/plugins/coupons") == true)
        #expect(
            installed.output
                == "coupons 1.0.0 is installed in \(place ?? ""), totem plugin enable coupons switches it on.\n"
        )
        try await shop.totem("plugin", "install", "download/coupons").expectFailure(1, "--replace")
        #expect(try await shop.totem("plugin", "install", "download/coupons", "--replace").status == 0)
        #expect(try await shop.totem("plugin", "enable", "coupons", "--yes").status == 0)
        try await shop.totem("plugin", "remove", "coupons").expectFailure(1, "totem plugin disable coupons")
        #expect(try await shop.totem("plugin", "disable", "coupons").status == 0)
        let removed = try await shop.totem("plugin", "remove", "coupons", "--drop-data")
        #expect(removed.output == "coupons is removed, its data is dropped.\n")
        #expect(try await shop.totem("plugin", "list", "--json").json == .array([]))
        try await shop.totem("plugin", "install", "download").expectFailure(1, "plugin.json")
        try await shop.totem("plugin", "remove", "coupons").expectFailure(1, "known are: none")
    }

    @Test("What a plugin has is exported row by row, and what it would make of orders is shown before it is on")
    func shadowAndExport() async throws {
        let shop = try await Self.shop()
        let none = try await shop.totem("plugin", "shadow", "coupons", "--orders", "5", "--json").json
        #expect(none["orders"] == .array([]) && none["summary"]?["orders"] == 0)
        try await shop.totem("plugin", "shadow", "coupons", "--orders", "0").expectFailure(2, "--orders must be from 1")
        try await shop.totem("plugin", "shadow", "nobody", "--orders", "5").expectFailure(1, "plugin 'nobody'")
        #expect(try await shop.totem("plugin", "info", "coupons", "--json").json["is_active"] == false)

        let before = try await shop.totem("plugin", "export", "coupons").output
        #expect(before.split(separator: "\n").count == 1 && before.contains("\"tables\":[]"))
        #expect(try await shop.totem("plugin", "enable", "coupons", "--yes").status == 0)
        #expect(try await shop.totem("plugin", "export", "coupons", "-o", "coupons.jsonl").status == 0)
        let text = try String(contentsOfFile: shop.folder + "/coupons.jsonl", encoding: .utf8)
        let head = try JSONValue(text: String(text.split(separator: "\n")[0]))
        #expect(head["plugin"] == "coupons" && head["version"] == "1.0.0" && head["is_active"] == true)
        let tables = ["coupon_batches", "coupon_codes", "coupon_customer_uses", "coupon_usage", "coupons"]
        #expect(head["tables"] == .array(tables.map { .string($0) }))
        try await shop.totem("plugin", "export", "nobody").expectFailure(1, "plugin 'nobody'")
    }

    /// Builds hello-c into a folder, as if it had this version.
    /// - Parameter more: C code of its library.
    private static func buildHello(_ version: String, in folder: String, _ more: String = "") throws {
        let source = PluginFixtures.packageFolder + "/examples/hello-c"
        let files = FileManager.default
        try files.createDirectory(atPath: folder + "/migrations", withIntermediateDirectories: true)
        for name in ["plugin.json", "hello.c", "migrations/1.0.0-welcomes.sql"] {
            let text = String(decoding: try Data(contentsOf: URL(filePath: "\(source)/\(name)")), as: UTF8.self)
            let other = text.replacing("version\": \"1.0.0\"", with: "version\": \"\(version)\"")
                .replacing(".version = \"1.0.0\"", with: ".version = \"\(version)\"")
            let end = name == "hello.c" ? more : ""
            try Data((other + end).utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let include = PluginFixtures.packageFolder + "/Sources/CTotem/include"
        let command = ["cc", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden", "-I", include]
        try ChildProcess.run(command + ["-o", "hello.so", "hello.c"], in: folder)
    }

    @Test("A newer version in the plugin's folder is taken up; one that can't run is told with the mend")
    func upgrading() async throws {
        let shop = try await CommandLineShop()
        let folder = shop.folder + "/data/plugins/hello"
        try Self.buildHello("1.0.0", in: folder)
        try await shop.totem("plugin", "upgrade", "hello").expectFailure(1, "totem plugin enable hello")
        #expect(try await shop.totem("plugin", "enable", "hello", "--yes").status == 0)
        try Self.buildHello("1.1.0", in: folder)
        #expect(try await shop.totem("plugin", "upgrade", "hello").output == "hello 1.1.0 is on.\n")
        try Self.buildHello("1.0.0", in: folder)
        try await shop.totem("plugin", "upgrade", "hello").expectFailure(
            1,
            "The plugin 'hello' is refused: the store has hello 1.1.0, its folder"
        )
        let problem = try await shop.totem("plugin", "info", "hello", "--json").json["problem"]?.text
        #expect(problem?.hasPrefix("the store has hello 1.1.0") == true)
    }

    @Test("The first request after a switch has returned meets the plugin as it was switched, each of twelve times")
    func firstRequest() async throws {
        let shop = try await Self.shop()
        #expect(try await shop.totem("init").status == 0)
        let daemon = try await TotemDaemon.start(on: shop.address, plugins: [shop.folder + "/data/plugins"])
        let key = try await shop.totem("key", "create", "--name", "till", "--role", "admin").output
        let client = daemon.client(token: String(key.prefix { $0 != "\n" }))
        for _ in 0..<6 {
            #expect(try await shop.totem("plugin", "enable", "coupons", "--yes").status == 0)
            #expect(try await client.get("/v1/x/coupons/coupons").status == 200)
            #expect(try await shop.totem("plugin", "disable", "coupons").status == 0)
            #expect(try await client.get("/v1/x/coupons/coupons").status == 404)
        }
        #expect(await daemon.stop() == 0)
    }

    @Test(
        "A command in which plugins have no say loads none, but the one that it switches on, sets up, installs or shows the hooks of"
    )
    func loadsNone() async throws {
        let shop = try await Self.shop()
        let mark = shop.folder + "/loaded"
        let constructor = """

            #include <stdio.h>
            __attribute__((constructor)) static void loaded(void) { fclose(fopen("\(mark)", "w")); }

            """
        try Self.buildHello("1.0.0", in: shop.pluginFolder + "/hello", constructor)
        #expect(try await shop.totem("plugin", "enable", "hello", "--yes").status == 0)
        #expect(FileManager.default.fileExists(atPath: mark))
        try FileManager.default.removeItem(atPath: mark)
        let commands = [
            "init", "migrate up", "customer list", "settings set currency USD",
            "key create --name till --role staff", "key list", "key revoke 1", "user list", "webhook list",
            "plugin list",
            "plugin info hello", "plugin export hello", "plugin settings hello", "plugin enable coupons --yes",
            "plugin disable coupons",
            "plugin disable hello", "plugin remove hello --drop-data",
        ]
        for command in commands {
            let run = try await shop.run(command.split(separator: " ").map(String.init))
            #expect(run.status == 0, "\(command): \(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: mark), "\(command)")
        }
        try Self.buildHello("1.0.0", in: shop.pluginFolder + "/hello", constructor)
        #expect(try await shop.totem("plugin", "enable", "hello", "--yes").status == 0)
        try FileManager.default.removeItem(atPath: mark)
        #expect(try await shop.totem("plugin", "hooks").status == 0)
        #expect(FileManager.default.fileExists(atPath: mark))
    }

    @Test("A plugin whose library brings down whoever loads it can be switched off")
    func crashing() async throws {
        let shop = try await CommandLineShop()
        let folder = shop.pluginFolder + "/hello"
        try Self.buildHello("1.0.0", in: folder)
        #expect(try await shop.totem("plugin", "enable", "hello", "--yes").status == 0)
        let crash = "\n#include <stdlib.h>\n__attribute__((constructor)) static void loaded(void) { abort(); }\n"
        try Self.buildHello("1.0.0", in: folder, crash)
        let hooks = try await shop.totem("plugin", "hooks")
        #expect(hooks.status == 0 && hooks.errors.contains("crashed: signal \(SIGABRT)"), "\(hooks.errors)")
        #expect(try await shop.totem("plugin", "disable", "hello").output == "hello 1.0.0 is off.\n")
        #expect(try await shop.totem("plugin", "list", "--json").json[0]["is_active"] == false)
    }

    @Test("Nothing is switched on before somebody has agreed with what it may do, which is kept and shown")
    func consent() async throws {
        let shop = try await Self.shop()
        try await shop.totem("plugin", "enable", "coupons").expectFailure(1, "read the shop's orders")
        try await shop.totem("plugin", "enable", "coupons").expectFailure(1, "--yes")
        let before = try await shop.totem("plugin", "permissions", "coupons", "--json").json
        #expect(before["permissions"]?["read"]?.elements.contains("orders") == true && before["granted"] == .null)
        #expect(before["needs_consent"] == true)
        let agreed = try await shop.totem("plugin", "enable", "coupons", "--yes")
        #expect(agreed.output == "coupons 1.0.0 is on.\n" && agreed.errors.contains("  - read the shop's orders"))
        let after = try await shop.totem("plugin", "permissions", "coupons", "--json").json
        #expect(after["granted"] == after["permissions"] && after["needs_consent"] == false)
        #expect(try await shop.totem("plugin", "permissions", "coupons").output.contains("read        orders"))
        #expect(try await shop.totem("plugin", "disable", "coupons").status == 0)
        #expect(try await shop.totem("plugin", "enable", "coupons").status == 0)
    }

    @Test("A secret is given by a file or standard input, and never shown")
    func secrets() async throws {
        let shop = try await CommandLineShop()
        let folder = shop.pluginFolder + "/hello"
        try Self.buildHello("1.0.0", in: folder)
        let manifest = try String(contentsOfFile: folder + "/plugin.json", encoding: .utf8)
        let secret = "\"properties\": {\n      \"key\": {\"type\": \"string\", \"writeOnly\": true, \"maxLength\": 7},"
        try manifest.replacing("\"properties\": {", with: secret)
            .write(toFile: folder + "/plugin.json", atomically: true, encoding: .utf8)
        try await shop.totem("plugin", "settings", "hello", "key=hunter2").expectFailure(1, "key=@FILE")
        try shop.write("hunter2\n", to: "key.txt")
        for (argument, input) in [("key=@key.txt", ""), ("key=-", "hunter2\n"), ("key=-", "hunter2\r\n")] {
            let set = try await shop.totem("plugin", "settings", "hello", argument, "--json", input: input)
            #expect(set.json["key"] == ["set": true], "\(set.errors)")
            for command in [["plugin", "settings", "hello"], ["plugin", "info", "hello", "--json"]] {
                #expect(try await !shop.run(command).output.contains("hunter2"))
            }
            let removed = try await shop.totem("plugin", "settings", "hello", "key=", "--json")
            #expect(removed.json["key"] == ["set": false])
        }
        try await shop.totem("plugin", "settings", "hello", "key=@gone.txt").expectFailure(1, "gone.txt can't be read")
    }

    @Test("A setting that is a text is taken as one, whatever it looks like, and shown with what it means")
    func textSettings() async throws {
        let shop = try await CommandLineShop()
        let folder = shop.pluginFolder + "/hello"
        try Self.buildHello("1.0.0", in: folder)
        let manifest = try String(contentsOfFile: folder + "/plugin.json", encoding: .utf8)
        let code = """
            "properties": {
                  "code": {"type": "string", "title": "Postal code", "pattern": "^[0-9]*$", "description": "Digits alone"},
            """
        try manifest.replacing("\"properties\": {", with: code)
            .write(toFile: folder + "/plugin.json", atomically: true, encoding: .utf8)
        for text in ["10115", "01067", "\"10115\""] {
            let set = try await shop.totem("plugin", "settings", "hello", "code=\(text)", "--json")
            #expect(set.json["code"] == .string(text.replacing("\"", with: "")), "\(set.errors)")
        }
        #expect(try await shop.totem("plugin", "settings", "hello").output.contains("10115  Postal code"))
        try await shop.totem("plugin", "settings", "hello", "code=Berlin").expectFailure(1, "Digits alone")
    }

    @Test("What does not exist is refused with what there is")
    func unknown() async throws {
        let shop = try await Self.shop()
        try await shop.totem("plugin", "enable", "cupons").expectFailure(1, "known are: coupons")
        try await shop.totem("plugin", "info", "cupons").expectFailure(1, "totem plugin list")
        try await shop.totem("plugin", "hooks", "cart.discount").expectFailure(1, "cart.discounts")
        try await shop.totem("plugin", "settings", "coupons", "colour=blue").expectFailure(
            1,
            "not a setting of this plugin"
        )
    }
}

extension CommandLinePluginTests {
    /// A plugin whose library ends the process that runs its destructors.
    private static let source = """
        #include <stdlib.h>
        #include "totem_plugin.h"

        __attribute__((destructor)) static void at_the_end(void) { abort(); }

        static totem_status answer(totem_call *call, int64_t *result, void *state) {
          *result = 42;
          return TOTEM_OK;
        }

        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          return totem_service(registry, "answer", ">i", (totem_function)answer);
        }

        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "leaver", .version = "1.0.0", .start = start,
          };
          return &plugin;
        }
        """

    @Test("Nothing of a plugin runs at the end of a command that has run it")
    func end() async throws {
        let shop = try await CommandLineShop()
        try SmallPlugin.build(
            "leaver",
            manifest: ["name": "leaver", "version": "1.0.0", "abi": 1],
            source: Self.source,
            into: shop.pluginFolder + "/leaver"
        )
        #expect(try await shop.totem("plugin", "enable", "leaver", "--yes").status == 0)
        let answer = try await shop.totem("call", "leaver.answer")
        #expect(answer.status == 0 && answer.output == "42\n", "\(answer)")
    }
}
