import Testing
import TotemKernel
import TotemTesting

/// `é` as one character, and as an `e` with its accent behind it: Swift takes them for equal, a store does not.
@Suite("Letters that are written in two ways")
struct ComposedTextTests {
    private static let composed = "caf\u{E9}"
    private static let parted = "cafe\u{301}"
    private static let partedHangul = "\u{1112}\u{1161}\u{11AB}"

    private static func product(_ name: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        let own: [String: JSONValue] = ["name": .string(name), "price": ["amount": 100, "currency": "USD"]]
        return .object(own.merging(more) { $1 })
    }

    private static func bytes(_ value: JSONValue?) -> [UInt8] { Array((value?.text ?? "").utf8) }

    @Test("A slug, a SKU and an attribute are found however they are written, and are there once")
    func names() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.admin, kernel)
            let names: [String: JSONValue] = ["slug": .string(Self.parted), "sku": .string(Self.parted)]
            let made = try await staff.post(
                "/v1/products",
                Self.product("A", names.merging(["attributes": ["Gru\u{308}n": .string(Self.parted)]]) { $1 })
            )
            #expect(made.status == 201)
            #expect(Self.bytes(made["slug"]) == Array(Self.composed.utf8))
            #expect(Self.bytes(made["sku"]) == Array(Self.composed.utf8))
            for path in ["by-slug", "by-sku"] {
                for written in ["caf%C3%A9", "cafe%CC%81"] {
                    #expect(try await guest.get("/v1/products/\(path)/\(written)")["id"] == made["id"])
                }
            }
            let other = Self.product("B", ["slug": .string(Self.composed), "sku": "B"])
            #expect(try await staff.post("/v1/products", other).status == 409)
            let filter = "attribute.Gr%C3%BCn=caf%C3%A9"
            #expect(try await guest.get("/v1/products?\(filter)")["data"].elements.count == 1)
            let cart = try await guest.post("/v1/carts", ["items": [["sku": .string(Self.parted), "quantity": 1]]])
            #expect(cart["items"][0]["product_id"] == made["id"])
        }
    }

    @Test("An escape in ASCII parts a letter as well")
    func escapes() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.admin, kernel)
            let body = #"{"name": "cafe\u0301", "price": {"amount": 1, "currency": "USD"}, "sku": "e\u0301"}"#
            let made = try await staff.send("POST", "/v1/products", bytes: Array(body.utf8))
            #expect(Self.bytes(made["name"]) == Array(Self.composed.utf8))
            #expect(Self.bytes(made["sku"]) == Array("\u{E9}".utf8))
            #expect(try await staff.post("/v1/products", Self.product(Self.partedHangul))["slug"] == "한")
        }
    }

    @Test("Somebody registers once, and logs in at every keyboard")
    func people() async throws {
        try await withServer { guest, _ in
            let register = { (email: String) in
                try await guest.post(
                    "/v1/customers",
                    [
                        "email": .string(email), "password": "cafe\u{301} au lait", "first_name": "A", "last_name": "B",
                    ]
                )
            }
            #expect(try await register("\(Self.parted)@example.com").status == 201)
            #expect(try await register("\(Self.composed)@example.com").status == 409)
            let session = try await guest.post(
                "/v1/sessions",
                ["email": .string("\(Self.composed)@example.com"), "password": "caf\u{E9} au lait"]
            )
            #expect(session.status == 201)
        }
    }
}
