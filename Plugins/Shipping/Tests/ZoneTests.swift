import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Zones over HTTP", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct ZoneTests {
    @Test("Made, listed in pages, changed as far as is said, and deleted with its rates")
    func life() async throws {
        let shop = try await ShippingShop.open()
        let regions: JSONValue = [
            ["country": "DE", "state": " Bayern", "postal_codes": ["80 331", "81*", "85000...85999"]],
            ["country": "AT"],
        ]
        let made = try await shop.send("POST", "/zones", ["name": " South ", "regions": regions])
        let shown: JSONValue = [
            "id": 1, "name": "South",
            "regions": [
                ["country": "DE", "state": "BAYERN", "postal_codes": ["80331", "81*", "85000...85999"]],
                ["country": "AT", "state": nil, "postal_codes": []],
            ],
        ]
        #expect(made.status == 201 && made.json == shown)
        #expect(try await shop.send("GET", "/zones/1").json == shown)
        let renamed = try await shop.send("PATCH", "/zones/1", ["name": "South \"2\""])
        #expect(renamed["name"] == "South \"2\"" && renamed["regions"] == shown["regions"])
        let moved = try await shop.send("PATCH", "/zones/1", ["regions": [["country": "AT"], ["country": "CH"]]])
        #expect(moved["regions"].elements.map { $0["country"]?.text } == ["AT", "CH"])
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_regions") == 2)

        for number in 2...4 {
            try await shop.zone("Zone \(number)", ["country": "DE", "postal_codes": [.string("\(number)*")]])
        }
        let first = try await shop.send("GET", "/zones", query: ["limit": "3"])
        #expect(first["data"].elements.map { $0["id"]?.integer } == [1, 2, 3])
        let cursor = try #require(first["next_cursor"].text)
        let second = try await shop.send("GET", "/zones", query: ["limit": "3", "cursor": cursor])
        #expect(second["data"].elements.map { $0["id"]?.integer } == [4] && second["next_cursor"] == .null)

        try await shop.rate(1, "Parcel")
        #expect(try await shop.send("DELETE", "/zones/1").status == 204)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_rates") == 0)
        for path in ["/zones/1", "/zones/0", "/zones/x", "/rates/1", "/rates/99999999999999999999"] {
            #expect(await refusal { _ = try await shop.send("GET", path) }?.kind == .notFound)
            #expect(await refusal { _ = try await shop.send("DELETE", path) }?.kind == .notFound)
        }
        #expect(await refusal { _ = try await shop.send("PATCH", "/zones/1", ["name": "x"]) }?.kind == .notFound)
    }

    private static let wrong: [(body: JSONValue, fields: [String])] = [
        ([:], ["name", "regions"]), (["name": "  ", "regions": []], ["name"]),
        (["name": "A", "regions": [:]], ["regions"]),
        (["name": "A", "regions": [["country": "UK"]]], ["regions[0].country"]),
        (["name": "A", "regions": [["country": "de"]]], ["regions[0].country"]),
        (["name": "A", "regions": [["state": "CA"]]], ["regions[0].country"]),
        (["name": "A", "regions": [["country": "US", "state": " "]]], ["regions[0].state"]),
        (["name": "A", "regions": [["country": "US", "state": 7]]], ["regions[0].state"]),
        (["name": "A", "regions": [["country": "*", "state": "CA"]]], ["regions[0].state"]),
        (["name": "A", "regions": [["country": "*", "postal_codes": ["1*"]]]], ["regions[0].postal_codes"]),
        (
            ["name": "A", "regions": [["country": "DE", "postal_codes": ["80331", "#", "8"]]]],
            ["regions[0].postal_codes[1]"]
        ),
        (
            ["name": "A", "regions": [["country": "DE", "postal_codes": ["80331", "2...1", "8"]]]],
            ["regions[0].postal_codes[1]"]
        ),
        (
            ["name": "A", "regions": [["country": "XX"], ["country": "DE"], ["country": "YY"]]],
            ["regions[0].country", "regions[2].country"]
        ),
        (["name": "A", "regions": [["country": "DE", "zip": "1"]], "x": 1], ["regions[0].zip", "x"]),
        (["name": "A", "regions": [["country": "DE"], ["country": "DE"]]], ["regions[1]"]),
    ]

    @Test("What is wrong is named by its field, and nothing is written", arguments: wrong)
    func refused(body: JSONValue, fields: [String]) async throws {
        let shop = try await ShippingShop.open()
        let refused = await refusal { _ = try await shop.send("POST", "/zones", body) }
        #expect(refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "nothing")")
        #expect(refused?.kind == (fields == ["regions[1]"] ? .conflict : .invalid))
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_zones") == 0)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_regions") == 0)
    }

    @Test("A region is in one zone, however it is written, and the other is named")
    func taken() async throws {
        let shop = try await ShippingShop.open()
        try await shop.zone("Munich", ["country": "DE", "postal_codes": ["80331", "81*"]])
        let regions: JSONValue = [["country": "DE", "postal_codes": ["80332", "80 331", "81...81"]]]
        let refused = await refusal { _ = try await shop.send("POST", "/zones", ["name": "B", "regions": regions]) }
        #expect(refused?.fields.map(\.field) == ["regions[0].postal_codes[1]", "regions[0].postal_codes[2]"])
        #expect(refused?.kind == .conflict && refused?.detail.contains("is in the zone 'Munich' already") == true)
        // What a zone has itself is no obstacle.
        #expect(try await shop.send("PATCH", "/zones/1", ["regions": regions]).status == 200)
    }

    @Test("Regions and zones are as many as is said, and no more")
    func limits() async throws {
        let shop = try await ShippingShop.open()
        let codes = JSONValue.array((1...1001).map { .string("\(10_000 + $0)") })
        let body: JSONValue = ["name": "Many", "regions": [["country": "DE", "postal_codes": codes]]]
        #expect(await refusal { _ = try await shop.send("POST", "/zones", body) }?.fields.map(\.field) == ["regions"])
        let most = JSONValue.array((1...1000).map { .string("\(10_000 + $0)") })
        let zone = try await shop.zone("Most", ["country": "DE", "postal_codes": most])
        try await shop.rate(zone, "Parcel")
        #expect(try await shop.cart(to: "DE", "11000").offers == ["Parcel 0"])
        for number in 2...100 {
            try await shop.zone("\(number)", ["country": "FR", "postal_codes": [.string("\(number)000")]])
        }
        #expect(await refusal { try await shop.zone("One more") }?.code == "too-many-zones")
    }
}
