import Testing
import TotemKernel
import TotemTesting

@testable import TotemPluginHost

@Suite("What the shipped plugins' manifests say of requests")
struct ShippedSchemasTests {
    private static let names = [
        "AbandonedCarts", "Coupons", "GiftCards", "Reviews", "Segments", "Shipping", "StripePayments", "Taxes",
        "Wishlists",
    ]

    private static func folder(_ name: String) -> String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/Plugins/\(name)"
    }

    @Test("Every text has a form, every list an end, every number of a query both", arguments: names)
    func limits(of name: String) throws {
        let manifest = try PluginManifest(folder: Self.folder(name))
        var open: [String] = []
        for (route, schema) in manifest.routes {
            look(schema.query, "\(route)?", &open)
            look(schema.body, route, &open)
            for (name, shared) in schema.schemas { look(shared, name, &open) }
        }
        #expect(Set(open).sorted() == [])
    }

    /// Notes what a schema leaves open.
    private func look(_ schema: JSONValue?, _ place: String, _ open: inout [String]) {
        guard let schema, schema["enum"] == nil, schema["$ref"] == nil else { return }
        let types = schema["type"]?.text.map { [$0] } ?? schema["type"]?.elements.compactMap(\.text) ?? []
        let isOfQuery = place.contains("?")
        for type in types {
            switch type {
            case "string":
                // A country of Shipping is one, or the rest of the world.
                let choices = schema["pattern"] ?? schema["format"]
                if choices == nil, !place.hasSuffix("regions[].country") { open.append("\(place): any text") }
            case "integer":
                if isOfQuery, schema["minimum"] == nil { open.append("\(place): any number") }
            case "array":
                if schema["maxItems"] == nil, !place.hasSuffix("postal_codes") { open.append("\(place): any length") }
                look(schema["items"], place + "[]", &open)
            case "object":
                if !isOfQuery, schema["additionalProperties"] != false { open.append("\(place): any members") }
                guard case .object(let properties) = schema["properties"] ?? [:] else { continue }
                for (name, property) in properties { look(property, "\(place).\(name)", &open) }
            default: continue
            }
        }
        if types.isEmpty { open.append("\(place): anything") }
    }

    private static let good: [JSONValue] = [
        ["orders.count": ["gte": 3]], ["email": ["in": ["a@example.com"]]], ["country": ["ne": "DE"]],
        ["all": [["orders.total": ["gte": 1, "lt": 9]], ["any": [["bought.product": ["contains": 3]]]]]],
        ["not": ["segment": ["eq": 7.0]]],
    ]
    private static let bad: [JSONValue] = [
        [:], ["orders.count": ["gte": 1], "country": ["eq": "DE"]], ["all": []], ["all": ["orders.count": ["gte": 3]]],
        ["orders.cuont": ["gte": 3]], ["not": ["all": [12]]], ["orders.count": 3], ["orders.count": ["atleast": 3]],
        ["orders.count": ["contains": 3]], ["email": ["gt": "a"]], ["orders.count": ["gte": "three"]],
        ["orders.count": ["gte": -1]], ["orders.total": ["gte": 12.5]], ["orders.total": ["gte": 1e30]],
        ["orders.count": ["in": []]], ["country": ["in": ["DE", "Austria"]]], ["email": ["contains": ""]],
        ["bought.product": ["eq": "POT-1"]], ["segment": ["eq": 0]], ["orders.count": [:]],
    ]

    @Test("The criteria of segments, which the plugin checks itself, are described as it checks them")
    func criteria() throws {
        let manifest = try PluginManifest(folder: Self.folder("Segments"))
        let schemas = try #require(manifest.routes["POST /preview"]).schemas
        var references: [String: JSONValue] = [:]
        for (name, schema) in schemas {
            guard case .object(var members) = schema else { continue }
            members["checkedBy"] = nil
            references[JSONSchema.reference(to: name)] = .object(members)
        }
        let fits = { (criteria: JSONValue) in
            var fields: [KernelError.Field] = []
            let schema: JSONValue = ["$ref": "#/schemas/criteria"]
            JSONSchema.validate(criteria, schema, "criteria", unknown: .asSaid("is none"), among: references, &fields)
            return fields.isEmpty
        }
        for criteria in Self.good { #expect(fits(criteria), "\(criteria)") }
        for criteria in Self.bad { #expect(!fits(criteria), "\(criteria)") }
    }
    @Test(
        "What goes together, which plugins check themselves, is described as they check it",
        arguments: [
            ("Taxes", "POST /zones", ["countries": ["US"], "states": ["NY"]], true),
            ("Taxes", "POST /zones", ["countries": ["US", "CA"], "states": []], true),
            ("Taxes", "POST /zones", ["countries": ["US", "CA"], "states": ["NY"]], false),
            ("Taxes", "POST /zones", ["postal_codes": ["10115"]], false),
            ("Segments", "POST /", ["name": "VIP"], true), ("Segments", "POST /", ["name": "客户"], false),
            ("Segments", "POST /", ["name": "客户", "slug": "kehu"], true),
        ] as [(String, String, JSONValue, Bool)]
    )
    func together(plugin: String, route: String, body: JSONValue, fits: Bool) throws {
        let manifest = try PluginManifest(folder: Self.folder(plugin))
        let choices = try #require(manifest.routes[route]?.body?["anyOf"]).elements
        let fitting = choices.filter { choice in
            guard case .object(var members) = choice else { return false }
            members["checkedBy"] = nil
            var fields: [KernelError.Field] = []
            JSONSchema.validate(body, .object(members), "", unknown: .asSaid(""), among: [:], &fields)
            return fields.isEmpty
        }
        #expect(fitting.isEmpty != fits)
    }
}
