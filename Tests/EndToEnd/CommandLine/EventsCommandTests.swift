import Testing
import TotemKernel
import TotemTesting

@Suite("totem events")
struct EventsCommandTests {
    @Test("tail shows what has been, each event on a line of JSON, and ends after so many")
    func past() async throws {
        let shop = try await CommandLineShop()
        for name in ["Clay", "Loam"] {
            #expect(try await shop.totem("settings", "set", "store_name", name).status == 0)
        }
        // Of a type are shown the last ones of it, however much else has happened since.
        for name in ["a", "b"] {
            #expect(try await shop.totem("key", "create", "--name", name, "--role", "staff").status == 0)
        }
        let tail = try await shop.totem(
            "events",
            "tail",
            "--type",
            "setting.changed",
            "--lines",
            "2",
            "--limit",
            "2",
            "--json"
        )
        #expect(tail.status == 0)
        let events = try tail.output.split(separator: "\n").map { try JSONValue(text: String($0)) }
        #expect(events.map { $0["data"]?["to"] } == ["Clay", "Loam"])
        #expect(events.allSatisfy { $0["type"] == "setting.changed" && $0["subject"] == "setting" })
    }

    @Test("tail waits for what comes")
    func coming() async throws {
        let shop = try await CommandLineShop()
        let isOver = Gate()
        async let tail = {
            defer { isOver.open() }
            return try await shop.totem("events", "tail", "--lines", "0", "--limit", "2", "--type", "setting.changed")
        }()
        var count = 0
        while !isOver.isOpen {
            count += 1
            #expect(try await shop.totem("settings", "set", "store_name", "Clay \(count)").status == 0)
        }
        let shown = try await tail
        #expect(shown.status == 0)
        let lines = shown.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("  setting.changed  setting ") })
    }

    @Test("A type that is none is refused with those that there are")
    func refusals() async throws {
        let shop = try await CommandLineShop()
        let type = try await shop.totem("events", "tail", "--type", "order.eaten")
        type.expectFailure(1, "must be one of order.committed")
        try await shop.totem("events", "tail", "--limit", "0").expectFailure(2, "--limit must be 1 or more")
    }
}
