import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Taxes over HTTP")
struct TaxRoutesTests {
    @Test("Zones and rates are made, read, changed field by field, listed in pages and deleted")
    func life() async throws {
        let taxes = try await TaxShop.open()
        let body: JSONValue = [
            "name": "Québec", "countries": ["CA"], "states": ["QC", "Québec \"la belle\""],
            "postal_codes": ["G*", "H1A..H9Z"],
        ]
        let zone = try await taxes.make("/zones", body)
        let expected: JSONValue = [
            "id": .integer(zone), "name": "Québec", "countries": ["CA"], "states": ["QC", "Québec \"la belle\""],
            "postal_codes": ["G*", "H1A..H9Z"], "reverse_charge": false, "is_active": true, "preset": nil,
        ]
        #expect(try await taxes.send("GET", "/zones/\(zone)").json == expected)
        let changed = try await taxes.send("PATCH", "/zones/\(zone)", ["postal_codes": [], "reverse_charge": true])
        #expect(
            changed["states"].elements.count == 2 && changed["postal_codes"] == [] && changed["reverse_charge"] == true
        )

        let rate = try await taxes.rate(zone, "QST", "09.9750", ["priority": 3])
        let shown: JSONValue = [
            "id": .integer(rate), "zone_id": .integer(zone), "name": "QST", "tax_class": nil, "percent": "9.975",
            "priority": 3, "is_compound": false, "on_shipping": true,
        ]
        #expect(try await taxes.send("GET", "/rates/\(rate)").json == shown)
        let other = try await taxes.send(
            "PATCH",
            "/rates/\(rate)",
            ["tax_class": "books", "percent": "5", "on_shipping": false]
        )
        #expect(other["percent"] == "5" && other["tax_class"] == "books" && other["priority"] == 3)
        #expect(try await taxes.send("PATCH", "/rates/\(rate)", ["tax_class": nil])["tax_class"] == .null)

        for name in ["B", "C"] { try await taxes.rate(try await taxes.zone(name, [name + name]), name, "1") }
        let page = try await taxes.send("GET", "/rates", query: ["limit": "2"])
        #expect(page["data"].elements.map { $0["name"]?.text } == ["QST", "B"])
        let cursor = try #require(page["next_cursor"].text)
        let rest = try await taxes.send("GET", "/rates", query: ["limit": "2", "cursor": cursor])
        #expect(rest["data"].elements.map { $0["name"]?.text } == ["C"] && rest["next_cursor"] == .null)
        #expect(try await taxes.send("GET", "/rates", query: ["zone_id": "\(zone)"])["data"].elements.count == 1)
        #expect(try await taxes.send("GET", "/zones")["data"].elements.count == 3)

        #expect(try await taxes.send("DELETE", "/rates/\(rate)").status == 204)
        #expect(try await taxes.send("DELETE", "/zones/\(zone)").status == 204)
        for path in ["/zones/\(zone)", "/rates/\(rate)", "/zones/x", "/rates/0"] {
            for method in ["GET", "PATCH", "DELETE"] {
                let body: JSONValue? = method == "PATCH" ? [:] : nil
                #expect(
                    await refusal { _ = try await taxes.send(method, path, body) }?.kind == .notFound,
                    "\(method) \(path)"
                )
            }
        }
    }

    private static let wrongZones: [([String: JSONValue], [String])] = [
        (["name": ""], ["name"]), (["name": " "], ["name"]), (["name": "a\u{7}"], ["name"]), (["name": nil], ["name"]),
        (["name": .string(String(repeating: "x", count: 101))], ["name"]), (["name": "Taken"], ["name"]),
        (["countries": ["DE", "xx", "UK", "EL"]], ["countries[1]", "countries[2]", "countries[3]"]),
        (["countries": ["DE", "DE"]], ["countries"]), (["countries": "DE"], ["countries"]),
        (["countries": [12]], ["countries[0]"]), (["countries": [], "states": ["QC"]], ["states"]),
        (["countries": ["CA", "US"], "states": ["QC"]], ["states"]), (["states": [""]], ["states[0]"]),
        (["countries": ["CA", "US"], "postal_codes": ["1"]], ["postal_codes"]),
        (
            ["postal_codes": ["1", "*", "a*b", "--", "1234567890123"]],
            ["postal_codes[1]", "postal_codes[2]", "postal_codes[3]", "postal_codes[4]"]
        ),
        (["postal_codes": ["1", "2..1", "1..22"]], ["postal_codes[1]", "postal_codes[2]"]),
        (["postal_codes": .array((0...500).map { .string("\($0)") })], ["postal_codes"]),
        (
            [
                "states": .array((0..<50).map { .string("S\($0)") }),
                "postal_codes": .array((0..<21).map { .string("\($0)") }),
            ],
            ["postal_codes"]
        ),
        (["reverse_charge": "yes"], ["reverse_charge"]), (["is_active": 1], ["is_active"]), (["colour": 1], ["colour"]),
    ]

    @Test("What is wrong with a zone is named by its field, and nothing is written", arguments: wrongZones)
    func badZones(change: [String: JSONValue], fields: [String]) async throws {
        let taxes = try await TaxShop.open()
        try await taxes.zone("Taken", ["FR"])
        let good: [String: JSONValue] = ["name": "Good", "countries": ["DE"]]
        let refused = await refusal { _ = try await taxes.make("/zones", .object(good.merging(change) { $1 })) }
        #expect(refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "taken")")
        #expect(refused?.kind == (change["name"] == "Taken" ? .conflict : .invalid))
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_zones") == 1)
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_zone_areas") == 1)
        let zone = try await taxes.zone("Good", ["DE"])
        let kept = await refusal { _ = try await taxes.send("PATCH", "/zones/\(zone)", .object(change)) }
        #expect(kept?.fields.map(\.field) == fields)
        #expect(try await taxes.send("GET", "/zones/\(zone)")["countries"] == ["DE"])
    }

    private static let wrongRates: [([String: JSONValue], String)] = [
        (["name": ""], "name"), (["percent": "19 %"], "percent"), (["percent": "100.0001"], "percent"),
        (["percent": "-1"], "percent"), (["percent": "1.23456"], "percent"), (["percent": ".5"], "percent"),
        (["percent": "5."], "percent"), (["percent": 19], "percent"), (["percent": "1e1"], "percent"),
        (["percent": "٥"], "percent"), (["priority": -1], "priority"), (["priority": 1001], "priority"),
        (["priority": 1.5], "priority"), (["tax_class": ""], "tax_class"), (["is_compound": 1], "is_compound"),
        (["tax_class": .string(String(repeating: "x", count: 65))], "tax_class"), (["on_shipping": nil], "on_shipping"),
    ]

    @Test("What is wrong with a rate is named by its field", arguments: wrongRates)
    func badRates(change: [String: JSONValue], field: String) async throws {
        let taxes = try await TaxShop.open()
        let zone = try await taxes.zone("Germany", ["DE"])
        let good: [String: JSONValue] = ["zone_id": .integer(zone), "name": "USt", "percent": "19"]
        let refused = await refusal { _ = try await taxes.make("/rates", .object(good.merging(change) { $1 })) }
        #expect(refused?.fields.map(\.field) == [field], "\(refused?.detail ?? "taken")")
        let rate = try await taxes.rate(zone, "USt", "19")
        let kept = await refusal { _ = try await taxes.send("PATCH", "/rates/\(rate)", .object(change)) }
        #expect(kept?.fields.map(\.field) == [field])
        #expect(try await taxes.send("GET", "/rates/\(rate)")["percent"] == "19")
    }

    @Test("A rate needs a zone, and a zone has room for eight of one class, also when many are made at once")
    func room() async throws {
        let taxes = try await TaxShop.open()
        let lost = await refusal { try await taxes.rate(7, "USt", "19") }
        #expect(lost?.kind == .invalid && lost?.fields.map(\.field) == ["zone_id"])
        let zone = try await taxes.zone("Germany", ["DE"])
        let made = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for number in 0..<20 {
                group.addTask { (try? await taxes.rate(zone, "R\(number)", "1")) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 8)
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_rates") == 8)
        let full = await refusal { try await taxes.rate(zone, "R", "1") }
        #expect(full?.kind == .conflict && full?.fields.map(\.field) == ["tax_class"])
        try await taxes.rate(zone, "R", "1", ["tax_class": "books"])
    }
}
