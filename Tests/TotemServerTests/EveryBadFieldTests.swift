import Testing
import TotemKernel
import TotemTesting

@Suite("Every bad field is named in one answer")
struct EveryBadFieldTests {
    private static let missing: [String: JSONValue] = ["city": "Stoke", "country": "GB", "postal_code": "ST1 1AA"]

    @Test("A checkout names what is missing and what is wrong, in both addresses, the email and the payment")
    func checkout() async throws {
        try await withServer { guest, _ in
            let cart = try #require(try await guest.post("/v1/carts")["id"].text)
            let path = "/v1/carts/\(cart)/checkout"
            let empty = try await guest.post(path, ["payment": 1])
            #expect(empty.badFields == ["payment"])
            let wrong = try await guest.post(
                path,
                [
                    "email": "nobody", "payment": ["method": "gold"],
                    "shipping_address": .object(Self.missing),
                    "billing_address": [
                        "address_line1": " ", "city": "Stoke", "country": "Atlantis", "postal_code": 5,
                    ],
                ]
            )
            #expect(wrong.status == 422)
            #expect(
                Set(wrong.badFields) == [
                    "email", "payment.method", "shipping_address.address_line1", "billing_address.address_line1",
                    "billing_address.country", "billing_address.postal_code",
                ]
            )
            #expect(Set(wrong.badFields).count == wrong.badFields.count)
            let noMethod = try await guest.post(
                path,
                ["email": 1, "payment": [:], "shipping_address": ["address_line1": ""]]
            )
            #expect(
                Set(noMethod.badFields) == [
                    "email", "payment.method", "shipping_address.address_line1", "shipping_address.city",
                    "shipping_address.country",
                ]
            )
        }
    }

    @Test("A registration and a changed profile name all that is wrong with them")
    func people() async throws {
        try await withServer { guest, _ in
            let long = JSONValue.string(String(repeating: "a", count: 300))
            let body: JSONValue = [
                "email": "nobody", "password": "short", "first_name": long, "last_name": long, "phone_number": long,
            ]
            let all = ["email", "password", "first_name", "last_name", "phone_number"]
            #expect(try await guest.post("/v1/customers", body).badFields == all)
            #expect(
                try await guest.post("/v1/customers", ["first_name": 1]).badFields.sorted() == [
                    "email", "first_name", "password",
                ]
            )
            let anna = try await guest.customer("anna@example.com")
            #expect(try await anna.patch("/v1/me", body).badFields == all)
        }
    }

    @Test("An address of the address book names its kind and all its parts")
    func addresses() async throws {
        try await withServer { guest, _ in
            let anna = try await guest.customer("anna@example.com")
            let empty = try await anna.post("/v1/me/addresses", ["address_type": "holiday"])
            #expect(empty.badFields == ["address_type", "address_line1", "city", "country"])
            let body = Self.missing.merging(["address_line1": "1 Clay Lane"]) { $1 }
            let made = try await anna.post("/v1/me/addresses", .object(body))
            let path = try #require(made.headers["location"])
            let changed = try await anna.patch(path, ["address_type": "holiday", "city": "", "country": "Atlantis"])
            #expect(changed.badFields == ["address_type", "city", "country"])
        }
    }

    @Test("A new cart names every line that can't be, and all that is wrong with a line")
    func carts() async throws {
        try await withServer { guest, _ in
            let items: JSONValue = [
                ["quantity": 0], ["sku": "A", "product_id": 1, "quantity": 1], ["sku": "A"],
                ["sku": "A", "quantity": -1],
            ]
            let cart = try await guest.post("/v1/carts", ["items": items, "currency": "XXZ", "codes": 1])
            #expect(
                Set(cart.badFields) == [
                    "items[0].sku", "items[0].quantity", "items[1].sku", "items[2].quantity", "items[3].quantity",
                    "currency", "codes",
                ]
            )
            let id = try #require(try await guest.post("/v1/carts")["id"].text)
            let line = try await guest.post("/v1/carts/\(id)/items", ["quantity": 0])
            #expect(line.badFields == ["sku", "quantity"])
        }
    }

    @Test("Of thousands of bad fields the first hundred are named, and the answer says that there are more")
    func thousands() async throws {
        try await withServer { guest, _ in
            let unknown = Dictionary(uniqueKeysWithValues: (0..<50_000).map { ("member\($0)", JSONValue.integer(1)) })
            let query = (0..<1_000).map { "parameter\($0)" }.joined(separator: "&")
            let answers = [
                try await guest.post("/v1/sessions", .object(unknown)), try await guest.get("/?\(query)"),
                try await guest.get("/v1/products?\(query)"),
            ]
            for answer in answers {
                #expect(answer.status == 422)
                #expect(answer.badFields.count == 100)
                #expect(answer["detail"].text?.hasSuffix("; and more") == true)
            }
        }
    }

    @Test("A list that is longer than any may be is refused before its elements are looked at")
    func longLists() async throws {
        try await withServer { guest, _ in
            let items = JSONValue.array(Array(repeating: ["quantity": "many"], count: 3_000))
            let refused = try await guest.post("/v1/carts", ["items": items])
            #expect(refused.status == 422)
            #expect(refused.badFields == ["items"])
            #expect(refused["detail"] == "items: must have at most 2048 elements, not 3000")
        }
    }
}

extension TestResponse {
    var badFields: [String] { self["errors"].elements.compactMap { $0["field"]?.text } }
}
