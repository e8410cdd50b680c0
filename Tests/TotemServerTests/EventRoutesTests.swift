import Testing
import TotemKernel
import TotemTesting

@Suite("The feed over HTTP")
struct EventRoutesTests {
    @Test("Staff see what happened and who did it: all of it, behind an event, or of one type")
    func list() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let staff = try await guest.with(.staff, kernel)
            let pot = try #require(try await admin.post("/v1/products", .pot)["id"].integer)
            _ = try await admin.patch("/v1/products/\(pot)", ["name": "Jar"])
            _ = try await admin.put("/v1/settings/store_name", ["value": "Clay"])
            func events(_ query: String) async throws -> [JSONValue] {
                let answer = try await staff.get("/v1/events" + query)
                #expect(answer.status == 200)
                return answer["data"].elements
            }
            // An event is shown once no older transaction is open on the server.
            try await wait(for: "the last event") {
                try await events("?limit=100").last?["type"] == "setting.changed"
            }
            let saved = try await events("?type=product.saved")
            #expect(saved.map { $0["data"]?["changed"] } == [nil, ["name"]])
            #expect(saved.last?["data"]?["from"]?["name"] != saved.last?["data"]?["to"]?["name"])
            for event in saved {
                #expect(event["subject"] == "product" && event["subject_id"] == .integer(pot))
                #expect(event["actor"]?.text?.hasPrefix("key:") == true && event["created_at"]?.text != nil)
            }
            // The stock of a new product is told behind it.
            let stock = try await events("?type=stock.changed")
            #expect(stock.allSatisfy { $0["data"]?["reason"] == "product saved" && $0["data"]?["from"] == 0 })
            let first = try #require(stock.last?["id"]?.integer)
            #expect(try await events("?after=\(first)").map { $0["type"] } == ["product.saved", "setting.changed"])
            let pages = try await staff.get("/v1/events?after=\(first)&limit=1")
            let next = try #require(pages["next_cursor"].text)
            #expect(try await events("?limit=1&cursor=\(next)").map { $0["type"] } == ["setting.changed"])
        }
    }

    @Test("An event that is not there and a type that is none are refused by name")
    func refusals() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            for (query, field, status) in [
                ("after=999999", "after", 422), ("after=x", "after", 422), ("type=order.eaten", "type", 422),
            ] {
                let answer = try await staff.get("/v1/events?\(query)")
                #expect(answer.status == status)
                #expect(answer["errors"][0]["field"]?.text == field, "\(answer.json)")
            }
        }
    }
}
