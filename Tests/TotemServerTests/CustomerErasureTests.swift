import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemServer

@Suite("Exporting and erasing a customer")
struct CustomerErasureTests {
    private static let address: JSONValue = [
        "first_name": "Annabel", "last_name": "Archer", "company": "Archery Ltd", "phone": "0555-9911",
        "tax_id": "GB999999973", "address_line1": "7 Quiver Lane", "address_line2": "Loft", "city": "Nottingham",
        "state": "Notts", "postal_code": "NG1 1AA", "country": "GB",
    ]
    private static let bertsAddress: JSONValue = [
        "last_name": "Bert", "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB",
    ]
    /// Whatever would tell who it was.
    private static let traces = [
        "annabel", "archer", "0555-9911", "gb999999973", "quiver", "loft", "nottingham", "notts", "ng1 1aa",
        "wants it back", "call him",
    ]

    /// A shop in which Annabel has bought as a customer and as a guest, and somebody else, too.
    private struct Shop {
        let manager: TestClient
        let annabel: TestClient
        let path: String
        let own: JSONValue
        let guests: JSONValue
        let others: JSONValue

        init(_ guest: TestClient, _ kernel: Kernel) async throws {
            manager = try await guest.with(.storeManager, kernel)
            _ = try await manager.post(
                "/v1/products",
                ["name": "Mug", "sku": "MUG", "price": ["amount": 500, "currency": "USD"]]
            )
            annabel = try await guest.customer("annabel@archery.example")
            _ = try await annabel.patch(
                "/v1/me",
                ["first_name": "Annabel", "last_name": "Archer", "phone_number": "0555-9911"]
            )
            _ = try await annabel.post("/v1/me/addresses", address)
            _ = try await annabel.post("/v1/carts", ["items": [["sku": "MUG", "quantity": 7]]])
            let basket = try await guest.post("/v1/carts", ["items": [["sku": "MUG", "quantity": 8]]])
            let details: JSONValue = [
                "email": "annabel@archery.example", "billing_address": address, "note": "Annabel",
            ]
            #expect(try await guest.patch("/v1/carts/\(basket["id"].text ?? "")", details).status == 200)
            path = "/v1/customers/\(try #require(try await annabel.get("/v1/me")["id"].integer))"
            own = try await Self.order("annabel@archery.example", as: annabel)
            guests = try await Self.order(
                "annabel@archery.example",
                properties: ["engraving": "For Annabel"],
                as: guest
            )
            let berts = try await Self.order("bert@example.com", to: bertsAddress, as: guest)
            others = try await manager.get("/v1/orders/\(berts["id"]?.integer ?? 0)").json
            let order = "/v1/orders/\(own["id"]?.integer ?? 0)"
            let payment = own["payments"]?.elements.first?["id"]?.integer ?? 0
            _ = try await manager.post("\(order)/payments/\(payment)/capture", [:])
            let refund: JSONValue = ["amount": ["amount": 5, "currency": "USD"], "reason": "Annabel wants it back"]
            #expect(try await manager.post("\(order)/refunds", refund).status == 201)
            let note: JSONValue = ["text": "Call him before the parcel leaves"]
            #expect(try await manager.post("\(order)/notes", note).status == 201)
            let hold: JSONValue = ["name": "address", "reason": "Annabel moves"]
            let held = try await manager.post("\(order)/holds", hold)
            #expect(held.status == 201)
            _ = try await manager.delete("\(order)/holds/\(held["holds"][0]["id"]?.integer ?? 0)")
            let parcel: JSONValue = [
                "tracking_number": "P-0555-9911", "tracking_url": "https://carrier.example/0555-9911",
            ]
            #expect(try await manager.post("\(order)/fulfilments", parcel).status == 201)
        }

        static func order(
            _ email: String,
            to address: JSONValue = CustomerErasureTests.address,
            properties: JSONValue = [:],
            as client: TestClient
        ) async throws -> JSONValue {
            let line: JSONValue = ["sku": "MUG", "quantity": 2, "properties": properties]
            let cart = try await client.post("/v1/carts", ["items": [line]])
            let body: [String: JSONValue] = [
                "email": .string(email), "shipping_address": address, "billing_address": address,
            ]
            return try await client.checkout(cart, body, headers: ["Idempotency-Key": RandomToken.make()]).json
        }

        func order(_ order: JSONValue) async throws -> JSONValue {
            try await manager.get("/v1/orders/\(order["id"]?.integer ?? 0)").json
        }
    }

    @Test("An export has all that is kept about a person, and no secret")
    func export() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let data = try await shop.manager.get("\(shop.path)/export")
            #expect(data.status == 200)
            #expect(data["profile"]["email"] == "annabel@archery.example" && data["profile"]["roles"] == ["customer"])
            #expect(data["addresses"][0]["address_line1"] == "7 Quiver Lane")
            #expect(data["orders"].elements.map { $0["id"] } == [shop.own["id"], shop.guests["id"]])
            #expect(data["orders"][0]["shipping_address"]?["phone"] == "0555-9911")
            #expect(data["carts"].elements.contains { $0["items"]?[0]["quantity"] == 7 })
            let basket = data["carts"].elements.first { $0["items"]?[0]["quantity"] == 8 }
            #expect(basket?["note"] == "Annabel" && basket?["billing_address"]?["city"] == "Nottingham")
            #expect(data["sessions"].elements.count == 1)
            let text = String(decoding: data.body, as: UTF8.self)
            #expect(!text.contains("token") && !text.contains("password") && !text.contains("hash"))
            #expect(try await guest.with(.staff, kernel).get("\(shop.path)/export").status == 403)
        }
    }

    @Test("An erased customer is nowhere in the store; the orders stay with number, sums and country")
    func erase() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let before = try await shop.order(shop.own)
            #expect(try await shop.order(shop.guests)["items"]?[0]["properties"] == ["engraving": "For Annabel"])
            #expect(try await Self.answersToUsers(in: kernel.store) == 1)
            #expect(try await guest.with(.staff, kernel).delete(shop.path).status == 403)
            let key = ["Idempotency-Key": RandomToken.make()]
            #expect(try await shop.manager.delete(shop.path, headers: key).status == 204)
            #expect(try await shop.manager.delete(shop.path, headers: key).status == 204)
            #expect(try await shop.manager.delete(shop.path).status == 404)
            #expect(try await shop.manager.get(shop.path).status == 404)
            #expect(try await shop.annabel.get("/v1/me").status == 401)
            let after = try await shop.order(shop.own)
            for name in [
                "id", "number", "source", "subtotal", "tax", "total", "currency", "user_id", "created_at", "status",
            ] {
                #expect(after[name] == before[name], "\(name)")
            }
            #expect(after["items"] == before["items"] && after["email"] == .null && after["notes"] == [])
            #expect(after["shipping_address"]?["country"] == "GB" && after["billing_address"]?["country"] == "GB")
            // Answers that were kept for a guest's repeat go within a day; her own are gone.
            #expect(try await Self.answersToUsers(in: kernel.store) == 0)
            let tables = CoreSchema.tables.subtracting(["idempotency_keys"])
            let kept = try await Self.everything(in: tables, of: kernel.store)
            for trace in Self.traces { #expect(kept.filter { $0.contains(trace) } == [], "\(trace)") }
            #expect(try await shop.order(shop.others) == shop.others)
            #expect(try await guest.customer("annabel@archery.example").get("/v1/me").status == 200)
        }
    }

    /// Answers that are kept for repeats of those who are logged in.
    private static func answersToUsers(in store: any Store) async throws -> Int64? {
        try await store.read { tx in
            try tx.first("SELECT COUNT(*) FROM idempotency_keys WHERE scope LIKE 'user:%'") { try $0.get(0) }
        }
    }

    @Test("Who works for the shop, the last administrator too, is not erased as a customer")
    func staffStay() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let ann = try await guest.customer("ann@shop.example")
            let id = try #require(try await ann.get("/v1/me")["id"].integer)
            for role in ["staff", "store_manager", "admin"] {
                _ = try await admin.put("/v1/users/\(id)/roles", ["roles": ["customer", .string(role)]])
                #expect(try await admin.delete("/v1/customers/\(id)").problem == "works-for-shop")
            }
            #expect(try await ann.get("/v1/me").status == 200)
        }
    }

    @Test("More orders than one transaction takes are all anonymised, also after an erasure that was stopped")
    func manyOrders() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel)
            let id = try #require(shop.own["user_id"]?.integer)
            var last = shop.guests
            for _ in 0..<100 { last = try await Shop.order("annabel@archery.example", as: guest) }
            try await kernel.prepareErasure(of: User.ID(id), kernel.context(for: .system))
            #expect(try await shop.annabel.get("/v1/me").status == 401)
            #expect(try await shop.manager.get(shop.path)["is_active"] == false)
            for order in [shop.own, last] {
                #expect(try await shop.order(order)["shipping_address"]?["city"] == "")
            }
            #expect(try await shop.manager.delete(shop.path).status == 204)
        }
    }

    /// Every row of these tables as text in small letters.
    private static func everything(in tables: Set<String>, of store: any Store) async throws -> [String] {
        try await store.read { tx in
            let inspection = try tx.inspection()
            return try inspection.tables().filter { tables.contains($0.name) }.flatMap { table in
                let columns = table.columns.filter { !$0.name.hasSuffix("_hash") }.map {
                    "COALESCE(CAST(\"\($0.name)\" AS TEXT), '')"
                }
                return try inspection.toolRows(
                    "SELECT \(columns.joined(separator: " || ' ' || ")) FROM \"\(table.name)\"",
                    []
                ) { $0.text(at: 0).lowercased() }
            }
        }
    }
}
