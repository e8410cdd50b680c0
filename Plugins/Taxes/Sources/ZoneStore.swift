import TotemPluginKit

/// A zone with its id.
struct StoredZone {
    let id: Int64
    let zone: Zone
}

/// What an address is in.
struct FoundZone: Equatable {
    let id: Int64
    let hasReverseCharge: Bool
}

/// The zones' tables.
enum ZoneStore {
    /// The zone with the most exact area that has the place.
    static func find(_ place: Place, _ call: Call) throws -> FoundZone? {
        try call.first(
            """
            SELECT tax_zones.id, tax_zones.reverse_charge
            FROM tax_zone_areas JOIN tax_zones ON tax_zones.id = tax_zone_areas.zone_id
            WHERE tax_zone_areas.country IN ($1, '') AND tax_zone_areas.state IN ($2, '')
              AND tax_zone_areas.postal_from <= $3 AND tax_zone_areas.postal_to >= $3 AND tax_zones.is_active = 1
            ORDER BY tax_zone_areas.exactness DESC, tax_zone_areas.postal_to - tax_zone_areas.postal_from, tax_zones.id
            LIMIT 1
            """,
            place.country,
            place.state,
            place.postalCode?.key ?? Zone.noPostalCode
        ) { FoundZone(id: $0.integer(0), hasReverseCharge: $0.bool(1)) }
    }

    /// Whether the owner has made a zone at all: until then the shop's own tax holds.
    static func hasAny(_ call: Call) throws -> Bool {
        try call.first("SELECT 1 FROM tax_zones WHERE is_active = 1 LIMIT 1") { _ in true } ?? false
    }

    /// The zone, which nobody else changes until the transaction ends.
    /// - Throws: ``Veto``: not found.
    static func held(_ id: Int64, _ call: Call) throws -> StoredZone {
        let zone = try call.first(
            """
            SELECT name, countries, states, postal_codes, reverse_charge, is_active FROM tax_zones
            WHERE id = $1 FOR UPDATE
            """,
            id
        ) { row in
            StoredZone(
                id: id,
                zone: Zone(
                    name: row.text(0),
                    countries: try row.json(1).texts(),
                    states: try row.json(2).texts(),
                    postalCodes: try row.json(3).texts(),
                    hasReverseCharge: row.bool(4),
                    isActive: row.bool(5)
                )
            )
        }
        guard let zone else { throw Veto.notFound("tax zone \(id)") }
        return zone
    }

    /// - Throws: ``Veto`` naming `name` when another zone has it.
    static func insert(_ zone: Zone, preset: String? = nil, _ call: Call) throws -> Int64 {
        let id = try uniquely(zone.name) {
            try call.first(
                """
                INSERT INTO tax_zones (name, countries, states, postal_codes, reverse_charge, is_active, preset)
                VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
                """,
                zone.name,
                JSON.texts(zone.countries),
                JSON.texts(zone.states),
                JSON.texts(zone.postalCodes),
                zone.hasReverseCharge,
                zone.isActive,
                preset
            ) { $0.integer(0) } ?? 0
        }
        try insertAreas(of: zone, id, call)
        return id
    }

    /// - Throws: ``Veto`` naming `name` when another zone has it.
    static func update(_ id: Int64, to zone: Zone, _ call: Call) throws {
        _ = try uniquely(zone.name) {
            try call.execute(
                """
                UPDATE tax_zones SET name = $2, countries = $3, states = $4, postal_codes = $5, reverse_charge = $6,
                  is_active = $7
                WHERE id = $1
                """,
                id,
                zone.name,
                JSON.texts(zone.countries),
                JSON.texts(zone.states),
                JSON.texts(zone.postalCodes),
                zone.hasReverseCharge,
                zone.isActive
            )
        }
        try call.execute("DELETE FROM tax_zone_areas WHERE zone_id = $1", id)
        try insertAreas(of: zone, id, call)
    }

    /// With its rates.
    static func delete(_ id: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM tax_zones WHERE id = $1", id)
    }

    private static func insertAreas(of zone: Zone, _ id: Int64, _ call: Call) throws {
        for area in zone.areas {
            try call.execute(
                """
                INSERT INTO tax_zone_areas (zone_id, country, state, postal_from, postal_to, exactness)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                id,
                area.country,
                area.state,
                area.postal.lowerBound,
                area.postal.upperBound,
                area.exactness
            )
        }
    }

    private static func uniquely(_ name: String, _ write: () throws -> Int64) throws -> Int64 {
        try HostError.unique(else: .taken("name", "is taken: there is a zone '\(name)' already"), write)
    }
}
