import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("Services and own hooks in Swift")
struct KitServiceTests {
    private static let source = """
        public import CTotem
        import TotemPluginKit

        enum Probe: Plugin {
            static let name: StaticString = "probe"
            static let version: StaticString = "1.0.0"

            static func start(_ registry: Registry) throws {
                try registry.service("all") { (call, i: Int64, d: Double, b: Bool, s: String, j: JSONText) -> JSONText in
                    JSONText("[\\(i), \\(d), \\(b), \\"\\(s)\\", \\(j.text)]")
                }
                try registry.service("relay", for: .anyone) { (call, amount: Int64) -> Int64 in
                    try call.invoke("loyalty.points_for", amount, "EUR")
                }
                try registry.service("refuse") { (call) in throw Veto("not-now", "Not now.") }
                try registry.service("ring") { (call, count: Int, who: String) in try call.fire("rang", count, who) }
                try registry.defineHook("rang", Int.self, String.self)
                try registry.on("loyalty.points_awarded") { (call, user: Int64, points: Int64) in
                    call.log(.info, "awarded \\(points) to \\(user)")
                }
            }
        }

        @c @implementation
        public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
            PluginDescriptor.entry(Probe.self)
        }
        """

    @Test("Closures are services with types of their own, call others, fire and listen")
    func services() async throws {
        let shop = try await PluginShop.open()
        try loyalty().build(in: shop.folder)
        var bell = CPlugin("bell")
        bell.manifest = ["hooks": ["probe.rang": [:]]]
        bell.prelude = """
            static totem_status rang(totem_call *call, int64_t count, totem_str who, void *state) {
              if (count == 3 && totem_equal(who, TOTEM_STR("Ann"))) totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("three for Ann"));
              return count < 0 ? totem_veto(call, "silent", TOTEM_STR("It does not ring.")) : TOTEM_OK;
            }
            """
        bell.start = "if (!status) status = totem_on(registry, \"probe.rang\", \"is\", (totem_function)rang, 1);"
        try bell.build(in: shop.folder)
        var probe = CPlugin("probe")
        probe.manifest = ["hooks": ["loyalty.points_awarded": [:]]]
        let folder = try probe.writeManifest(in: shop.folder)
        try Self.compile(into: folder)
        for name in ["loyalty", "probe", "bell"] { try await shop.enable(name) }

        #expect(
            try await shop.invoke("probe.all", [-7, 0.5, true, "né", ["k": 1]]) == [-7, 0.5, true, "né", ["k": 1]]
        )
        #expect(try await shop.invoke("probe.relay", [1999]) == 19)
        #expect(try shop.service("probe.relay").role == nil && shop.service("probe.all").role == .staff)
        #expect(await refusal { _ = try await shop.invoke("probe.relay", [-1]) }?.code == "negative")
        #expect(await refusal { _ = try await shop.invoke("probe.refuse", []) }?.detail == "Not now.")
        #expect(try await shop.invoke("probe.ring", [3, "Ann"]) == .null)
        #expect(shop.log.has("three for Ann"))
        #expect(await refusal { _ = try await shop.invoke("probe.ring", [-1, ""]) }?.code == "silent")
        #expect(try await shop.invoke("loyalty.award", [4, 25]) == .null)
        #expect(shop.log.has("awarded 25 to 4"))
    }

    private static func compile(into folder: String) throws {
        let source = folder + "/probe.swift"
        try Data(Self.source.utf8).write(to: URL(fileURLWithPath: source))
        let kit = BuildProducts.path(of: "TotemPluginKit.build")
        let objects = try FileManager.default.contentsOfDirectory(atPath: kit).filter { $0.hasSuffix(".o") }
        try ChildProcess.run(
            ["swiftc", "-parse-as-library", "-emit-library", "-o", folder + "/probe.so", source]
                + objects.map { "\(kit)/\($0)" }
                + [
                    "-I", BuildProducts.path(of: "Modules"), "-I", CCompiler.include,
                    "-Xcc", "-fmodule-map-file=" + BuildProducts.path(of: "CTotem.build/module.modulemap"),
                    "-enable-upcoming-feature", "InternalImportsByDefault",
                ]
        )
    }
}
