import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

extension TestClient {
    /// The same server, as somebody with that role.
    func with(_ role: Role, _ kernel: Kernel) async throws -> TestClient {
        let now = kernel.clock.now
        let token = try await kernel.store.write { tx in
            try APIKeyStore.create(name: RandomToken.make(), role: role, in: tx, at: now).token.text
        }
        return TestClient(url: url, token: token)
    }

    /// Checks a cart out.
    /// - Parameter more: members of the body beside those that it needs.
    func checkout(
        _ cart: TestResponse,
        _ more: [String: JSONValue] = [:],
        headers: [String: String] = [:]
    ) async throws -> TestResponse {
        let body: [String: JSONValue] = [
            "email": "a@example.com", "payment": ["method": "manual"],
            "shipping_address": [
                "address_line1": "Main St 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
            ],
        ]
        return try await post(
            "/v1/carts/\(cart["id"].text ?? "")/checkout",
            .object(body.merging(more) { _, new in new }),
            headers: headers
        )
    }

    /// Registers a customer and logs in.
    func customer(_ email: String) async throws -> TestClient {
        let credentials: JSONValue = ["email": .string(email), "password": "correct horse"]
        _ = try await post("/v1/customers", credentials)
        return TestClient(url: url, token: try await post("/v1/sessions", credentials)["token"].text)
    }
}

extension JSONValue {
    /// A pot in two sizes.
    static let pot: JSONValue = [
        "name": "Clay Plant Pot",
        "description": "For plants",
        "price": ["amount": 999, "currency": "USD"],
        "cost": ["amount": 400, "currency": "USD"],
        "weight_grams": 500,
        "categories": [["Home", "Garden"]],
        "attributes": ["Material": "Clay", "Year": 2024],
        "images": ["https://example.com/a.jpg"],
        "variants": [
            [
                "sku": "POT-S", "price": ["amount": 999, "currency": "USD"], "attributes": ["Size": "Small"],
                "inventory_quantity": 3,
            ],
            ["sku": "POT-L", "price": ["amount": 1499, "currency": "USD"], "attributes": ["Size": "Large"]],
        ],
    ]
}

extension Operation {
    /// The path with an id in the place of each parameter, whose thing is there or not.
    var pathWithIDs: String { path.replacing(#/\{[a-z]+\}/#, with: "1") }
}
