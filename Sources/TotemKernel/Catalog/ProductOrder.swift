import TotemStore

/// The ordered walks over products, each along an index from a place on: of all products, or of those on sale or not.
struct ProductOrder {
    let sort: ProductSort
    /// Nil: both.
    let isActive: Bool?

    /// The name that cursors of this order carry.
    var name: String { "products-" + sort.rawValue }

    /// The place before the first row, as near as the filter allows.
    func start(_ filter: ProductFilter) -> ProductKey {
        switch sort {
        case .id, .name: ProductKey(id: 0, price: 0, name: "")
        case .newest: ProductKey(id: .max, price: 0, name: "")
        case .price: ProductKey(id: 0, price: filter.minPrice ?? 0, name: "")
        case .priceDescending: ProductKey(id: .max, price: filter.maxPrice ?? .max, name: "")
        }
    }

    /// Whether no row after this one can be of the list.
    func isBeyond(_ key: ProductKey, _ filter: ProductFilter) -> Bool {
        switch sort {
        case .price: filter.maxPrice.map { key.price > $0 } ?? false
        case .priceDescending: filter.minPrice.map { key.price < $0 } ?? false
        case .id, .newest, .name: false
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
        }
    }

    func cursor(after key: ProductKey) -> Cursor {
        switch sort {
        case .id, .newest: Cursor(name, [.integer(key.id.value)])
        case .price, .priceDescending: Cursor(name, [.integer(key.price), .integer(key.id.value)])
        case .name: Cursor(name, [.text(key.name), .integer(key.id.value)])
        }
    }

    func key(of cursor: Cursor) throws(KernelError) -> ProductKey {
        switch sort {
        case .id, .newest: ProductKey(id: try cursor.integer(0), price: 0, name: "")
        case .price, .priceDescending: ProductKey(id: try cursor.integer(1), price: try cursor.integer(0), name: "")
        case .name: ProductKey(id: try cursor.integer(1), price: 0, name: try cursor.text(0))
        }
    }

    /// The next rows after `place`.
    func rows(after place: ProductKey, _ limit: Int, in tx: Transaction) throws -> [ProductKey] {
        guard let isActive else { return try rowsOfAll(after: place, limit, in: tx) }
        switch sort {
        case .id:
            return try tx.query(
                """
                SELECT id, price, name, is_active FROM products
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
                SELECT id, price, name, is_active FROM products
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
                SELECT id, price, name, is_active FROM products
                WHERE is_active = $1 AND (price, id) > ($2, $3) ORDER BY price, id LIMIT $4
                """,
                isActive,
                place.price,
                place.id,
                limit,
                row: ProductKey.init
            )
        case .priceDescending:
            return try tx.query(
                """
                SELECT id, price, name, is_active FROM products
                WHERE is_active = $1 AND (price, id) < ($2, $3) ORDER BY price DESC, id DESC LIMIT $4
                """,
                isActive,
                place.price,
                place.id,
                limit,
                row: ProductKey.init
            )
        case .name:
            return try tx.query(
                """
                SELECT id, price, name, is_active FROM products
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
        case .id:
            try tx.query(
                "SELECT id, price, name, is_active FROM products WHERE id > $1 ORDER BY id LIMIT $2",
                place.id,
                limit,
                row: ProductKey.init
            )
        case .newest:
            try tx.query(
                "SELECT id, price, name, is_active FROM products WHERE id < $1 ORDER BY id DESC LIMIT $2",
                place.id,
                limit,
                row: ProductKey.init
            )
        case .price:
            try tx.query(
                """
                SELECT id, price, name, is_active FROM products
                WHERE (price, id) > ($1, $2) ORDER BY price, id LIMIT $3
                """,
                place.price,
                place.id,
                limit,
                row: ProductKey.init
            )
        case .priceDescending:
            try tx.query(
                """
                SELECT id, price, name, is_active FROM products
                WHERE (price, id) < ($1, $2) ORDER BY price DESC, id DESC LIMIT $3
                """,
                place.price,
                place.id,
                limit,
                row: ProductKey.init
            )
        case .name:
            try tx.query(
                """
                SELECT id, price, name, is_active FROM products
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
