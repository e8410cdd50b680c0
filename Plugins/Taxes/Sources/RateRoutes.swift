import TotemPluginKit

/// `/v1/x/taxes/rates`
enum RateRoutes {
    private static let shown: SQLFragment = """
        SELECT id, zone_id, name, tax_class, percent, priority, is_compound AS "is_compound:bool",
          on_shipping AS "on_shipping:bool"
        FROM tax_rates
        """

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/rates", for: .staff, list)
        try registry.route(.post, "/rates", for: .storeManager, create)
        try registry.route(.get, "/rates/{id}", for: .staff, show)
        try registry.route(.patch, "/rates/{id}", for: .storeManager, change)
        try registry.route(.delete, "/rates/{id}", for: .storeManager, delete)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let isOfZone: SQLFragment = try request.queryInteger("zone_id").map { "zone_id = \($0)" } ?? "1 = 1"
        try call.respondPage(order: .oldestFirst) { page in
            "\(shown) WHERE id > \(page.after) AND \(isOfZone) ORDER BY id LIMIT \(page.limit)"
        }
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let (rate, zone) = try RateForm.read(request)
        do {
            _ = try ZoneStore.held(zone, call)
        } catch is Veto {
            throw Veto.field("zone_id", "names no tax zone: there is none with the id \(zone)")
        }
        try RateStore.checkRoom(for: rate, in: zone, call)
        try respond(201, with: try RateStore.insert(rate, in: zone, call), call)
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let (old, zone) = try RateStore.held(try request.id("id"), call)
        let rate = try RateForm.read(request, changing: old)
        try RateStore.checkRoom(for: rate, in: zone, call)
        try RateStore.update(rate, call)
        try respond(200, with: rate.id, call)
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        try RateStore.delete(try RateStore.held(try request.id("id"), call).rate.id, call)
        try call.respondNothing()
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }
}

/// The JSON of a rate as clients send it. The schemas in plugin.json have checked it.
enum RateForm {
    /// A new rate, and the zone that it is for.
    static func read(_ request: Request) throws -> (rate: TaxRate, zone: Int64) {
        let zone = try request.integer("zone_id")
        let empty = TaxRate(
            id: 0,
            name: try request.text("name"),
            percent: try percent(request),
            priority: 0,
            isCompound: false,
            isOnShipping: true
        )
        return (try read(request, over: empty), zone)
    }

    /// A change: what is absent stays as it is; a class of null is the usual one.
    static func read(_ request: Request, changing old: TaxRate) throws -> TaxRate {
        try read(request, over: old)
    }

    private static func read(_ request: Request, over old: TaxRate) throws -> TaxRate {
        TaxRate(
            id: old.id,
            name: try request.value("name", else: old.name, request.text),
            taxClass: try request.optionalValue("tax_class", else: old.taxClass, request.text),
            percent: request.kind("percent") == .absent ? old.percent : try percent(request),
            priority: try request.value("priority", else: old.priority, request.integer),
            isCompound: try request.value("is_compound", else: old.isCompound, request.bool),
            isOnShipping: try request.value("on_shipping", else: old.isOnShipping, request.bool)
        )
    }

    private static func percent(_ request: Request) throws -> Percent {
        guard let percent = Percent(try request.text("percent")) else {
            throw Veto.field(
                "percent",
                "must be a text such as \"19\" or \"9.975\", from 0 to 100 with at most 4 decimals"
            )
        }
        return percent
    }
}
