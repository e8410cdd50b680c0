import CTotem
import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemPluginHost

@Suite("Plugins of other times")
struct OldPluginTests {
    @Test("A plugin that was built with the header of ABI 1.0 runs, every hook and function of it")
    func vintage() async throws {
        let shop = try await PluginShop.open()
        let folder = try OldPlugin.copy(into: shop.folder)
        if !OldPlugin.isKeptForThisMachine {
            try OldPlugin.build(into: folder, with: CCompiler.include)
        }
        try await OldPlugin.expectEverything(of: shop)
    }

    @Test("A plugin that was built with a newer header, whose structs are longer, runs in today's host")
    func newer() async throws {
        let shop = try await PluginShop.open()
        let folder = try OldPlugin.copy(into: shop.folder)
        let header = shop.files.folder + "/newer"
        try NewerHeader.write(into: header)
        let witness = """
            #define LATER(pointer) (TOTEM_HAS(pointer, added_later))
            static totem_status ask(totem_call *call, const totem_cart_event *event, void *state) {
              (void)state;
              const totem_line *line = event->cart->lines[0];
              if (LATER(event) || LATER(event->cart) || LATER(line)) return totem_fail(call, TOTEM_STR("a field of the future"));
              return TOTEM_CALL_HOST(call, added_later, call) == TOTEM_UNSUPPORTED
                ? take_off(call, event, state) : totem_fail(call, TOTEM_STR("a function of the future"));
            }
            static totem_status start(
            """
        try OldPlugin.build(into: folder, with: header) { source in
            source.replacing(
                "totem_on_cart_discounts(registry, take_off",
                with: "totem_on_cart_discounts(registry, ask"
            )
            .replacing("static totem_status start(", with: witness)
        }
        try await OldPlugin.expectEverything(of: shop)
    }

    @Test("A struct that has grown is read and filled in as far as an older plugin knows it")
    func grown() throws {
        var memory = [Int64](repeating: 0x5555_5555_5555_5555, count: 4)
        try memory.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: UInt32(Grown.firstSize), as: UInt32.self)
            let old = try #require(bytes.baseAddress).assumingMemoryBound(to: Grown.self)
            let read = try #require(Grown.read(old))
            #expect(read.known == 0x5555_5555_5555_5555)
            #expect(read.added == 0)
            #expect(Grown(size: 99, reserved: 1, known: 2, added: 3).write(to: old))
            #expect(bytes.load(as: UInt32.self) == UInt32(Grown.firstSize))
            #expect(bytes.load(fromByteOffset: 8, as: Int64.self) == 2)
            #expect(bytes.load(fromByteOffset: 16, as: Int64.self) == 0x5555_5555_5555_5555)
            bytes.storeBytes(of: UInt32(Grown.firstSize - 1), as: UInt32.self)
            #expect(Grown.read(old) == nil)
            #expect(!Grown().write(to: old))
        }
    }
}

/// A struct of ABI 1.0 that has got a field more.
private struct Grown: PassedStruct {
    static var firstSize: Int { 16 }

    var size: UInt32 = 0
    var reserved: UInt32 = 0
    var known: Int64 = 0
    var added: Int64 = 0
}

/// The plugin that is kept in the folder `OldPlugin`.
private enum OldPlugin {
    static let folder = PluginFixtures.packageFolder + "/Tests/TotemPluginHostTests/OldPlugin"

    static var isKeptForThisMachine: Bool {
        #if arch(x86_64)
        true
        #else
        false
        #endif
    }

    /// - Returns: its folder there.
    static func copy(into folder: String) throws -> String {
        let files = FileManager.default
        let own = folder + "/vintage"
        try files.createDirectory(atPath: own, withIntermediateDirectories: true)
        for (name, copy) in [
            ("plugin.json", "plugin.json"), ("migrations", "migrations"), ("vintage-x86_64.so", "vintage.so"),
        ] {
            try files.copyItem(atPath: self.folder + "/" + name, toPath: own + "/" + copy)
        }
        return own
    }

    /// Builds it anew, with another header.
    static func build(into folder: String, with header: String, _ edit: (String) -> String = { $0 }) throws {
        let source = try String(contentsOfFile: self.folder + "/vintage.c", encoding: .utf8)
        try Data(edit(source).utf8).write(to: URL(fileURLWithPath: folder + "/vintage.c"))
        try CCompiler.run(
            [
                "-std=c11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-shared", "-fPIC",
                "-fvisibility=hidden", "-I", header, "-o", folder + "/vintage.so", folder + "/vintage.c",
            ]
        )
    }

    /// Buys, looks, switches off: everything that it has is called, and does what it does.
    static func expectEverything(of shop: PluginShop) async throws {
        try await shop.enable("vintage", settings: ["percent": 20])
        #expect(shop.log.has("the cellar is open"))
        let bad = await refusal {
            _ = try await shop.host.change("vintage", to: PluginChange(settings: ["percent": 13]), by: .system)
        }
        #expect(bad?.fields.first?.message == "brings bad luck")

        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 2)], codes: ["VINTAGE"])
        #expect(cart.adjustments.map(\.amount.amount) == [-399, -133])
        #expect(cart.adjustments.map(\.label) == ["Vintage", "Vintage"])
        #expect(await refusal { _ = try await shop.enter("CORKED", into: cart.token) }?.code == "corked")
        let order = try await shop.order(cart.token)
        #expect(order.metadata?["vintage"]?["year"] == 1982)
        #expect(shop.log.has("an order for the cellar"))
        try await shop.move(order.id, to: .cancelled)

        let added = try await shop.send("POST", "/notes/6", of: "vintage", ["what": "cork"])
        #expect(added.status == 201 && added["what"] == "cork" && added["number"] == 7)
        let extra = await refusal { _ = try await shop.send("POST", "/notes/6", of: "vintage", ["what": 1, "x": 2]) }
        #expect(extra?.fields.map(\.field) == ["x"])
        #expect(
            await refusal { _ = try await shop.send("POST", "/notes/no", of: "vintage", ["what": "x"]) }?.kind
                == .notFound
        )
        let list = try await shop.send("GET", "/notes", of: "vintage", query: ["limit": "2"])
        #expect(list["data"][0]["what"] == "1.0.0" && list["data"][0]["number"] == 1)
        #expect(list["data"][1]["what"] == "placed" && list["data"][1]["number"] == .integer(order.totals.total.amount))
        #expect(list["next_cursor"] != .null)
        try await shop.disable("vintage")
        #expect(try await shop.number("SELECT number FROM vintage_notes WHERE what = 'disabled'") == 5)
        #expect(try await shop.number("SELECT COUNT(*) FROM vintage_notes WHERE what = 'cancelled'") == 1)
    }
}

/// Today's header as a later ABI 1.x may have it: a field more at the end of every struct, a function more in the table.
private enum NewerHeader {
    /// Values, and the host's own handles. The table grows by a function.
    private static let unchanged: Set<String> = [
        "totem_str", "totem_registry", "totem_instance", "totem_call", "totem_stmt", "totem_host",
    ]

    static func write(into folder: String) throws {
        let header = try String(contentsOfFile: CCompiler.include + "/totem_plugin.h", encoding: .utf8)
        var text = ""
        var grows = false
        for line in header.components(separatedBy: "\n") {
            if line.hasPrefix("}"), grows { text += "  int64_t added_later;\n" }
            if let name = line.wholeMatch(of: /(?:typedef )?struct (\w+) \{/)?.1 {
                grows = !unchanged.contains(String(name))
            } else if line.hasPrefix("}") {
                grows = false
            }
            text += line + "\n"
        }
        let host = try #require(text.range(of: "struct totem_host {"))
        let end = try #require(text.range(of: "\n};", range: host.upperBound..<text.endIndex))
        text.insert(contentsOf: "\n\n  totem_status (*added_later)(totem_call *);", at: end.lowerBound)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/totem_plugin.h"))
    }
}
