import Testing
import TotemKernel
import TotemTesting

@Suite("Webhooks over HTTP")
struct WebhookRoutesTests {
    private static let body: JSONValue = ["event_type": "order.committed", "target_url": "https://example.com/hooks"]

    @Test("A webhook is made, read, changed and deleted; its secret is in the answer that made it and in no other")
    func lifeCycle() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let made = try await admin.post("/v1/webhooks", Self.body)
            #expect(made.status == 201)
            #expect(made["event_type"] == "order.committed" && made["is_active"] == true && made["user_id"] == .null)
            let secret = try #require(made["secret"].text)
            #expect(secret.hasPrefix("whsec_"))
            let path = try #require(made.headers["location"])
            let read = try await admin.get(path)
            #expect(read["target_url"] == "https://example.com/hooks")
            let changed = try await admin.patch(path, ["is_active": false, "event_type": "refund.created"])
            #expect(changed["is_active"] == false && changed["event_type"] == "refund.created")
            #expect(changed["target_url"] == "https://example.com/hooks")
            let list = try await admin.get("/v1/webhooks")
            #expect(list["data"].elements.count == 1)
            for answer in [read, changed, list] {
                #expect(!String(decoding: answer.body, as: UTF8.self).contains(secret.dropFirst(6)))
            }
            #expect(try await admin.delete(path).status == 204)
            #expect(try await admin.get(path).status == 404)
            #expect(try await admin.patch(path, [:]).status == 404)
            #expect(try await admin.delete(path).status == 404)
        }
    }

    @Test("An Idempotency-Key keeps no secret: a repeat makes another webhook with another one")
    func notKept() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let headers = ["Idempotency-Key": "once"]
            let first = try await admin.post("/v1/webhooks", Self.body, headers: headers)
            let second = try await admin.post("/v1/webhooks", Self.body, headers: headers)
            #expect(second.status == 201 && first["secret"] != second["secret"])
        }
    }

    @Test("Webhooks are read by store managers and written by administrators")
    func roles() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let manager = try await guest.with(.storeManager, kernel)
            let staff = try await guest.with(.staff, kernel)
            let path = try #require(try await admin.post("/v1/webhooks", Self.body).headers["location"])
            for read in ["/v1/webhooks", path] {
                #expect(try await manager.get(read).status == 200)
                #expect(try await staff.get(read).status == 403)
                #expect(try await guest.get(read).status == 401)
            }
            #expect(try await manager.post("/v1/webhooks", Self.body).status == 403)
            #expect(try await manager.patch(path, ["is_active": false]).status == 403)
            #expect(try await manager.delete(path).status == 403)
        }
    }

    @Test(
        "What can't be a webhook is refused by its field",
        arguments: [
            (["event_type": "order.eaten", "target_url": "https://example.com"], "event_type"),
            (["event_type": "order.eaten", "target_url": "nowhere"], "event_type, target_url"),
            (["event_type": "order.committed", "target_url": "https://me:word@example.com"], "target_url"),
            (["event_type": "order.committed", "target_url": "http://localhost:8080/v1/webhooks"], "target_url"),
            (["event_type": "order.committed", "target_url": "https://example.com", "secret": "x"], "secret"),
        ] as [(JSONValue, String)]
    )
    func refuses(body: JSONValue, field: String) async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let answer = try await admin.post("/v1/webhooks", body)
            #expect(answer.status == 422)
            #expect(answer["errors"].elements.compactMap { $0["field"]?.text }.joined(separator: ", ") == field)
        }
    }

    @Test("The list comes in pages")
    func pages() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            for _ in 0..<3 { _ = try await admin.post("/v1/webhooks", Self.body) }
            let first = try await admin.get("/v1/webhooks?limit=2")
            let cursor = try #require(first["next_cursor"].text)
            let second = try await admin.get("/v1/webhooks?limit=2&cursor=\(cursor)")
            let ids = (first["data"].elements + second["data"].elements).compactMap { $0["id"]?.integer }
            #expect(ids.count == 3 && Set(ids).count == 3)
            #expect(second["next_cursor"] == .null)
        }
    }
}
