import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemTesting

@Suite("A library that this process can't have is refused in words, at install and when it is switched on")
struct LibraryTests {
    /// What is wrong with `probe.so` in the folder, told by both.
    private static func expectRefusal(in shop: PluginShop, of folder: String, _ words: String...) async throws {
        let atInstall = await refusal { _ = try await shop.host.install(from: folder) }
        try FileManager.default.createDirectory(atPath: shop.folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder, toPath: shop.folder + "/probe")
        let whenEnabled = await refusal { try await shop.enable("probe") }
        for refused in [atInstall, whenEnabled] {
            #expect(refused?.code == "plugin-refused")
            for word in words { #expect(refused?.detail.contains(word) == true, "\(refused?.detail ?? "nothing")") }
        }
        #expect(try await shop.info("probe")?.isActive == false)
    }

    @Test("One with a second Swift runtime is not even loaded")
    func ownRuntime() async throws {
        let shop = try await PluginShop.open()
        let folder = try CPlugin("probe").writeManifest(in: shop.files.folder + "/workshop")
        let source = folder + "/probe.swift"
        let text = "@_cdecl(\"totem_plugin_entry\") public func entry() -> Int { print(\"loaded\"); return 0 }\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: source))
        try ChildProcess.run(["swiftc", "-static-stdlib", "-emit-library", "-o", folder + "/probe.so", source])
        try await Self.expectRefusal(in: shop, of: folder, "Swift runtime of its own", "without -static-stdlib")
    }

    @Test("One that needs a symbol that nobody has")
    func missingSymbol() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("probe")
        plugin.prelude = "int nobody_has_this(void);"
        plugin.start = "if (nobody_has_this()) status = TOTEM_ERROR;"
        let folder = try plugin.build(in: shop.files.folder + "/workshop")
        try await Self.expectRefusal(in: shop, of: folder, "needs the symbol nobody_has_this", "link the plugin")
    }

    @Test("One that needs a library that is not on this machine")
    func missingLibrary() async throws {
        let shop = try await PluginShop.open()
        let workshop = shop.files.folder + "/workshop"
        var plugin = CPlugin("probe")
        plugin.prelude = "int elsewhere(void);"
        plugin.start = "if (elsewhere()) status = TOTEM_ERROR;"
        let folder = try plugin.build(in: workshop)
        try Data("int elsewhere(void) { return 0; }\n".utf8).write(to: URL(fileURLWithPath: workshop + "/elsewhere.c"))
        try CCompiler.run(["-shared", "-fPIC", "-o", "libelsewhere.so", "elsewhere.c"], in: workshop)
        try CCompiler.run(
            [
                "-shared", "-fPIC", "-I", CCompiler.include, "-o", "probe/probe.so", "probe/probe.c", "-L.",
                "-lelsewhere",
            ],
            in: workshop
        )
        try await Self.expectRefusal(in: shop, of: folder, "needs the library libelsewhere.so", "install it")
    }

    @Test("A file that lies about its sections harms nobody", arguments: [40, 58, 60, 62])
    func lies(offset: Int) async throws {
        let shop = try await PluginShop.open()
        let folder = try CPlugin("probe").build(in: shop.files.folder + "/workshop")
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/probe.so")))
        bytes.replaceSubrange(offset..<offset + 2, with: [0xFF, 0xFF])
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/probe.so"))
        // The system's loader does not look at them.
        #expect(try await shop.host.install(from: folder).problem == nil)
    }
}
