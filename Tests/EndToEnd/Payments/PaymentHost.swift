import TotemKernel
import TotemStore
import TotemTesting

/// A shop of a real daemon whose payment provider is a folder, with one coupon that can be used once.
struct PaymentHost {
    let files: TemporaryStore
    let plugins: String
    let books: PaymentFolder
    let daemon: TotemDaemon
    let admin: TestClient
    var guest: TestClient { daemon.client() }

    static let coupon = "ONCE"

    static func open(stock: Int64) async throws -> PaymentHost {
        let files = try await TemporaryStore()
        let key = try await Shop.stock(files.store, units: stock)
        let plugins = try PluginFixtures.assemble("Coupons", library: "Coupons", into: files.folder + "/plugins")
        let books = try PaymentFolder(files.folder + "/payments")
        let host = try await start(files, plugins, books, key)
        let enabled = try await host.admin.patch(
            "/v1/plugins/coupons",
            ["is_active": true, "grant": Shop.couponsGrant]
        )
        guard enabled.status == 200 else { throw UnexpectedAnswer(enabled) }
        let made = try await host.admin.post(
            "/v1/x/coupons/coupons",
            ["code": .string(coupon), "type": "fixed_amount", "value": 99, "usage_limit": 1]
        )
        guard made.status == 201 else { throw UnexpectedAnswer(made) }
        return host
    }

    /// The same shop with a new daemon, after the old one has ended.
    func reopened() async throws -> PaymentHost { try await Self.start(files, plugins, books, admin.token) }

    private static func start(
        _ files: TemporaryStore,
        _ plugins: String,
        _ books: PaymentFolder,
        _ key: String?
    ) async throws -> PaymentHost {
        let arguments = [files.address, files.folder + "/payments", plugins]
        let daemon = try await TotemDaemon.start(arguments, program: "PaymentDaemon")
        return PaymentHost(
            files: files,
            plugins: plugins,
            books: books,
            daemon: daemon,
            admin: daemon.client(token: key)
        )
    }

    /// A pot, with the coupon or without.
    func cart(withCoupon: Bool = false) async throws -> String {
        let codes: JSONValue = withCoupon ? [.string(Self.coupon)] : []
        let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-1", "quantity": 1]], "codes": codes])
        guard cart.status == 201, let id = cart["id"].text else { throw UnexpectedAnswer(cart) }
        return id
    }

    func checkOut(
        _ cart: String,
        _ behaviour: FolderProvider.Behaviour = .authorize,
        key: String? = nil
    ) async throws -> TestResponse {
        guard case .object(var body) = Shop.checkout else { throw WrongFixture() }
        body["payment"] = ["method": "folder", "details": .string(behaviour.rawValue)]
        return try await guest.post(
            "/v1/carts/\(cart)/checkout",
            .object(body),
            headers: key.map { ["Idempotency-Key": $0] } ?? [:]
        )
    }

    /// The same request until another one's is over.
    func checkOutPatiently(
        _ cart: String,
        _ behaviour: FolderProvider.Behaviour = .authorize,
        key: String
    ) async throws -> TestResponse {
        var answer = try await checkOut(cart, behaviour, key: key)
        try await wait(for: "the end of a checkout") {
            guard answer.status == 202 || answer.problem == "request-in-progress" else { return true }
            answer = try await checkOut(cart, behaviour, key: key)
            return false
        }
        return answer
    }

    /// What the shop's rows and the provider's books say together.
    func state() async throws -> State {
        let held = try books.records().reduce(0) { $0 + $1.held }
        return try await files.store.read { tx in
            let number = { (sql: SQL) in try tx.first(sql) { try $0.get(0, as: Int64.self) } ?? -1 }
            return State(
                held: held,
                open: try number("SELECT COUNT(*) FROM orders WHERE status = 'open'"),
                pending: try number("SELECT COUNT(*) FROM orders WHERE status = 'pending'"),
                owed: try number("SELECT COALESCE(SUM(total_amount), 0) FROM orders WHERE status = 'open'"),
                stock: try number(
                    """
                    SELECT quantity FROM inventory JOIN products ON products.id = inventory.product_id
                    WHERE products.sku = 'POT-1'
                    """
                ),
                couponUses: try number("SELECT COUNT(*) FROM coupon_usage")
            )
        }
    }

    struct State: Equatable, Sendable {
        /// What of buyers' money the provider holds.
        let held: Int64
        let open: Int64
        let pending: Int64
        let owed: Int64
        let stock: Int64
        let couponUses: Int64
    }

    private struct WrongFixture: Error {}
}
