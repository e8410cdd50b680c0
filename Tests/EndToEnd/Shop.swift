import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

/// A shop with a few products, sold from by a real daemon.
struct Shop {
    let files: TemporaryStore
    let pluginFolders: [String]
    let daemon: TotemDaemon
    /// With an administrator's key.
    let admin: TestClient
    /// Without credentials.
    var guest: TestClient { daemon.client() }

    /// What Coupons asks its owner for.
    static let couponsGrant: JSONValue = [
        "read": ["orders", "product_categories", "product_category_mappings", "products"], "do": ["customers.read"],
    ]

    /// - Parameters:
    ///   - stock: units of every product.
    ///   - plugins: folders to look for plugins in.
    static func open(stock: Int64 = 1000, plugins: [String] = []) async throws -> Shop {
        let files = try await TemporaryStore()
        let key = try await Self.stock(files.store, units: stock)
        let daemon = try await TotemDaemon.start(on: files.address, plugins: plugins)
        return Shop(files: files, pluginFolders: plugins, daemon: daemon, admin: daemon.client(token: key))
    }

    /// Puts the products into an empty store.
    /// - Returns: an administrator's key.
    static func stock(_ store: any Store, units: Int64) async throws -> String {
        try await store.write { tx in
            let now = SystemClock().now
            var catalog = try CatalogWriter(in: tx)
            for product in products {
                let draft = ProductDraft(
                    sku: product.sku,
                    name: product.sku,
                    price: Money(product.price, currency),
                    stock: .units(units)
                )
                _ = try catalog.save(draft, in: tx, at: now)
            }
            return try APIKeyStore.create(name: "test", role: .admin, in: tx, at: now).token.text
        }
    }

    /// The same shop with a new daemon, after the old one has ended.
    func reopened() async throws -> Shop {
        let daemon = try await TotemDaemon.start(on: files.address, plugins: pluginFolders)
        return Shop(
            files: files,
            pluginFolders: pluginFolders,
            daemon: daemon,
            admin: daemon.client(token: admin.token)
        )
    }

    /// Prices that rounding would show in.
    static let products: [(sku: String, price: Int64)] = [("POT-1", 1999), ("MUG-1", 333), ("BOWL-1", 10_001)]
    static let currency: Currency = {
        guard let currency = Currency("USD") else { preconditionFailure("USD is a currency") }
        return currency
    }()

    static let checkout: JSONValue = [
        "email": "buyer@example.com", "payment": ["method": "manual"],
        "shipping_address": [
            "address_line1": "1 Clay Lane", "city": "Stoke", "postal_code": "ST1 1AA", "country": "GB",
        ],
    ]

    /// Puts lines into a new cart.
    /// - Returns: the cart's id.
    static func fill(_ lines: [(sku: String, quantity: Int64)], _ client: TestClient) async throws -> String {
        let items = lines.map { line -> JSONValue in
            ["sku": .string(line.sku), "quantity": .integer(line.quantity)]
        }
        let cart = try await client.post("/v1/carts", ["items": .array(items)])
        guard cart.status == 201, let id = cart["id"].text else { throw UnexpectedAnswer(cart) }
        return id
    }

    /// What the store's own rows say.
    func books() async throws -> Books {
        try await files.store.read { tx in try Books(in: tx) }
    }
}

struct UnexpectedAnswer: Error, CustomStringConvertible {
    let description: String

    init(_ answer: TestResponse) {
        description = "\(answer.status): \(String(decoding: answer.body, as: UTF8.self))"
    }
}

/// The sums of a store, read from its rows.
struct Books: Sendable {
    /// Units left, by SKU.
    let stock: [String: Int64]
    /// Units in orders that were not cancelled, by SKU.
    let sold: [String: Int64]
    let orderIDs: [Int64]
    /// Orders whose amounts do not add up.
    let wrongOrders: [Int64]

    init(in tx: Transaction) throws {
        stock = Dictionary(
            uniqueKeysWithValues: try tx.query(
                """
                SELECT products.sku, SUM(inventory.quantity) FROM inventory
                JOIN products ON products.id = inventory.product_id GROUP BY products.sku
                """
            ) { (try $0.get(0, as: String.self), try $0.get(1, as: Int64.self)) }
        )
        sold = Dictionary(
            uniqueKeysWithValues: try tx.query(
                """
                SELECT order_items.sku, SUM(order_items.quantity) FROM order_items
                JOIN orders ON orders.id = order_items.order_id WHERE orders.status <> 'cancelled'
                GROUP BY order_items.sku
                """
            ) { (try $0.get(0, as: String.self), try $0.get(1, as: Int64.self)) }
        )
        orderIDs = try tx.query("SELECT id FROM orders ORDER BY id") { try $0.get(0) }
        wrongOrders = try tx.query(
            """
            SELECT id FROM orders
            WHERE subtotal_amount <> (SELECT SUM(price * quantity) FROM order_items WHERE order_id = orders.id)
              OR total_amount <> subtotal_amount - discount_amount + fee_amount + shipping_amount
                + CASE WHEN prices_include_tax = 1 THEN 0 ELSE tax_amount END
              OR discount_amount <> (SELECT COALESCE(-SUM(amount), 0) FROM order_adjustments
                                     WHERE order_id = orders.id AND kind = 'discount')
              OR total_amount <> (SELECT SUM(amount) FROM payments WHERE order_id = orders.id)
            """
        ) { try $0.get(0) }
    }

    /// Whether every unit is either there or sold.
    func addUp(to stockAtStart: Int64) -> Bool {
        stock.allSatisfy { sku, left in left >= 0 && left + (sold[sku] ?? 0) == stockAtStart }
    }
}
