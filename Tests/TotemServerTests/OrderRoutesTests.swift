import Testing
import TotemKernel
import TotemTesting

@testable import TotemServer

@Suite("Orders over HTTP")
struct OrderRoutesTests {
    /// A customer with an order of two pots of 999, and staff.
    private func withOrder(
        _ body:
            @escaping @Sendable (_ staff: TestClient, _ buyer: TestClient, _ order: TestResponse) async throws -> Void
    ) async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.storeManager, kernel)
            #expect(try await staff.post("/v1/products", .pot).status == 201)
            let buyer = try await guest.customer("ada@example.com")
            let cart = try await buyer.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 2]]])
            let order = try await buyer.checkout(cart)
            #expect(order.status == 201)
            try await body(staff, buyer, order)
        }
    }

    @Test("The buyer sees the states and parcels of the order, and neither notes nor holds")
    func buyersView() async throws {
        try await withOrder { staff, buyer, order in
            let path = "/v1/orders/\(order["id"].integer ?? 0)"
            #expect(order["status"] == "open" && order["payment_status"] == "authorized")
            #expect(order["fulfilment_status"] == "unfulfilled" && order["source"] == "storefront")
            #expect(order["history"][0]["of"] == "status" && order["extensions"] == [:])
            #expect(try await staff.post(path + "/notes", ["text": "Call first"]).status == 201)
            let held = try await staff.post(path + "/holds", ["name": "check", "reason": "two cards"])
            #expect(held["holds"][0]["owner"]?.text?.hasPrefix("key:") == true)
            let seen = try await buyer.get(path)
            #expect(seen["holds"] == [] && seen["notes"] == .null)
            #expect(try await staff.get(path)["notes"][0]["text"] == "Call first")
            let refused = try await staff.post(path + "/fulfilments", [:])
            #expect(refused.status == 409 && refused["detail"].text?.contains("two cards") == true)
            let hold = held["holds"][0]["id"]?.integer ?? 0
            #expect(try await staff.delete(path + "/holds/\(hold)").status == 200)
            #expect(try await staff.delete(path + "/holds/\(hold)").status == 404)
            let parcel: JSONValue = [
                "carrier": "DHL", "tracking_number": "JD1", "tracking_url": "https://dhl.example/JD1",
            ]
            #expect(try await staff.post(path + "/fulfilments", parcel).status == 201)
            let sent = try await buyer.get(path)
            #expect(sent["fulfilments"][0]["tracking_number"] == "JD1" && sent["fulfilment_status"] == "fulfilled")
            #expect(sent["items"][0]["fulfilled_quantity"] == 2)
            for action in ["notes", "holds", "fulfilments", "refunds", "payments"] {
                let answer = try await buyer.post(path + "/\(action)", [:])
                #expect(answer.status == 403, "\(action)")
            }
        }
    }

    @Test("Every bad field of a refund and of a fulfilment is named")
    func badFields() async throws {
        try await withOrder { staff, _, order in
            let path = "/v1/orders/\(order["id"].integer ?? 0)"
            let item = order["items"][0]["id"] ?? .null
            let units = { (id: JSONValue, count: Int64) -> JSONValue in [["id": id, "quantity": .integer(count)]] }
            let cent: JSONValue = ["amount": 1, "currency": "USD"]
            let cases: [(action: String, body: JSONValue, fields: Set<String>)] = [
                ("refunds", [:], ["amount"]),
                ("refunds", ["amount": cent, "items": units(item, 1)], ["amount"]),
                ("refunds", ["items": units(item, 0)], ["items[0].quantity"]),
                ("refunds", ["items": units(4711, 1)], ["items[0].id"]),
                ("refunds", ["items": units(item, 3)], ["items[0].quantity"]),
                ("refunds", ["shipping_amount": cent], ["shipping_amount"]),
                ("refunds", ["amount": ["amount": 1, "currency": "EUR"]], ["amount"]),
                ("fulfilments", ["items": []], ["items"]),
                ("fulfilments", ["items": units(item, 3)], ["items[0].quantity"]),
                ("fulfilments", ["warehouse_id": 4711], ["warehouse_id"]),
                (
                    "fulfilments", ["status": "lost", "tracking_url": "javascript:alert(1)"],
                    ["status", "tracking_url"]
                ),
                ("payments", ["method": "magic"], ["method"]),
                ("holds", ["name": ""], ["name"]),
                ("notes", ["text": ""], ["text"]),
            ]
            for (action, body, fields) in cases {
                let answer = try await staff.post(path + "/" + action, body)
                let names = fields == ["items[0].id"] || fields == ["warehouse_id"]
                #expect(answer.status == (names ? 404 : 422), "\(action) \(body)")
                let named = Set(answer["errors"].elements.compactMap { $0["field"]?.text })
                #expect(named == fields, "\(action) \(body)")
            }
            let early = try await staff.post(path + "/refunds", ["amount": cent])
            #expect(early.status == 409 && early.problem == "nothing-captured")
        }
    }

    @Test("Lists take the three states, words and times, and name what they do not know")
    func lists() async throws {
        try await withOrder { staff, buyer, order in
            let id = order["id"]
            for query in [
                "status=open", "payment_status=authorized", "fulfilment_status=unfulfilled", "q=a@example",
                "sort=created_at",
                "created_after=2020-01-01T00:00:00Z", "q=\(order["number"].text ?? "")",
            ] {
                let answer = try await staff.get("/v1/orders?" + query)
                #expect(answer["data"][0]["id"] == id, "\(query)")
            }
            for query in ["status=completed", "payment_status=paid", "q=nobody", "created_before=2020-01-01T00:00:00Z"]
            {
                let answer = try await staff.get("/v1/orders?" + query)
                #expect(answer["data"] == [], "\(query)")
            }
            for query in [
                "status=paid", "created_after=yesterday", "sort=total", "q=", "q=%20",
            ] {
                let answer = try await staff.get("/v1/orders?" + query)
                #expect(answer.status == 422, "\(query)")
            }
            #expect(try await buyer.get("/v1/orders")["data"][0]["id"] == id)
            #expect(try await buyer.get("/v1/orders?q=ada").status == 403)
        }
    }

    @Test("A path with an empty part is another path, at which there is nothing")
    func emptyParts() async throws {
        try await withOrder { staff, _, order in
            let id = order["id"].integer ?? 0
            let plain = try await staff.get("/v1/orders/\(id)")
            #expect(plain.status == 200)
            for path in [
                "/v1/orders/\(id)/", "/v1//orders/\(id)", "//v1/orders/\(id)", "/v1/orders/", "/health/ready/",
            ] {
                let answer = try await staff.get(path)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }

    @Test("A parcel's way is told later, and taken away with null")
    func tracking() async throws {
        try await withOrder { staff, _, order in
            let path = "/v1/orders/\(order["id"].integer ?? 0)/fulfilments"
            let made = try await staff.post(path, ["status": "pending", "carrier": "DHL"])
            #expect(made["fulfilment_status"] == "unfulfilled")
            let one = path + "/\(made["fulfilments"][0]["id"]?.integer ?? 0)"
            let sent = try await staff.patch(one, ["status": "shipped", "tracking_number": "JD1", "carrier": nil])
            #expect(sent["fulfilments"][0]["carrier"] == .null && sent["fulfilments"][0]["tracking_number"] == "JD1")
            #expect(sent["fulfilment_status"] == "fulfilled")
            #expect(try await staff.patch(one, ["status": "pending"]).status == 409)
            #expect(try await staff.patch(path + "/4711", ["status": "shipped"]).status == 404)
        }
    }

    @Test("Each name keeps JSON of its own on carts and orders; null takes it away, and what is too large is refused")
    func metadata() async throws {
        try await withOrder { staff, buyer, order in
            let path = "/v1/orders/\(order["id"].integer ?? 0)/metadata"
            #expect(try await staff.put(path + "/loyalty", ["points": 7]).status == 200)
            let both = try await staff.put(path + "/pick.list", [1, "two"])
            #expect(both["metadata"] == ["loyalty": ["points": 7], "pick.list": [1, "two"]])
            let one = try await staff.put(path + "/loyalty", nil)
            #expect(one["metadata"] == ["pick.list": [1, "two"]])
            let large = try await staff.put(path + "/large", .string(String(repeating: "x", count: 8 * 1024)))
            #expect(large.status == 422 && large["errors"][0]["field"] == "metadata.large")
            #expect(try await buyer.put(path + "/mine", 1).status == 403)
            let cart = try await buyer.post("/v1/carts", [:])
            let kept = try await buyer.put("/v1/carts/\(cart["id"].text ?? "")/metadata/theme", "dark")
            #expect(kept.status == 200)
        }
    }
}
