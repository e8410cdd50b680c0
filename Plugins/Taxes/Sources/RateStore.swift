import TotemPluginKit

/// The rates' table.
enum RateStore {
    static let largestCountOfZone = 100
    /// Rates that one thing is taxed at together.
    static let largestStack = 8

    /// All rates of a zone.
    static func all(of zone: Int64, _ call: Call) throws -> [TaxRate] {
        try call.query(
            """
            SELECT id, name, tax_class, percent, priority, is_compound, on_shipping FROM tax_rates
            WHERE zone_id = $1 ORDER BY priority, id
            """,
            zone,
            row: rate
        )
    }

    /// The rate and its zone, whose rates nobody else changes until the transaction ends.
    /// - Throws: ``Veto``: not found.
    static func held(_ id: Int64, _ call: Call) throws -> (rate: TaxRate, zone: Int64) {
        let zone = try call.first("SELECT zone_id FROM tax_rates WHERE id = $1", id) { $0.integer(0) }
        if let zone {
            _ = try ZoneStore.held(zone, call)
            if let rate = try all(of: zone, call).first(where: { $0.id == id }) { return (rate, zone) }
        }
        throw Veto.notFound("tax rate \(id)")
    }

    /// - Parameter rate: its id does not count.
    static func insert(_ rate: TaxRate, in zone: Int64, _ call: Call) throws -> Int64 {
        try call.first(
            """
            INSERT INTO tax_rates (zone_id, name, tax_class, percent, priority, is_compound, on_shipping)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """,
            zone,
            rate.name,
            rate.taxClass,
            rate.percent.text,
            rate.priority,
            rate.isCompound,
            rate.isOnShipping
        ) { $0.integer(0) } ?? 0
    }

    static func update(_ rate: TaxRate, _ call: Call) throws {
        try call.execute(
            """
            UPDATE tax_rates SET name = $2, tax_class = $3, percent = $4, priority = $5, is_compound = $6, on_shipping = $7
            WHERE id = $1
            """,
            rate.id,
            rate.name,
            rate.taxClass,
            rate.percent.text,
            rate.priority,
            rate.isCompound,
            rate.isOnShipping
        )
    }

    static func delete(_ id: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM tax_rates WHERE id = $1", id)
    }

    /// Whether the zone has room for it beside the others.
    /// - Throws: ``Veto`` naming the field.
    static func checkRoom(for rate: TaxRate, in zone: Int64, _ call: Call) throws {
        let others = try all(of: zone, call).filter { $0.id != rate.id }
        guard others.count < largestCountOfZone else {
            throw Veto.impossible(
                "zone_id",
                "names a zone that has \(largestCountOfZone) rates already, as many as there may be"
            )
        }
        guard others.count(where: { $0.taxClass == rate.taxClass }) < largestStack else {
            throw Veto.impossible(
                "tax_class",
                "has \(largestStack) rates in this zone already, as many as there may be"
            )
        }
    }

    private static func rate(_ row: Row) throws -> TaxRate {
        guard let percent = Percent(row.text(3)) else {
            throw Veto("rate-damaged", "The tax rate \(row.integer(0)) has no percentage that is one.", status: 503)
        }
        return TaxRate(
            id: row.integer(0),
            name: row.text(1),
            taxClass: row.optionalText(2),
            percent: percent,
            priority: row.integer(4),
            isCompound: row.bool(5),
            isOnShipping: row.bool(6)
        )
    }
}
