import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What carts and orders cost, over HTTP")
struct PricingRoutesTests {
    /// A shop with a mug for 5.00 and a pot for 9.99.
    private struct Shop {
        let guest: TestClient
        let staff: TestClient
        let admin: TestClient

        init(_ guest: TestClient, _ kernel: Kernel, _ settings: [String: String]) async throws {
            self.guest = guest
            staff = try await guest.with(.staff, kernel)
            admin = try await guest.with(.admin, kernel)
            for (key, value) in settings {
                #expect(try await admin.put("/v1/settings/\(key)", ["value": .string(value)]).status == 200)
            }
            for (sku, price) in [("MUG", 500), ("POT", 999)] as [(String, Int64)] {
                _ = try await admin.post(
                    "/v1/products",
                    ["name": .string(sku), "sku": .string(sku), "price": Self.money(price)]
                )
            }
        }

        static func money(_ amount: Int64) -> JSONValue { ["amount": .integer(amount), "currency": "USD"] }

        func cart(
            _ items: JSONValue = [["sku": "MUG", "quantity": 2], ["sku": "POT", "quantity": 1]]
        ) async throws
            -> TestResponse
        {
            try await guest.post("/v1/carts", ["items": items])
        }
    }

    private static let address: JSONValue = [
        "address_line1": "Main St 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
    ]

    @Test("Tax that is added: lines, shipping and the total, and the order's trace comes to it")
    func exclusive() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, ["tax_rate": "1900", "shipping_flat_amount": "490"])
            let cart = try await shop.cart()
            #expect(cart["subtotal"] == Shop.money(1999))
            #expect(cart["shipping"] == Shop.money(490))
            #expect(cart["items"].elements.map { $0["tax"] } == [Shop.money(190), Shop.money(190)])
            #expect(cart["tax"] == Shop.money(190 + 190 + 93))
            #expect(cart["total"] == Shop.money(1999 + 490 + 473))
            #expect(cart["due"] == cart["total"])
            #expect(cart["prices_include_tax"] == false)
            #expect(cart["tenders"] == [])
            #expect(cart["adjustments"].elements.map { $0["kind"] } == ["shipping", "tax", "tax"])
            let part: JSONValue = [
                "kind": "tax", "label": "Tax 19 %", "source": "core", "rule": "tax_rate", "amount": Shop.money(190),
            ]
            #expect(cart["items"].elements.map { $0["adjustments"] } == [[part], [part]])
            let rate: JSONValue = ["id": "flat", "label": "Shipping", "amount": Shop.money(490), "plugin": "core"]
            #expect(cart["shipping_rates"] == [rate])
            #expect(cart["shipping_rate"] == "flat")
            let placed = try await guest.checkout(cart)
            #expect(placed.status == 201)
            #expect(placed["total"] == cart["total"])
            #expect(placed["tax"] == cart["tax"])
            #expect(placed["items"].elements.map { $0["adjustments"] } == [[part], [part]])
            let id = try #require(placed["id"].integer)
            let order = try await shop.staff.get("/v1/orders/\(id)?include=trace")
            let amounts: [Int64] = order["trace"].elements.map { $0["amount"]?["amount"]?.integer ?? 0 }
            let sum: Int64 = amounts.reduce(0, +)
            #expect(sum == 2962)
            let tax = order["trace"].elements.first { $0["kind"] == "tax" }
            #expect(tax?["shares"] == [Shop.money(190), Shop.money(190)])
            #expect(tax?["label"] == "Tax 19 %")
        }
    }

    @Test("Tax that prices include is told and not added")
    func inclusive() async throws {
        try await withServer { guest, kernel in
            let settings = [
                "tax_rate": "1900", "shipping_flat_amount": "490", "prices_include_tax": "true",
                "tax_rounding": "order",
            ]
            let shop = try await Shop(guest, kernel, settings)
            let cart = try await shop.cart()
            #expect(cart["total"] == Shop.money(2489))
            #expect(cart["tax"] == Shop.money(397))
            #expect(cart["items"].elements.map { $0["tax"] } == [Shop.money(160), Shop.money(159)])
            #expect(cart["prices_include_tax"] == true)
            let order = try await guest.checkout(cart)
            #expect(order["total"] == cart["total"])
            #expect(order["tax"] == cart["tax"])
            #expect(order["payments"][0]["amount"] == cart["total"])
        }
    }

    @Test("Checkout takes from the cart what it is not told: email, addresses, note, locale and metadata")
    func details() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, [:])
            let cart = try await shop.cart()
            let path = "/v1/carts/\(try #require(cart["id"].text))"
            let bare = try await guest.post(path + "/checkout", ["payment": ["method": "manual"]])
            #expect(bare.status == 422)
            #expect(bare.badFields == ["email", "shipping_address"])
            let said = try await guest.patch(
                path,
                ["email": "Ada@example.com", "locale": "de-AT", "note": " Ring twice ", "metadata": ["web": ["a": 1]]]
            )
            #expect(said.status == 200)
            #expect(said["email"] == "ada@example.com")
            #expect(said["note"] == "Ring twice")
            let sent = try await guest.put(path + "/shipping", ["address": Self.address, "rate": "flat"])
            #expect(sent.status == 200)
            #expect(sent["shipping_address"]["city"] == "Berlin")
            #expect((sent["version"].integer ?? 0) > (cart["version"].integer ?? 0))
            let kept = try await guest.patch(path, ["metadata": ["web": nil, "app": true], "locale": nil])
            #expect(kept["metadata"] == ["app": true])
            #expect(kept["locale"] == .null)
            #expect(kept["note"] == "Ring twice")
            #expect(try await guest.get(path).json == kept.json)
            let order = try await guest.post(path + "/checkout", ["payment": ["method": "manual"]])
            #expect(order.status == 201)
            #expect(order["email"] == "ada@example.com")
            #expect(order["note"] == "Ring twice")
            #expect(order["shipping_address"]["city"] == "Berlin")
            #expect(order["billing_address"]["city"] == "Berlin")
            #expect(order["source"] == "storefront")
            #expect(order["metadata"] == ["app": true])
            #expect(try await guest.patch(path, ["note": "late"]).status == 409)
        }
    }

    @Test("Bad details are refused by their names, and change nothing")
    func refusedDetails() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, [:])
            let cart = try await shop.cart()
            let path = "/v1/carts/\(try #require(cart["id"].text))"
            let all = try await guest.patch(
                path,
                ["email": "nobody", "locale": "german!", "billing_address": ["country": "DE"]]
            )
            #expect(
                Set(all.badFields) == [
                    "email", "locale", "billing_address.address_line1", "billing_address.city",
                    "billing_address.postal_code",
                ]
            )
            let long = JSONValue.string(String(repeating: "a", count: 20_000))
            #expect(try await guest.patch(path, ["note": long]).badFields == ["note"])
            #expect(try await guest.patch(path, ["metadata": ["web": long]]).badFields == ["metadata"])
            let rate = try await guest.put(path + "/shipping", ["address": Self.address, "rate": "express"])
            #expect(rate.badFields == ["rate"])
            #expect(rate["detail"].text?.contains("'flat'") == true)
            #expect(try await guest.get(path).json == cart.json)
        }
    }

    @Test("Lines with other properties are lines of their own; a part goes with the line that it belongs to")
    func lines() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, [:])
            let cart = try await shop.cart([
                ["sku": "MUG", "quantity": 1, "properties": ["text": "Ada"]], ["sku": "MUG", "quantity": 1],
                ["sku": "MUG", "quantity": 2, "properties": ["text": "Ada"]],
            ])
            let path = "/v1/carts/\(try #require(cart["id"].text))/items"
            #expect(cart["items"].elements.map { $0["quantity"] } == [3, 1])
            #expect(cart["items"][0]["properties"] == ["text": "Ada"])
            #expect(cart["items"][1]["properties"] == [:])
            let mug = try #require(cart["items"][0]["id"])
            let grown = try await guest.post(path, ["sku": "MUG", "quantity": 1, "properties": [:]])
            #expect(grown["items"].elements.map { $0["quantity"] } == [3, 2])
            let part = try await guest.post(path, ["sku": "POT", "quantity": 1, "parent_id": mug])
            #expect(part["items"][2]["parent_id"] == mug)
            let ofPart = try await guest.post(
                path,
                ["sku": "POT", "quantity": 1, "parent_id": part["items"][2]["id"] ?? nil]
            )
            #expect(ofPart.badFields == ["parent_id"])
            #expect(
                try await guest.post(path, ["sku": "POT", "quantity": 1, "parent_id": 999]).badFields == ["parent_id"]
            )
            let changed = try await guest.patch("\(path)/\(mug.integer ?? 0)", ["quantity": 5, "properties": nil])
            #expect(changed["items"][0]["quantity"] == 5)
            #expect(changed["items"][0]["properties"] == [:])
            let order = try await guest.checkout(part)
            #expect(order["items"][2]["parent_id"] == order["items"][0]["id"])
            let other = try await shop.cart([["sku": "MUG", "quantity": 1]])
            let others = "/v1/carts/\(try #require(other["id"].text))/items"
            let parent = try #require(other["items"][0]["id"]?.integer)
            _ = try await guest.post(others, ["sku": "POT", "quantity": 1, "parent_id": .integer(parent)])
            #expect(try await guest.delete("\(others)/\(parent)")["items"] == [])
            let large: JSONValue = ["text": .string(String(repeating: "a", count: 9000))]
            let refused = try await guest.post(others, ["sku": "MUG", "quantity": 1, "properties": large])
            #expect(refused.badFields == ["properties"])
        }
    }

    @Test("A dry run says what a cart would cost with other lines or another rate, and changes nothing")
    func preview() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, ["tax_rate": "1900", "shipping_flat_amount": "490"])
            let cart = try await shop.cart()
            let path = "/v1/carts/\(try #require(cart["id"].text))"
            #expect(try await guest.post(path + "/price", [:]).json == cart.json)
            let items: JSONValue = [["sku": "MUG", "quantity": 1], ["sku": "MUG", "quantity": 2]]
            let other = try await guest.post(
                path + "/price",
                ["items": items, "address": Self.address, "rate": "flat"]
            )
            #expect(other.status == 200)
            #expect(other["items"].elements.map { $0["quantity"] } == [3])
            #expect(other["total"] == Shop.money(1500 + 490 + 285 + 93))
            #expect(other["shipping_address"]["city"] == "Berlin")
            #expect(try await guest.post(path + "/price", ["rate": "express"]).badFields == ["rate"])
            #expect(try await guest.post(path + "/price", ["codes": ["NONE"]]).badFields == ["codes[0]"])
            #expect(try await guest.post(path + "/price", ["items": [["sku": "X", "quantity": 1]]]).status == 404)
            #expect(try await guest.get(path).json == cart.json)
        }
    }

    @Test("Staff make orders without a cart, at prices of their own and without an email; guests and customers do not")
    func staff() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, ["tax_rate": "1000", "order_number_prefix": "S-"])
            let body: JSONValue = [
                "items": [["sku": "MUG", "quantity": 2, "price": Shop.money(450)], ["sku": "POT", "quantity": 1]],
                "shipping_address": Self.address, "note": "By phone", "metadata": ["erp": 7],
            ]
            #expect(try await guest.post("/v1/orders", body).status == 401)
            let customer = try await guest.customer("c@example.com")
            #expect(try await customer.post("/v1/orders", body).status == 403)
            let order = try await shop.staff.post("/v1/orders", body)
            #expect(order.status == 201)
            #expect(order["source"] == "staff")
            #expect(order["email"] == .null)
            #expect(order["total"] == Shop.money(900 + 999 + 90 + 100))
            #expect(order["metadata"] == ["erp": 7])
            #expect(order["number"].text?.hasPrefix("S-") == true)
            #expect(order["note"] == "By phone")
            #expect(try await shop.staff.get("/v1/orders/\(order["id"].integer ?? 0)")["items"] == order["items"])
            let refused: [(JSONValue, [String])] = [
                (["items": []], ["items"]), (["items": [["sku": "MUG", "quantity": 1]]], ["shipping_address"]),
                (["items": [["sku": "NONE", "quantity": 1]], "shipping_address": Self.address], ["items[0].sku"]),
                (
                    [
                        "items": [["sku": "MUG", "quantity": 1, "price": ["amount": 1, "currency": "EUR"]]],
                        "shipping_address": Self.address,
                    ], ["items[0].price"]
                ),
                (
                    ["items": [["sku": "MUG", "quantity": 1]], "shipping_address": Self.address, "user_id": 99],
                    ["user_id"]
                ),
            ]
            for (body, fields) in refused {
                #expect(try await shop.staff.post("/v1/orders", body).badFields == fields)
            }
        }
    }

    @Test("An order has at most what thousands of them may add up from")
    func largestOrder() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, [:])
            _ = try await shop.admin.post(
                "/v1/products",
                ["name": "Gold", "sku": "GOLD", "price": Shop.money(1_000_000_000_000)]
            )
            let most = try await shop.cart([["sku": "GOLD", "quantity": 1000]])
            #expect(most.status == 201)
            #expect(most["total"]["amount"] == .integer(PriceSheet.largest))
            let refused = try await shop.cart([["sku": "GOLD", "quantity": 1001]])
            #expect(refused.problem == "amount-too-large" && refused.badFields == ["items"])
        }
    }

    @Test("Amounts too large for 64 bits are refused when the line is put in")
    func overflow() async throws {
        try await withServer { guest, kernel in
            let shop = try await Shop(guest, kernel, [:])
            _ = try await shop.admin.post(
                "/v1/products",
                ["name": "Gold", "sku": "GOLD", "price": Shop.money(1_000_000_000_000)]
            )
            let lines = (0..<10).map { place -> JSONValue in
                ["sku": "GOLD", "quantity": 1_000_000, "properties": ["place": .integer(Int64(place))]]
            }
            let refused = try await shop.cart(.array(lines))
            #expect(refused.status == 422)
            #expect(refused.problem == "amount-too-large")
            #expect(refused.badFields == ["items"])
        }
    }
}
