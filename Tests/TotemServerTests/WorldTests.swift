import Testing
import TotemKernel
import TotemTesting

@Suite("A shop anywhere in the world")
struct WorldTests {
    struct Place: Sendable {
        let currency: String
        let price: Int64
        let address: [String: JSONValue]
    }

    static let places = [
        Place(
            currency: "HKD",
            price: 12_880,
            address: [
                "last_name": "陳", "company": "好運有限公司", "phone": "+852 2345 6789", "address_line1": "九龍彌敦道 20 號",
                "address_line2": "5/F", "city": "九龍", "country": "HK",
            ]
        ),
        Place(
            currency: "AED",
            price: 9_950,
            address: [
                "first_name": "فاطمة", "last_name": "الزهراء", "phone": "٠٤ ٣٣١ ٢٣٤٥", "tax_id": "100-1234-5678-003",
                "address_line1": "شارع الرقة 12", "city": "دبي", "state": "Dubai", "country": "AE",
            ]
        ),
        Place(
            currency: "EUR",
            price: 2_499,
            address: [
                "first_name": "Órlaith", "last_name": "Ní Bhriain", "address_line1": "1 Grafton St", "city": "Dublin",
                "postal_code": "D02 X285", "country": "IE",
            ]
        ),
        Place(
            currency: "JPY",
            price: 1_980,
            address: [
                "first_name": "花子", "last_name": "山田", "phone": "06-6345-1234", "address_line1": "梅田1-1-3",
                "city": "大阪市北区", "state": "大阪府", "postal_code": "530-0001", "country": "JP",
            ]
        ),
        Place(
            currency: "KWD",
            price: 1_234,
            address: ["last_name": "Jaber", "address_line1": "Block 3, St 12", "city": "Salmiya", "country": "KW"]
        ),
        Place(
            currency: "SGD",
            price: 100,
            address: ["address_line1": "1 Raffles Pl", "postal_code": "048616", "country": "SG"]
        ),
    ]

    /// The members of an address in an answer: what was not given is null.
    private func full(_ address: [String: JSONValue]) -> JSONValue {
        var all: [String: JSONValue] = [:]
        for name in [
            "first_name", "last_name", "company", "phone", "tax_id", "address_line1", "address_line2", "city", "state",
            "postal_code", "country",
        ] { all[name] = address[name] ?? (name == "city" ? "Singapore" : .null) }
        return .object(all)
    }

    @Test(
        "sells to its neighbours: the order has every part of the address, and the amount to its last digit",
        arguments: places
    )
    func sells(_ place: Place) async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let price: JSONValue = ["amount": .integer(place.price), "currency": .string(place.currency)]
            let currency: JSONValue = ["value": .string(place.currency)]
            #expect(try await admin.send("PUT", "/v1/settings/currency", currency).status == 200)
            #expect(try await admin.post("/v1/products", ["name": "Tea", "price": price]).status == 201)
            let cart = try await guest.post("/v1/carts", ["items": [["sku": "tea", "quantity": 1]]])
            #expect(cart["total"] == price)
            let order = try await guest.post(
                "/v1/carts/\(cart["id"].text ?? "")/checkout",
                [
                    "email": "buyer@example.com", "payment": ["method": "manual"],
                    "shipping_address": .object(place.address),
                ]
            )
            #expect(order.status == 201, "\(order.json)")
            let path = try #require(order.headers["location"])
            for answer in [order, try await admin.get(path)] {
                #expect(answer["total"] == price)
                #expect(answer["shipping_address"] == full(place.address))
                #expect(answer["billing_address"] == full(place.address))
            }
        }
    }

    @Test("keeps its customers' addresses whole, and takes away what is taken away", arguments: places)
    func remembers(_ place: Place) async throws {
        try await withServer { guest, kernel in
            let anna = try await guest.customer("anna@example.com")
            let made = try await anna.post("/v1/me/addresses", .object(place.address))
            #expect(made.status == 201, "\(made.json)")
            let path = try #require(made.headers["location"])
            let changed = try await anna.patch(path, ["phone": "1", "company": .null, "tax_id": "T-1"])
            #expect(changed["phone"] == "1" && changed["company"] == .null && changed["tax_id"] == "T-1")
            let kept = try await anna.get("/v1/me/addresses")["data"][0]
            #expect(kept["city"] == full(place.address)["city"])
            #expect(kept["tax_id"] == "T-1" && kept["country"] == place.address["country"])
            // A country whose post needs a code, without one.
            let moved = try await anna.patch(path, ["country": "DE", "postal_code": .null])
            #expect(moved.badFields == ["postal_code"])
        }
    }

    @Test(
        "refuses text that turns around what follows, wherever clients write",
        arguments: [
            ("POST", "/v1/customers", ["email": "a@b.de", "password": "correct horse", "first_name": "\u{202E}a"]),
            ("POST", "/v1/customers", ["email": "a@b.de", "password": "correct horse", "phone_number": "\u{2066}"]),
            ("POST", "/v1/customers", ["email": "a\u{202E}@b.example", "password": "correct horse"]),
            ("POST", "/v1/categories", ["name": "a\u{202E}b"]),
            ("POST", "/v1/categories", ["name": "a", "slug": "a\u{202E}"]),
            ("POST", "/v1/categories", ["name": "a", "description": "a\u{202E}"]),
            ("POST", "/v1/attributes", ["name": "a\u{202E}b"]), ("POST", "/v1/warehouses", ["name": "a\u{202E}b"]),
            ("POST", "/v1/warehouses", ["name": "a", "address": "\u{202E}b"]),
            ("POST", "/v1/warehouses", ["name": "\u{200B}"]),
            ("PUT", "/v1/settings/store_name", ["value": "a\u{202E}b"]),
            ("POST", "/v1/carts", ["codes": ["a\u{202E}b"]]),
            ("POST", "/v1/carts", ["items": [["sku": "pot", "quantity": 1, "properties": ["Text": "a\u{202E}b"]]]]),
            ("POST", "/v1/carts", ["items": [["sku": "pot", "quantity": 1, "properties": ["a\u{2066}": 1]]]]),
            ("POST", "/v1/carts", ["items": [["sku": "pot", "quantity": 1, "properties": ["a": [["b": "\u{7}"]]]]]]),
            ("POST", "/v1/inventory/adjustments", ["sku": "pot", "delta": 1, "reason": "a\u{202E}b"]),
        ] as [(String, String, JSONValue)]
    )
    func refuses(_ method: String, _ path: String, _ body: JSONValue) async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let answer = try await admin.send(method, path, body)
            #expect(answer.status == 422, "\(answer.json)")
            #expect(answer.badFields.count == 1, "\(answer.json)")
        }
    }
}
