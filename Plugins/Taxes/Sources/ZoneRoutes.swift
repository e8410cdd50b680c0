import TotemPluginKit

/// `/v1/x/taxes/zones`
enum ZoneRoutes {
    private static let shown: SQLFragment = """
        SELECT id, name, countries AS "countries:json", states AS "states:json", postal_codes AS "postal_codes:json",
          reverse_charge AS "reverse_charge:bool", is_active AS "is_active:bool", preset
        FROM tax_zones
        """

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/zones", for: .staff, list)
        try registry.route(.post, "/zones", for: .storeManager, create)
        try registry.route(.get, "/zones/{id}", for: .staff, show)
        try registry.route(.patch, "/zones/{id}", for: .storeManager, change)
        try registry.route(.delete, "/zones/{id}", for: .storeManager, delete)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        try call.respondPage(order: .oldestFirst) { page in
            "\(shown) WHERE id > \(page.after) ORDER BY id LIMIT \(page.limit)"
        }
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let zone = try ZoneForm.read(request, changing: ZoneForm.empty)
        try respond(201, with: try ZoneStore.insert(zone, call), call)
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let stored = try ZoneStore.held(try request.id("id"), call)
        try ZoneStore.update(stored.id, to: try ZoneForm.read(request, changing: stored.zone), call)
        try respond(200, with: stored.id, call)
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        try ZoneStore.delete(try ZoneStore.held(try request.id("id"), call).id, call)
        try call.respondNothing()
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }
}

/// The JSON of a zone as clients send it. The schemas in plugin.json have checked each field.
enum ZoneForm {
    /// A new one before anything is said of it.
    static let empty = Zone(
        name: "",
        countries: [],
        states: [],
        postalCodes: [],
        hasReverseCharge: false,
        isActive: true
    )

    /// What is absent stays as it is.
    static func read(_ request: Request, changing old: Zone) throws -> Zone {
        let zone = Zone(
            name: request.kind("name") == .absent && !old.name.isEmpty ? old.name : try request.text("name"),
            countries: try request.value("countries", else: old.countries) { try request.texts($0) },
            states: try request.value("states", else: old.states) { try request.texts($0) },
            postalCodes: try request.value("postal_codes", else: old.postalCodes) { try request.texts($0) },
            hasReverseCharge: try request.value("reverse_charge", else: old.hasReverseCharge, request.bool),
            isActive: try request.value("is_active", else: old.isActive, request.bool)
        )
        let wrong = zone.objections
        guard wrong.isEmpty else { throw Veto(fields: Array(wrong.prefix(100))) }
        return zone
    }
}
