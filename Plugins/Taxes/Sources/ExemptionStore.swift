import TotemPluginKit

/// A customer who pays no taxes.
struct Exemption {
    var userID: Int64
    /// Nil: everywhere.
    var country: String?
    var reason: String
    /// Of what proves it, such as its number.
    var certificate: String?
    /// The first millisecond at which it does not hold any more; nil: it has no end.
    var validUntil: Int64?
}

/// The exemptions' table.
enum ExemptionStore {
    /// Why a customer pays no tax in a country now; nil: the customer does.
    static func reason(for user: Int64, in country: String, _ call: Call) throws -> String? {
        try call.first(
            """
            SELECT reason FROM tax_exemptions
            WHERE user_id = $1 AND (country IS NULL OR country = $2) AND (valid_until IS NULL OR valid_until > $3)
            ORDER BY id LIMIT 1
            """,
            user,
            country,
            call.now
        ) { $0.text(0) }
    }

    static func insert(_ exemption: Exemption, _ call: Call) throws -> Int64 {
        try call.first(
            """
            INSERT INTO tax_exemptions (user_id, country, reason, certificate, valid_until, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
            """,
            exemption.userID,
            exemption.country,
            exemption.reason,
            exemption.certificate,
            exemption.validUntil,
            call.now
        ) { $0.integer(0) } ?? 0
    }

    /// - Throws: ``Veto``: not found.
    static func held(_ id: Int64, _ call: Call) throws -> Exemption {
        let exemption = try call.first(
            """
            SELECT user_id, country, reason, certificate, valid_until FROM tax_exemptions WHERE id = $1 FOR UPDATE
            """,
            id
        ) { row in
            Exemption(
                userID: row.integer(0),
                country: row.optionalText(1),
                reason: row.text(2),
                certificate: row.optionalText(3),
                validUntil: row.optionalInteger(4)
            )
        }
        guard let exemption else { throw Veto.notFound("tax exemption \(id)") }
        return exemption
    }

    static func update(_ id: Int64, to exemption: Exemption, _ call: Call) throws {
        try call.execute(
            "UPDATE tax_exemptions SET country = $2, reason = $3, certificate = $4, valid_until = $5 WHERE id = $1",
            id,
            exemption.country,
            exemption.reason,
            exemption.certificate,
            exemption.validUntil
        )
    }

    static func delete(_ id: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM tax_exemptions WHERE id = $1", id)
    }

    static func count(of user: Int64, _ call: Call) throws -> Int64 {
        try call.first("SELECT COUNT(*) FROM tax_exemptions WHERE user_id = $1", user) { $0.integer(0) } ?? 0
    }

    // MARK: - A person's data

    /// - Returns: JSON: all that is kept of the person.
    static func export(of user: Int64, _ call: Call) throws -> String {
        let exemptions = try call.query(
            "SELECT country, reason, certificate, valid_until FROM tax_exemptions WHERE user_id = $1 ORDER BY id",
            user
        ) { row in
            var exemption = JSONObject()
            exemption.add("country", row.optionalText(0))
            exemption.add("reason", row.text(1))
            exemption.add("certificate", row.optionalText(2))
            exemption.add("valid_until_milliseconds", row.optionalInteger(3))
            return exemption
        }
        var json = JSONObject()
        json.add("exemptions", exemptions)
        return json.text
    }

    static func erase(_ user: Int64, _ call: Call) throws {
        try call.execute("DELETE FROM tax_exemptions WHERE user_id = $1", user)
        let numbers = try call.query(
            "SELECT tax_id FROM v1_customer_addresses WHERE user_id = $1 AND tax_id IS NOT NULL",
            user
        ) { $0.text(0) }
        for number in numbers.compactMap(VATNumber.init) { try VATCheckStore.delete(number, call) }
    }
}
