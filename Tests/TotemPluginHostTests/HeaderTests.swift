import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("The header is the manual")
struct HeaderTests {
    @Test("The example is built with the command beside it, and does what is said of it")
    func example() async throws {
        let shop = try await PluginShop.open()
        let work = shop.files.folder + "/work"
        try Example.write(into: work)
        try FileManager.default.copyItem(atPath: CCompiler.include, toPath: work + "/include")
        let command = try Example.command()
        #expect(command.first == "cc")
        try CCompiler.run(Array(command.dropFirst()), in: work)
        try FileManager.default.createDirectory(atPath: shop.folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: work + "/thanks", toPath: shop.folder + "/thanks")

        try await shop.enable("thanks", settings: ["percent": 10])
        let cart = try await shop.cart([("POT-1", 2), ("MUG-1", 1)])
        #expect(cart.adjustments.map(\.amount.amount) == [-399, -33])
        #expect(cart.totals.total.amount == 3998 + 333 - 432)
        let order = try await shop.order(cart.token)
        let list = try await shop.send("GET", "/orders", of: "thanks")
        #expect(list["data"][0]["order_id"] == .integer(order.id.value))
        #expect(list["data"][0]["saved"] == 432)
        #expect(list["data"][0]["placed_at"] == "2026-11-24T09:30:00.000Z")
        #expect(list["next_cursor"] == .null)

        _ = try await shop.host.change("thanks", to: PluginChange(settings: ["may_cancel": false]), by: .system)
        let veto = await refusal { try await shop.move(order.id, to: .cancelled) }
        #expect(veto?.code == "no-cancellation")
        #expect(veto?.detail == "Orders of this shop can't be cancelled.")
        _ = try await shop.host.change("thanks", to: PluginChange(settings: ["may_cancel": true]), by: .system)
        #expect(try await shop.move(order.id, to: .cancelled).status == .cancelled)
    }

    @Test(
        "It compiles without a warning, also as C++",
        arguments: [
            ("cc", "c", "-std=c11"), ("cc", "c", "-std=c17"), ("g++", "c++", "-std=c++17"),
            ("g++", "c++", "-std=c++20"),
        ]
    )
    func compiles(compiler: String, language: String, standard: String) async throws {
        let files = try TemporaryFolder()
        let source = files.path + "/use"
        try Data(Self.everyFunction.utf8).write(to: URL(fileURLWithPath: source))
        try CCompiler.run(
            [
                standard, "-Wall", "-Wextra", "-Werror", "-pedantic", "-c", "-I", CCompiler.include,
                "-o", files.path + "/use.o", "-x", language, source,
            ],
            compiler: compiler
        )
    }

    /// What a language with strings and closures of its own has no use for.
    private static let onlyForC: Set<String> = ["totem_text", "totem_equal", "totem_service", "totem_on"]

    @Test("Every function of it is reached from TotemPluginKit")
    func kit() throws {
        let header = try String(contentsOfFile: CCompiler.include + "/totem_plugin.h", encoding: .utf8)
        let functions =
            header.matches(of: /static inline [a-z0-9_* ]+?[ *](totem_[a-z0-9_]+)\(/).map { String($0.1) }
            + header.matches(of: /\nTOTEM_HOOK\(([a-z_]+),/).map { "totem_on_\($0.1)" }
        #expect(functions.count > 130)
        let kit = PluginFixtures.packageFolder + "/Sources/TotemPluginKit"
        let files = FileManager.default.enumerator(atPath: kit)?.allObjects.compactMap { $0 as? String } ?? []
        let called = try files.filter { $0.hasSuffix(".swift") }.reduce(into: Set<String>()) { called, file in
            let text = try String(contentsOfFile: "\(kit)/\(file)", encoding: .utf8)
            called.formUnion(text.matches(of: /totem_[a-z0-9_]+/).map { String($0.0) })
        }
        let missing = Set(functions).subtracting(called).subtracting(Self.onlyForC)
        #expect(missing.isEmpty, "\(missing.sorted())")
    }

    /// What is written differently in the two languages, and one function of each kind.
    private static let everyFunction = """
        #include "totem_plugin.h"
        static totem_status hook(totem_call *call, const totem_cart_event *event, void *state) {
          totem_stmt *statement;
          totem_str name = TOTEM_STR("name");
          (void)state;
          if (!TOTEM_HAS(event, cart)) return TOTEM_OK;
          if (totem_prepare(call, "SELECT 1", &statement) != TOTEM_OK) return totem_fail(call, totem_last_error(call));
          totem_bind_str(statement, 1, name);
          if (totem_column_kind(statement, 0) == TOTEM_NULL) return totem_veto(call, "no", TOTEM_STR("No."));
          return totem_claim(call);
        }
        totem_status begin(totem_registry *registry, totem_instance *instance, void **state);
        totem_status begin(totem_registry *registry, totem_instance *instance, void **state) {
          totem_discount discount;
          discount.size = TOTEM_SIZED(totem_discount);
          *state = totem_instance_is_on(instance) && discount.size > 0 ? instance : NULL;
          return totem_on_cart_discounts(registry, hook, 1);
        }
        const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          host->refuse(host, TOTEM_STR("Not today."));
          return NULL;
        }
        """
}

/// The whole plugin that the header's comment shows.
private enum Example {
    static func command() throws -> [String] {
        let line = try lines().first { $0.hasPrefix("//     cc ") }
        return try #require(line).dropFirst(2).split(separator: " ").map(String.init)
    }

    /// Each `<example FILE>` as that file; the library's source lies beside the plugin's folder.
    static func write(into folder: String) throws {
        var file: String?
        var text = ""
        for line in try lines() {
            if line.hasPrefix("//<example ") {
                file = String(line.dropFirst("//<example ".count).dropLast())
                text = ""
            } else if line == "//</example>", let name = file {
                try write(text, to: folder + (name.hasSuffix(".c") ? "/" : "/thanks/") + name)
                file = nil
            } else if file != nil {
                text += line.dropFirst(line.hasPrefix("// ") ? 3 : 2) + "\n"
            }
        }
    }

    private static func lines() throws -> [String] {
        try String(contentsOfFile: CCompiler.include + "/totem_plugin.h", encoding: .utf8).components(separatedBy: "\n")
    }

    private static func write(_ text: String, to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}
