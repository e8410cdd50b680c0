import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("The description of the HTTP interface")
struct OpenAPITests {
    @Test("A plugin's route stands there as its manifest describes it")
    func pluginRoute() throws {
        let route = PluginRouteDescription(
            plugin: "notes",
            method: "POST",
            path: "/notes/{id}",
            role: .staff,
            summary: "Change a note",
            query: .object([
                "type": "object", "required": ["kind"],
                "properties": ["kind": ["type": "string"], "most": ["type": "integer"]],
            ]),
            body: ["type": "object", "properties": ["title": ["type": "string"]]],
            answers: [201: ["type": "object"], 204: nil, 409: ["type": "object"]]
        )
        let document = OpenAPIDocument.json(of: [], with: [route], in: try #require(Currency("EUR")))
        let operation = try #require(document["paths"]?["/v1/x/notes/notes/{id}"]?["post"])
        #expect(operation["summary"] == "Change a note")
        guard case .array(let parameters) = operation["parameters"] else {
            Issue.record("\(operation)")
            return
        }
        #expect(parameters.map { $0["name"] } == ["id", "kind", "most"])
        #expect(parameters.map { $0["required"] } == [true, true, false])
        #expect(parameters[2]["schema"]?["type"] == "integer")
        let body = operation["requestBody"]?["content"]?["application/json"]?["schema"]
        #expect(body?["properties"]?["title"]?["type"] == "string")
        #expect(operation["responses"]?["201"]?["content"]?["application/json"] != nil)
        #expect(operation["responses"]?["204"] != nil && operation["responses"]?["204"]?["content"] == nil)
        #expect(operation["responses"]?["409"]?["content"]?["application/problem+json"] != nil)
        #expect(operation["responses"]?["200"] == nil)
    }

    @Test("Every route is described once, and nothing else; every reference leads to a schema")
    func complete() async throws {
        try await withServer { client, kernel in
            let contract = try await Contract(of: client)
            let declared = operations(of: kernel).map(\.description)
            #expect(contract.operations == Set(declared))
            #expect(declared.count > 60 && Set(declared).count == declared.count)
            #expect(contract.danglingReferences(in: contract.document) == [])
            #expect(contract.document["openapi"] == "3.1.0")
        }
    }

    @Test("Users, their addresses and roles are what is described")
    func users() async throws {
        try await withServer { guest, kernel in
            let contract = try await Contract(of: guest)
            let admin = try await guest.with(.admin, kernel)
            let login: JSONValue = ["email": "ada@example.com", "password": "correct horse"]
            try await contract.send("POST /v1/customers", nil, login, as: guest)
            try await contract.send("POST /v1/customers", nil, login, as: guest)
            let token = try await contract.send("POST /v1/sessions", nil, login, as: guest)["token"].text
            let ada = TestClient(url: guest.url, token: token)
            try await contract.send("GET /v1/me", as: ada)
            try await contract.send("PATCH /v1/me", nil, ["first_name": "Ada", "phone_number": "1"], as: ada)
            let address: JSONValue = [
                "address_type": "billing", "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA",
                "country": "GB",
            ]
            let id = try await contract.send("POST /v1/me/addresses", nil, address, as: ada)["id"].integer ?? 0
            let path = "/v1/me/addresses/\(id)"
            try await contract.send("PATCH /v1/me/addresses/{address}", path, ["state": "Staffs"], as: ada)
            try await contract.send("GET /v1/me/addresses", as: ada)
            try await contract.send("DELETE /v1/me/addresses/{address}", path, as: ada)
            try await contract.send("GET /v1/users", as: admin)
            try await contract.send("GET /v1/users/{user}", "/v1/users/1", as: admin)
            try await contract.send("GET /v1/users/{user}", "/v1/users/99", as: admin)
            try await contract.send("PUT /v1/users/{user}/roles", "/v1/users/1/roles", ["roles": ["staff"]], as: admin)
            try await contract.send("GET /v1/settings", as: admin)
            try await contract.send("GET /v1/settings/{key}", "/v1/settings/currency", as: admin)
            try await contract.send("PUT /v1/settings/{key}", "/v1/settings/store_name", ["value": "Pots"], as: admin)
            try await contract.send("DELETE /v1/sessions/current", as: TestClient(url: guest.url, token: token))
            try await contract.send("GET /v1/me", as: guest)
            for name in ["GET /health/live", "GET /health/ready"] { try await contract.send(name, as: guest) }
            let hook: JSONValue = ["event_type": "order.committed", "target_url": "https://example.com/hook"]
            try await contract.send("POST /v1/webhooks", nil, hook, as: admin)
            try await contract.send("GET /v1/webhooks", as: admin)
            try await contract.send("PATCH /v1/webhooks/{webhook}", "/v1/webhooks/1", ["is_active": false], as: admin)
            try await contract.send("GET /v1/events", as: admin)
            try await contract.send("GET /v1/events", "/v1/events?after=1&type=key.created", as: admin)
            try await contract.send("GET /v1/plugins", as: admin)
        }
    }

    @Test("Products, carts and orders are what is described, and so are refusals")
    func selling() async throws {
        try await withServer { guest, kernel in
            let contract = try await Contract(of: guest)
            let admin = try await guest.with(.admin, kernel)
            try await contract.send("POST /v1/attributes", nil, ["name": "Colour"], as: admin)
            try await contract.send("GET /v1/attributes", as: guest)
            try await contract.send("POST /v1/categories", nil, ["name": "Home"], as: admin)
            try await contract.send(
                "PATCH /v1/categories/{category}",
                "/v1/categories/1",
                ["parent_id": nil],
                as: admin
            )
            try await contract.send("POST /v1/products", nil, .pot, as: admin)
            try await contract.send("PATCH /v1/products/{product}", "/v1/products/1", ["cost": nil], as: admin)
            try await contract.send("GET /v1/categories", as: guest)
            try await contract.send("GET /v1/products", as: guest)
            try await contract.send("GET /v1/products/{product}", "/v1/products/1", as: admin)
            try await contract.send("GET /v1/products/by-sku/{sku}", "/v1/products/by-sku/POT-S", as: guest)
            let more: JSONValue = ["sku": "POT-S", "delta": 5, "reason": "found"]
            try await contract.send("POST /v1/inventory/adjustments", nil, more, as: admin)
            try await contract.send("GET /v1/inventory", as: admin)
            try await contract.send("POST /v1/warehouses", nil, ["name": "North"], as: admin)
            try await contract.send("GET /v1/warehouses", as: admin)

            let basket: JSONValue = ["items": [["sku": "POT-S", "quantity": 2]]]
            let cart = try await contract.send("POST /v1/carts", nil, basket, as: guest)
            let path = "/v1/carts/\(cart["id"].text ?? "")"
            let item = "\(path)/items/\(cart["items"][0]["id"]?.integer ?? 0)"
            try await contract.send("GET /v1/carts/{cart}", path, as: guest)
            try await contract.send("POST /v1/carts/{cart}/codes", path + "/codes", ["code": "NONE"], as: guest)
            try await contract.send("PATCH /v1/carts/{cart}/items/{item}", item, ["quantity": 1], as: guest)
            let address: JSONValue = [
                "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB",
            ]
            let checkout: JSONValue = [
                "email": "ada@example.com", "shipping_address": address, "payment": ["method": "manual"],
            ]
            try await contract.send("POST /v1/carts/{cart}/checkout", path + "/checkout", checkout, as: guest)
            try await walkAnOrder(contract, as: admin)
            try await contract.send("GET /v1/orders/{order}", "/v1/orders/1?include=trace", as: admin)
            try await contract.send("GET /v1/orders", as: admin)
            try await contract.send("GET /v1/payment-operations", as: admin)
            try await contract.send("DELETE /v1/carts/{cart}", path, as: guest)
            try await contract.send("DELETE /v1/products/{product}", "/v1/products/1", as: admin)
        }
    }

    /// What staff do with the first order.
    private func walkAnOrder(_ contract: Contract, as admin: TestClient) async throws {
        let order = "/v1/orders/{order}"
        let path = "/v1/orders/1"
        try await contract.send("POST \(order)/notes", path + "/notes", ["text": "Call first"], as: admin)
        try await contract.send("POST \(order)/holds", path + "/holds", ["name": "check"], as: admin)
        try await contract.send("DELETE \(order)/holds/{hold}", path + "/holds/1", as: admin)
        let part: JSONValue = ["amount": ["amount": 9, "currency": "USD"]]
        let capture = "/payments/1/capture"
        try await contract.send("POST \(order)/payments/{payment}/capture", path + capture, part, as: admin)
        try await contract.send("POST \(order)/payments/{payment}/void", path + "/payments/1/void", as: admin)
        let money: JSONValue = ["method": "manual"]
        try await contract.send("POST \(order)/payments", path + "/payments", money, as: admin)
        let parcel: JSONValue = ["items": [["id": 1, "quantity": 1]], "carrier": "Royal Mail"]
        try await contract.send("POST \(order)/fulfilments", path + "/fulfilments", parcel, as: admin)
        let arrived: JSONValue = ["status": "delivered", "tracking_url": nil]
        let fulfilment = "PATCH \(order)/fulfilments/{fulfilment}"
        try await contract.send(fulfilment, path + "/fulfilments/1", arrived, as: admin)
        let refund: JSONValue = ["items": [["id": 1, "quantity": 1, "restock": true]], "reason": "chipped"]
        try await contract.send("POST \(order)/refunds", path + "/refunds", refund, as: admin)
        let done = try await contract.send(
            "POST \(order)/transitions",
            path + "/transitions",
            ["to": "completed"],
            as: admin
        )
        #expect(done.status == 200, "\(done.json)")
    }
}
