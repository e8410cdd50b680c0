import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Events of plugins' own")
struct PluginEventTests {
    /// A plugin whose routes answer with the status of a `totem_emit`.
    private static func plugin(_ events: JSONValue) -> CPlugin {
        var plugin = CPlugin("stars")
        plugin.manifest["events"] = events
        plugin.prelude += """

            static totem_status tell(totem_call *call, const char *event, const char *subject, int64_t id, totem_str json) {
              char text[600];
              totem_status status = totem_emit(call, event, subject, id, json);
              snprintf(text, sizeof text, "[%d]", status);
              return totem_respond(call, 200, totem_text(text));
            }
            """
        let calls: [(String, String)] = [
            ("/good", #""given", "star", 7, TOTEM_STR("{\"by\": 3}")"#),
            ("/bare", #""given", "product", 1, (totem_str){NULL, 0}"#),
            ("/other", #""taken", "star", 7, (totem_str){NULL, 0}"#),
            ("/subject", #""given", "A star", 7, (totem_str){NULL, 0}"#),
            ("/id", #""given", "star", 0, (totem_str){NULL, 0}"#),
            ("/array", #""given", "star", 7, TOTEM_STR("[1]")"#),
            ("/broken", #""given", "star", 7, TOTEM_STR("{")"#),
            ("/empty", #""given", "star", 7, TOTEM_STR("")"#),
        ]
        plugin.routes = calls.map { .init("POST", $0, writes: true, "return tell(call, \($1));") }
        plugin.routes.append(.init("GET", "/good", "return tell(call, \(calls[0].1));"))
        return plugin
    }

    /// Subject, id, actor and data of each, in their order.
    private static func events(_ shop: PluginShop, _ type: String) async throws -> [String] {
        try await shop.files.store.read { tx in
            try tx.query(
                "SELECT subject, subject_id, actor, data FROM outbox WHERE type = $1 ORDER BY id",
                type
            ) { row in
                let subject = "\(try row.get(0, as: String.self)) \(try row.get(1, as: Int64.self))"
                return "\(subject) \(try row.get(2, as: String.self)) \(try row.get(3, as: String.self))"
            }
        }
    }

    @Test("They stand in the shop's feed under the plugin's name, with who did it, from the commit on")
    func told() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin(["given": "A star was given."]).build(in: shop.folder)
        try await shop.enable("stars")
        for path in ["/good", "/bare"] { #expect(try await shop.send("POST", path, of: "stars").json == [0]) }
        let events = try await Self.events(shop, "x.stars.given")
        #expect(events == [#"star 7 system {"by": 3}"#, "product 1 system {}"])
        let info = try await shop.host.plugins().first { $0.name == "stars" }
        #expect(info?.events == ["x.stars.given": "A star was given."])
    }

    @Test(
        "What plugin.json does not name, has no subject or is no object is refused, and so is a call that can't write"
    )
    func refused() async throws {
        let shop = try await PluginShop.open()
        try Self.plugin(["given": "A star was given."]).build(in: shop.folder)
        try await shop.enable("stars")
        for path in ["/other", "/subject", "/id", "/array", "/broken", "/empty"] {
            #expect(try await shop.send("POST", path, of: "stars").json == [-4], "\(path)")
        }
        #expect(try await shop.send("GET", "/good", of: "stars").json == [-5])
        #expect(try await Self.events(shop, "x.stars.given").isEmpty)
    }

    @Test("plugin.json names them as they may be named, each with a sentence")
    func manifest() async throws {
        let shop = try await PluginShop.open()
        let wrong: [(JSONValue, String)] = [
            (["Given": "A"], "lower case letters"), (["": "A"], "lower case letters"),
            (["a.b": "A"], "lower case letters"),
            (["given": 1], "must be a string"), (["given"], "must be a JSON object"),
        ]
        for (events, words) in wrong {
            try Self.plugin(events).build(in: shop.folder)
            let refusal = await refusal { try await shop.enable("stars") }
            #expect(refusal?.detail.contains(words) == true, "\(refusal?.detail ?? "")")
        }
    }

    @Test("Nodes keep what they have in memory, for nothing of the shop is another one by them")
    func kept() throws {
        #expect(try EventName(named: "x.stars.given").text == "x.stars.given")
        for name in ["x.stars", "x.Stars.given", "x.stars.given.twice", "x..given", "stars.given", "order.given"] {
            #expect(throws: KernelError.self) { try EventName(named: name) }
        }
    }
}
