import TotemPluginKit

/// `/v1/x/taxes/exemptions`
enum ExemptionRoutes {
    private static let shown: SQLFragment = """
        SELECT id, user_id, country, reason, certificate, valid_until AS "valid_until:time",
          created_at AS "created_at:time"
        FROM tax_exemptions
        """
    /// Of one customer.
    private static let largestCount: Int64 = 300

    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/exemptions", for: .staff, list)
        try registry.route(.post, "/exemptions", for: .storeManager, create)
        try registry.route(.get, "/exemptions/{id}", for: .staff, show)
        try registry.route(.patch, "/exemptions/{id}", for: .storeManager, change)
        try registry.route(.delete, "/exemptions/{id}", for: .storeManager, delete)
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let isOfUser: SQLFragment = try request.queryInteger("user_id").map { "user_id = \($0)" } ?? "1 = 1"
        try call.respondPage { page in
            "\(shown) WHERE id < \(page.after) AND \(isOfUser) ORDER BY id DESC LIMIT \(page.limit)"
        }
    }

    private static func create(_ call: Call, _ request: Request) throws {
        let user = try request.integer("user_id")
        let empty = Exemption(userID: user, reason: try request.text("reason"))
        let exemption = try read(request, over: empty)
        guard try call.first("SELECT 1 FROM v1_customers WHERE id = $1", user, row: { _ in true }) != nil else {
            throw Veto.field("user_id", "names no customer: there is none with the id \(user)")
        }
        try call.lock("exemptions of \(user)")
        guard try ExemptionStore.count(of: user, call) < largestCount else {
            throw Veto.impossible(
                "user_id",
                "names a customer who has \(largestCount) exemptions already, as many as there may be"
            )
        }
        try respond(201, with: try ExemptionStore.insert(exemption, call), call)
    }

    private static func show(_ call: Call, _ request: Request) throws {
        try respond(200, with: try request.id("id"), call)
    }

    private static func change(_ call: Call, _ request: Request) throws {
        let id = try request.id("id")
        let old = try ExemptionStore.held(id, call)
        try ExemptionStore.update(id, to: try read(request, over: old), call)
        try respond(200, with: id, call)
    }

    private static func delete(_ call: Call, _ request: Request) throws {
        let id = try request.id("id")
        _ = try ExemptionStore.held(id, call)
        try ExemptionStore.delete(id, call)
        try call.respondNothing()
    }

    private static func respond(_ status: Int32, with id: Int64, _ call: Call) throws {
        try call.respondRow(status, "\(shown) WHERE id = \(id)")
    }

    /// What is absent stays as it is; null clears. The schemas in plugin.json have checked the rest.
    private static func read(_ request: Request, over old: Exemption) throws -> Exemption {
        var exemption = old
        exemption.country = try request.optionalValue("country", else: old.country, request.text)
        exemption.reason = try request.value("reason", else: old.reason, request.text)
        exemption.certificate = try request.optionalValue("certificate", else: old.certificate, request.text)
        exemption.validUntil = try request.optionalValue("valid_until", else: old.validUntil, request.time)
        return exemption
    }
}
