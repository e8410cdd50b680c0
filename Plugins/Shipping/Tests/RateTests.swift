import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Rates over HTTP", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct RateTests {
    @Test("Made with what is left out, changed field by field, cleared with null, listed by zone, and deleted")
    func life() async throws {
        let shop = try await ShippingShop.open()
        let zones = [try await shop.zone("A", ["country": "DE"]), try await shop.zone("B", ["country": "AT"])]
        try await shop.addClass("bulky")
        let made = try await shop.send(
            "POST",
            "/rates",
            [
                "zone_id": .integer(zones[0]), "label": "Parcel", "kind": "weight", "free_from": 5000,
                "bands": [["up_to": 1000, "amount": 490], ["up_to": nil, "amount": 990]],
                "classes": [["class": "bulky", "amount": 1500]],
            ]
        )
        let shown: JSONValue = [
            "id": 1, "zone_id": .integer(zones[0]), "label": "Parcel", "kind": "weight", "amount": 0, "item_amount": 0,
            "bands": [["up_to": 1000, "amount": 490], ["up_to": nil, "amount": 990]], "free_from": 5000,
            "classes": [["class": "bulky", "amount": 1500]], "position": 0, "is_active": true,
        ]
        #expect(made.status == 201 && made.json == shown)
        #expect(try await shop.send("GET", "/rates/1").json == shown)
        let changed = try await shop.send(
            "PATCH",
            "/rates/1",
            ["free_from": nil, "position": -3, "classes": [["class": "bulky"]]]
        )
        #expect(changed["free_from"] == .null && changed["position"] == -3 && changed["bands"] == shown["bands"])
        #expect(changed["classes"] == [["class": "bulky", "amount": nil]])
        let other = try await shop.send(
            "PATCH",
            "/rates/1",
            ["kind": "item", "bands": [], "item_amount": 20, "label": "Piece"]
        )
        #expect(other["kind"] == "item" && other["label"] == "Piece" && other["bands"] == [])

        try await shop.rate(zones[1], "Elsewhere")
        #expect(try await shop.send("GET", "/rates")["data"].elements.count == 2)
        let ofZone = try await shop.send("GET", "/rates", query: ["zone_id": "\(zones[1])"])
        #expect(ofZone["data"].elements.map { $0["label"]?.text } == ["Elsewhere"])
        for query in [["zone_id": "x"], ["zone_id": "0"], ["limit": "0"], ["colour": "red"]] {
            let refused = await refusal { _ = try await shop.send("GET", "/rates", query: query) }
            #expect(refused?.fields.map(\.field) == Array(query.keys))
        }
        #expect(try await shop.send("DELETE", "/rates/1").status == 204)
        #expect(await refusal { _ = try await shop.send("PATCH", "/rates/1", [:]) }?.kind == .notFound)
    }

    private static let wrong: [(change: [String: JSONValue], fields: [String])] = [
        (["label": "  "], ["label"]), (["label": .string(String(repeating: "x", count: 101))], ["label"]),
        (["kind": "free"], ["kind"]), (["amount": -1], ["amount"]), (["amount": 1_000_000_000_001], ["amount"]),
        (["amount": 4.9], ["amount"]), (["amount": nil], ["amount"]), (["item_amount": 5], ["item_amount"]),
        (["free_from": -1], ["free_from"]), (["free_from": "50"], ["free_from"]), (["is_active": "yes"], ["is_active"]),
        (["position": 1e9], ["position"]), (["kind": "weight"], ["bands"]), (["bands": [["amount": 1]]], ["bands"]),
        (["kind": "weight", "bands": [["up_to": 5]]], ["bands[0].amount"]),
        (["kind": "weight", "bands": [["up_to": -5, "amount": 1]]], ["bands[0].up_to"]),
        (["kind": "total", "bands": [["amount": 1], ["up_to": 5, "amount": 1]]], ["bands[0].up_to"]),
        (["kind": "total", "bands": [["up_to": 5, "amount": 1], ["up_to": 5, "amount": 2]]], ["bands[1].up_to"]),
        (["classes": [["class": "ghost"]]], ["classes[0].class"]),
        (["classes": [["class": "bulky"], ["class": "bulky", "amount": 1]]], ["classes[1].class"]),
        (["classes": [["class": "bulky", "amount": -1]]], ["classes[0].amount"]), (["colour": "red"], ["colour"]),
        (["zone_id": 99], ["zone_id"]), (["label": " ", "item_amount": -1], ["item_amount", "label"]),
    ]

    @Test("What is wrong is named by its field, and nothing is written", arguments: wrong)
    func refused(change: [String: JSONValue], fields: [String]) async throws {
        let shop = try await ShippingShop.open()
        let zone = try await shop.zone("A", ["country": "DE"])
        try await shop.addClass("bulky")
        let good: [String: JSONValue] = ["zone_id": .integer(zone), "label": "Parcel", "kind": "flat"]
        let body = JSONValue.object(good.merging(change) { _, new in new })
        let refused = await refusal { _ = try await shop.send("POST", "/rates", body) }
        #expect(refused?.fields.map(\.field).sorted() == fields, "\(refused?.detail ?? "nothing")")
        #expect(refused?.kind == .invalid)
        #expect(try await shop.shop.number("SELECT COUNT(*) FROM shipping_rates") == 0)
        let rate = try await shop.rate(zone, "Kept")
        let kept = await refusal { _ = try await shop.send("PATCH", "/rates/\(rate)", .object(change)) }
        #expect(kept?.fields.map(\.field).sorted() == fields)
        #expect(try await shop.send("GET", "/rates/\(rate)")["label"] == "Kept")
    }

    @Test("A zone has at most fifty rates, all of which are offered")
    func limit() async throws {
        let shop = try await ShippingShop.open()
        let zone = try await shop.zone("A", ["country": "DE"])
        for number in 1...50 { try await shop.rate(zone, "Way \(number)") }
        #expect(await refusal { try await shop.rate(zone, "One more") }?.code == "too-many-rates")
        #expect(try await shop.cart(to: "DE", "10115").shippingRates.count == 50)
    }
}
