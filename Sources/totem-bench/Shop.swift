import FoundationEssentials
import TotemKernel
import TotemStore

/// A shop made for measuring: 1000 products, a third of them with a variant, and carts of three lines ready for
/// checkout. It is the same every time.
struct Shop {
    static let productCount: Int64 = 1000
    static let coupon = "SAVE10"

    /// What is kept for a repeat of a checkout, as large as a real order's JSON.
    static let keptAnswer = [UInt8](repeating: UInt8(ascii: "x"), count: 900)

    struct Line {
        let product: Int64
        /// 0: none.
        let variant: Int64
        let inventory: Int64
        let quantity: Int64
        let price: Int64
        let sku: String
        let name: String
    }

    /// Fills an empty store.
    static func stock(_ store: any Store) async throws {
        try await store.write { tx in
            try tx.execute(
                "INSERT INTO store_settings (key, value, updated_at) VALUES ('currency', 'EUR', 0)"
            )
            try tx.execute("INSERT INTO warehouses (id, name) VALUES (1, 'Default')")
            for product in 1...productCount { try insert(product, in: tx) }
        }
    }

    /// The coupon that takes 10 % off, without a limit, for a shop with the plugin.
    static func addCoupon(to store: any Store) async throws {
        try await store.write { tx in
            _ = try tx.execute(
                "INSERT INTO coupons (id, code, code_key, type, value) VALUES (1, $1, $1, 'percentage', 1000)",
                coupon
            )
        }
    }

    /// A benchmark that lost orders would be worth nothing.
    static func checkCounts(_ orders: Int64, withCoupon: Bool, in store: any Store) async throws {
        let (placed, redeemed) = try await store.read { tx in
            (
                try count("SELECT count(*) FROM orders", in: tx),
                withCoupon ? try count("SELECT count(*) FROM coupon_usage WHERE coupon_id = 1", in: tx) : nil
            )
        }
        guard placed == orders, redeemed == (withCoupon ? orders : nil) else {
            throw BenchmarkError(
                "\(placed ?? 0) orders were written with \(redeemed ?? 0) uses of the coupon, \(orders) were placed"
            )
        }
    }

    private static func count(_ sql: SQL, in tx: Transaction) throws -> Int64? {
        try tx.first(sql) { try $0.get(0, as: Int64.self) }
    }

    /// Makes carts for the orders with these numbers.
    static func fillCarts(
        _ numbers: Range<Int64>,
        of products: Int64 = productCount,
        withCoupon: Bool,
        in store: any Store
    ) async throws {
        try await store.write { tx in
            for number in numbers {
                try tx.execute(
                    "INSERT INTO carts (id, token, created_at, updated_at) VALUES ($1, $2, 0, 0)",
                    number,
                    token(number)
                )
                for line in lines(of: number, from: products) {
                    try tx.execute(
                        """
                        INSERT INTO cart_items (cart_id, product_id, variant_id, quantity, sku, name)
                        VALUES ($1, $2, $3, $4, 'SKU', 'Name')
                        """,
                        number,
                        line.product,
                        line.variant == 0 ? nil : line.variant,
                        line.quantity
                    )
                }
                guard withCoupon else { continue }
                try tx.execute(
                    "INSERT INTO cart_codes (cart_id, code, plugin) VALUES ($1, $2, 'coupons')",
                    number,
                    coupon
                )
            }
        }
    }

    /// As long as a real cart's.
    static func token(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "k", count: 43 - digits.count) + digits
    }

    /// The three lines of the cart with this number, spread over so many products; of one product one line.
    static func lines(of number: Int64, from products: Int64 = productCount) -> [Line] {
        (Int64(0)..<min(3, products)).map { (place: Int64) -> Line in
            let position: Int64 = number * 7919 + place * 331
            return line(position % products + 1, quantity: place + 1)
        }
    }

    static func line(_ product: Int64, quantity: Int64) -> Line {
        Line(
            product: product,
            variant: hasVariant(product) ? product : 0,
            inventory: product,
            quantity: quantity,
            price: 500 + product,
            sku: hasVariant(product) ? "variant-\(product)-large" : "product-\(product)",
            name: "A product of a believable name, number \(product)"
        )
    }

    private static func hasVariant(_ product: Int64) -> Bool { product % 3 == 0 }

    private static func insert(_ product: Int64, in tx: Transaction) throws {
        let line = line(product, quantity: 1)
        try tx.execute(
            """
            INSERT INTO products (id, name, slug, description, sku, price, currency, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $3, $5, 'EUR', 0, 0)
            """,
            product,
            line.name,
            "product-\(product)",
            String(repeating: "What there is to say about it. ", count: 10),
            line.price
        )
        if line.variant != 0 {
            try tx.execute(
                """
                INSERT INTO product_variants (id, product_id, sku, price, inventory_quantity)
                VALUES ($1, $1, $2, $3, 1000000)
                """,
                line.variant,
                line.sku,
                line.price
            )
        }
        try tx.execute(
            """
            INSERT INTO inventory (id, product_id, variant_id, warehouse_id, quantity, updated_at)
            VALUES ($1, $1, $2, 1, 1000000, 0)
            """,
            product,
            line.variant == 0 ? nil : line.variant
        )
    }
}
