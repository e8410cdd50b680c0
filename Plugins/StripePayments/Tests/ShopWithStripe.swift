import Foundation
import TotemKernel
import TotemStore
import TotemTesting

/// A shop of a real daemon whose plugins reach this machine alone, where something stands in for Stripe.
struct ShopWithStripe {
    let files: TemporaryStore
    let daemon: TotemDaemon
    let admin: TestClient
    var guest: TestClient { daemon.client() }

    /// - Parameters:
    ///   - settings: of the plugin.
    ///   - budget: how long each of its hooks is waited for: what is open after a crash is looked after two of them later.
    static func open(
        _ settings: [String: JSONValue],
        stock: Int64 = 1,
        budget: Int64 = 5000
    ) async throws -> ShopWithStripe {
        let files = try await TemporaryStore()
        let key = try await Self.stock(files.store, units: stock)
        try StripeShop.assemble(into: files.folder + "/plugins", budget: budget)
        let shop = try await start(files, key)
        let enabled = try await shop.admin.patch(
            "/v1/plugins/stripe",
            [
                "is_active": true, "settings": .object(settings),
                "grant": ["do": ["payments.provide", "customers.read"], "network": ["api.stripe.com"]],
            ]
        )
        guard enabled.status == 200 else { throw Unexpected(enabled) }
        return shop
    }

    /// The same shop with a new daemon, after the old one has ended.
    func reopened() async throws -> ShopWithStripe { try await Self.start(files, admin.token) }

    private static func start(_ files: TemporaryStore, _ key: String?) async throws -> ShopWithStripe {
        let arguments = [files.address, files.folder + "/payments", files.folder + "/plugins"]
        let daemon = try await TotemDaemon.start(arguments, program: "PaymentDaemon")
        return ShopWithStripe(files: files, daemon: daemon, admin: daemon.client(token: key))
    }

    /// - Returns: an administrator's key.
    static func stock(_ store: any Store, units: Int64) async throws -> String {
        try await store.write { tx in
            let now = SystemClock().now
            guard let currency = Currency("USD") else { throw KernelError.notFound("USD") }
            var catalog = try CatalogWriter(in: tx)
            let draft = ProductDraft(sku: "POT-1", name: "Pot", price: Money(1999, currency), stock: .units(units))
            _ = try catalog.save(draft, in: tx, at: now)
            return try APIKeyStore.create(name: "test", role: .admin, in: tx, at: now).token.text
        }
    }

    func cart() async throws -> String {
        let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-1", "quantity": 1]]])
        guard cart.status == 201, let id = cart["id"].text else { throw Unexpected(cart) }
        return id
    }

    func checkOut(_ cart: String, _ details: JSONValue, key: String = RandomToken.make()) async throws -> TestResponse {
        try await guest.post(
            "/v1/carts/\(cart)/checkout",
            [
                "email": "buyer@example.com", "payment": ["method": "stripe.card", "details": details],
                "shipping_address": [
                    "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB",
                ],
            ],
            headers: ["Idempotency-Key": key]
        )
    }

    /// The same request until it is decided.
    func checkOutPatiently(_ cart: String, _ details: JSONValue, key: String) async throws -> TestResponse {
        var answer = try await checkOut(cart, details, key: key)
        try await wait(for: "the end of a checkout") {
            guard answer.status == 202 || answer.problem == "request-in-progress" else { return true }
            answer = try await checkOut(cart, details, key: key)
            return false
        }
        return answer
    }

    func orders(_ status: String) async throws -> Int64? {
        try await files.store.read { tx in
            try tx.first("SELECT COUNT(*) FROM orders WHERE status = $1", status) { try $0.get(0, as: Int64.self) }
        }
    }

    func stock() async throws -> Int64? {
        try await files.store.read { tx in
            try tx.first("SELECT SUM(quantity) FROM inventory") { try $0.get(0, as: Int64.self) }
        }
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description: String

        init(_ answer: TestResponse) {
            description = "\(answer.status): \(String(decoding: answer.body, as: UTF8.self))"
        }
    }
}
