import TotemPluginKit

/// What is bought, as far as coupons look at it.
struct Purchase {
    let cart: Cart
    /// Lines that something can be taken off.
    let lines: [Line]
    /// Of each product that is bought, its categories with all that are above them: read when a coupon names any.
    private let categories: [Int64: Set<Int64>]

    init(_ cart: Cart, for coupons: [StoredCoupon], _ call: Call) throws {
        self.cart = cart
        lines = cart.lines.filter { $0.takesDiscounts && !$0.isGift }
        let names = coupons.contains { $0.coupon.namesCategories }
        categories = names ? try Self.categories(of: Set(lines.map(\.productID)), call) : [:]
    }

    /// What a coupon takes something off.
    func goods(of coupon: Coupon) -> [Line] {
        guard coupon.hasGoods else { return lines }
        return lines.filter { line in
            (coupon.goods.isEmpty || has(line, coupon.goods)) && !has(line, coupon.excludedGoods)
        }
    }

    /// What is got for less.
    func gotten(by offer: Offer, of coupon: Coupon) -> [Line] {
        offer.goods.isEmpty ? goods(of: coupon) : lines.filter { has($0, offer.goods) }
    }

    private func has(_ line: Line, _ goods: Goods) -> Bool {
        goods.contain(line.productID, in: categories[line.productID] ?? [])
    }

    /// A tree of categories that is deeper than this is none.
    private static func categories(of products: Set<Int64>, _ call: Call) throws -> [Int64: Set<Int64>] {
        let pairs = try call.queryOnce(
            """
            WITH RECURSIVE above (product_id, category_id, depth) AS (
              SELECT product_id, category_id, 0 FROM v1_product_category_mappings WHERE product_id = ANY($1)
              UNION ALL
              SELECT above.product_id, v1_product_categories.parent_id, above.depth + 1 FROM above
              JOIN v1_product_categories ON v1_product_categories.id = above.category_id
              WHERE v1_product_categories.parent_id IS NOT NULL AND above.depth < 30
            )
            SELECT DISTINCT product_id, category_id FROM above
            """,
            SQLList(products.sorted())
        ) { (product: $0.integer(0), category: $0.integer(1)) }
        var categories: [Int64: Set<Int64>] = [:]
        for pair in pairs { categories[pair.product, default: []].insert(pair.category) }
        return categories
    }
}

extension Array where Element == Line {
    var quantity: Int64 { reduce(0) { $0 + $1.quantity } }
    var total: Int64 { reduce(0) { $0 + $1.total } }
    /// What other discounts have left of them, at this moment.
    var left: Int64 { reduce(0) { $0 + $1.total - $1.discount } }
}
