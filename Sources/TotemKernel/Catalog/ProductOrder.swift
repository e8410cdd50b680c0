import TotemStore

/// The ordered walks over products, each along an index from a place on: of all products, or of those on sale or not.
///
/// In an order by price a product stands at the lowest of its prices that the filter lets through: who looks for something
/// from 20 to 50 sees it where it begins to be of interest.
struct ProductOrder {
    let sort: ProductSort
    /// Nil: both.
    let isActive: Bool?
    /// What an order by price walks over.
    let prices: ClosedRange<Int64>

    init(_ sort: ProductSort, _ filter: ProductFilter) {
        self.sort = sort
        isActive = filter.isActive
        prices = filter.prices ?? 0...Int64.max
    }

    /// The name that cursors of this order carry.
    var name: String { "products-" + sort.rawValue }

    /// The place before the first row.
    var start: ProductKey {
        switch sort {
        case .id, .name: ProductKey(id: 0, price: 0, name: "")
        case .newest: ProductKey(id: .max, price: 0, name: "")
        case .price: ProductKey(id: 0, price: prices.lowerBound, name: "")
        case .priceDescending: ProductKey(id: .max, price: prices.upperBound, name: "")
        case .relevance: ProductKey(id: 0, price: .max, name: "")
        }
    }

    func precedes(_ left: ProductKey, _ right: ProductKey) -> Bool {
        switch sort {
        case .id: left.id.value < right.id.value
        case .newest: left.id.value > right.id.value
        case .price: (left.price, left.id.value) < (right.price, right.id.value)
        case .priceDescending: (left.price, left.id.value) > (right.price, right.id.value)
        case .name:
            left.name == right.name
                ? left.id.value < right.id.value : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        case .relevance: (right.price, left.id.value) < (left.price, right.id.value)
        }
    }

    func cursor(after key: ProductKey) -> Cursor {
        switch sort {
        case .id, .newest: Cursor(name, [.integer(key.id.value)])
        case .price, .priceDescending, .relevance: Cursor(name, [.integer(key.price), .integer(key.id.value)])
        case .name: Cursor(name, [.text(key.name), .integer(key.id.value)])
        }
    }

    func key(of cursor: Cursor) throws(KernelError) -> ProductKey {
        switch sort {
        case .id, .newest: ProductKey(id: try cursor.integer(0), price: 0, name: "")
        case .price, .priceDescending, .relevance:
            ProductKey(id: try cursor.integer(1), price: try cursor.integer(0), name: "")
        case .name: ProductKey(id: try cursor.integer(1), price: 0, name: try cursor.text(0))
        }
    }

    var isByPrice: Bool { sort == .price || sort == .priceDescending }

    /// Whether a key says more of a product than its id.
    var needsKeys: Bool {
        switch sort {
        case .id, .newest, .relevance: false
        case .price, .priceDescending, .name: true
        }
    }

    /// The keys of these products, without those that are gone, or have no price that the filter lets through.
    func keys(of ids: [Product.ID], in tx: Transaction) throws -> [ProductKey] {
        try tx.query(
            """
            SELECT product.id, MIN(listed.price), product.name, product.is_active
            FROM products AS product JOIN product_prices AS listed ON listed.product_id = product.id
            WHERE product.id = ANY($1) AND listed.price >= $2 AND listed.price <= $3
            GROUP BY product.id, product.name, product.is_active
            """,
            SQLList(ids),
            prices.lowerBound,
            prices.upperBound,
            row: ProductKey.init
        )
    }

    /// The next rows after `place`, of an order that an index has. In an order by price a product has several: it stands at one.
    func rows(after place: ProductKey, _ limit: Int, in tx: Transaction) throws -> [ProductKey] {
        guard let isActive else { return try rowsOfAll(after: place, limit, in: tx) }
        switch sort {
        case .id, .relevance:
            return try tx.query(
                """
                SELECT id, 0, name, is_active FROM products
                WHERE is_active = $1 AND id > $2 ORDER BY id LIMIT $3
                """,
                isActive,
                place.id,
                limit,
                row: ProductKey.init
            )
        case .newest:
            return try tx.query(
                """
                SELECT id, 0, name, is_active FROM products
                WHERE is_active = $1 AND id < $2 ORDER BY id DESC LIMIT $3
                """,
                isActive,
                place.id,
                limit,
                row: ProductKey.init
            )
        case .price:
            return try tx.query(
                """
                SELECT product_id, price, '', is_active,
                  NOT EXISTS (SELECT 1 FROM product_prices AS lower WHERE lower.product_id = listed.product_id
                    AND lower.price >= $4 AND lower.price < listed.price)
                FROM product_prices AS listed
                WHERE is_active = $1 AND (price, product_id) > ($2, $3) AND price <= $5
                ORDER BY price, product_id LIMIT $6
                """,
                isActive,
                place.price,
                place.id,
                prices.lowerBound,
                prices.upperBound,
                limit,
                row: ProductKey.ofPrice
            )
        case .priceDescending:
            return try tx.query(
                """
                SELECT product_id, price, '', is_active,
                  NOT EXISTS (SELECT 1 FROM product_prices AS lower WHERE lower.product_id = listed.product_id
                    AND lower.price >= $4 AND lower.price < listed.price)
                FROM product_prices AS listed
                WHERE is_active = $1 AND (price, product_id) < ($2, $3) AND price >= $4
                ORDER BY price DESC, product_id DESC LIMIT $5
                """,
                isActive,
                place.price,
                place.id,
                prices.lowerBound,
                limit,
                row: ProductKey.ofPrice
            )
        case .name:
            return try tx.query(
                """
                SELECT id, 0, name, is_active FROM products
                WHERE is_active = $1 AND (name, id) > ($2, $3) ORDER BY name, id LIMIT $4
                """,
                isActive,
                place.name,
                place.id,
                limit,
                row: ProductKey.init
            )
        }
    }

    private func rowsOfAll(after place: ProductKey, _ limit: Int, in tx: Transaction) throws -> [ProductKey] {
        switch sort {
        case .id, .relevance:
            try tx.query(
                "SELECT id, 0, name, is_active FROM products WHERE id > $1 ORDER BY id LIMIT $2",
                place.id,
                limit,
                row: ProductKey.init
            )
        case .newest:
            try tx.query(
                "SELECT id, 0, name, is_active FROM products WHERE id < $1 ORDER BY id DESC LIMIT $2",
                place.id,
                limit,
                row: ProductKey.init
            )
        case .price:
            try tx.query(
                """
                SELECT product_id, price, '', is_active,
                  NOT EXISTS (SELECT 1 FROM product_prices AS lower WHERE lower.product_id = listed.product_id
                    AND lower.price >= $3 AND lower.price < listed.price)
                FROM product_prices AS listed
                WHERE (price, product_id) > ($1, $2) AND price <= $4
                ORDER BY price, product_id LIMIT $5
                """,
                place.price,
                place.id,
                prices.lowerBound,
                prices.upperBound,
                limit,
                row: ProductKey.ofPrice
            )
        case .priceDescending:
            try tx.query(
                """
                SELECT product_id, price, '', is_active,
                  NOT EXISTS (SELECT 1 FROM product_prices AS lower WHERE lower.product_id = listed.product_id
                    AND lower.price >= $3 AND lower.price < listed.price)
                FROM product_prices AS listed
                WHERE (price, product_id) < ($1, $2) AND price >= $3
                ORDER BY price DESC, product_id DESC LIMIT $4
                """,
                place.price,
                place.id,
                prices.lowerBound,
                limit,
                row: ProductKey.ofPrice
            )
        case .name:
            try tx.query(
                """
                SELECT id, 0, name, is_active FROM products
                WHERE (name, id) > ($1, $2) ORDER BY name, id LIMIT $3
                """,
                place.name,
                place.id,
                limit,
                row: ProductKey.init
            )
        }
    }
}
