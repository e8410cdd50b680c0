import TotemPluginKit

/// Criteria as a condition of SQL about a customer `c` of `v1_customers`. What a customer does not have compares as false, and
/// `ne` is always the opposite of `eq`.
struct CriteriaSQL {
    /// Milliseconds since 1970.
    let now: Int64
    /// Of every category that criteria name, itself and all below it.
    let categories: [Int64: [Int64]]
    /// How many reviews those of the customers have that have any. It is no SQL: another plugin knows it.
    let reviews: [Int64: Int64]

    private static let day: Int64 = 86_400_000

    func condition(_ criteria: Criteria) -> SQLFragment {
        switch criteria {
        case .all(let parts): "(\(parts.map(condition).joined(by: " AND ")))"
        case .any(let parts): "(\(parts.map(condition).joined(by: " OR ")))"
        case .not(let part): "NOT \(condition(part))"
        case .condition(let condition): sql(condition)
        }
    }

    private func sql(_ condition: Condition) -> SQLFragment {
        guard condition.comparison != .unequal else {
            let opposite = Condition(
                field: condition.field,
                comparison: .equal,
                operands: condition.operands,
                place: condition.place
            )
            return "NOT \(sql(opposite))"
        }
        switch (condition.field, condition.operands) {
        case (.email, .texts(let texts)) where condition.comparison == .contains:
            return "(c.email LIKE \(Self.pattern(texts[0])) ESCAPE '!')"
        case (.email, let operands): return compare("c.email", condition.comparison, operands)
        case (.country, let operands): return compare(Self.country, condition.comparison, operands)
        case (.reviewsCount, let operands): return reviewed(condition.comparison, operands)
        case (.boughtProduct, .numbers(let products)):
            return Self.bought("i.product_id IN (\(list: products))")
        case (.boughtCategory, .numbers(let named)):
            let all = named.flatMap { categories[$0] ?? [$0] }
            return Self.bought(
                """
                EXISTS (SELECT 1 FROM v1_product_category_mappings AS m
                  WHERE m.product_id = i.product_id AND m.category_id IN (\(list: all)))
                """
            )
        case (.segment, .numbers(let segments)):
            return """
                EXISTS (SELECT 1 FROM customer_segment_memberships AS s
                  WHERE s.user_id = c.id AND s.segment_id IN (\(list: segments)))
                """
        case (let field, let operands): return compare(number(field), condition.comparison, operands)
        }
    }

    private func compare(_ value: SQLFragment, _ comparison: Comparison, _ operands: Operands) -> SQLFragment {
        switch operands {
        case .numbers(let numbers): compare(value, comparison, numbers)
        case .texts(let texts): compare(value, comparison, texts)
        }
    }

    private func compare(
        _ value: SQLFragment,
        _ comparison: Comparison,
        _ operands: [some SQLParameter]
    ) -> SQLFragment {
        switch comparison {
        case .equal, .unequal, .contains: "COALESCE(\(value) = \(operands[0]), FALSE)"
        case .greater: "COALESCE(\(value) > \(operands[0]), FALSE)"
        case .greaterOrEqual: "COALESCE(\(value) >= \(operands[0]), FALSE)"
        case .less: "COALESCE(\(value) < \(operands[0]), FALSE)"
        case .lessOrEqual: "COALESCE(\(value) <= \(operands[0]), FALSE)"
        case .oneOf: "COALESCE(\(value) IN (\(list: operands)), FALSE)"
        }
    }

    /// The number of a field; NULL where the customer has none.
    private func number(_ field: Field) -> SQLFragment {
        switch field {
        case .createdDaysAgo: "((\(now) - c.created_at) / \(Self.day))"
        case .ordersCount: Self.ofOrders("COUNT(*)")
        case .ordersTotal: Self.ofOrders("CAST(COALESCE(SUM(\(Self.paid)), 0) AS BIGINT)")
        case .ordersAverage:
            // Rounded to the nearest minor unit, half a unit up.
            Self.ofOrders(
                """
                CASE WHEN COUNT(*) > 0
                  THEN (2 * CAST(SUM(\(Self.paid)) AS BIGINT) + COUNT(*)) / (2 * COUNT(*)) END
                """
            )
        case .lastOrderDaysAgo: "((\(now) - \(Self.ofOrders("MAX(o.created_at)"))) / \(Self.day))"
        case .firstOrderDaysAgo: "((\(now) - \(Self.ofOrders("MIN(o.created_at)"))) / \(Self.day))"
        case .email, .country, .boughtProduct, .boughtCategory, .reviewsCount, .segment: "NULL"
        }
    }

    /// Those of the customers that have so many reviews, by their ids.
    private func reviewed(_ comparison: Comparison, _ operands: Operands) -> SQLFragment {
        guard case .numbers(let numbers) = operands else { return "(1 = 0)" }
        let holds = { (count: Int64) in comparison.holds(count, numbers) }
        // Whoever is not among them has none.
        let others = holds(0)
        let ids = reviews.filter { holds($0.value) != others }.map(\.key).sorted()
        guard !ids.isEmpty else { return others ? "(1 = 1)" : "(1 = 0)" }
        return others ? "(c.id NOT IN (\(list: ids)))" : "(c.id IN (\(list: ids)))"
    }

    /// One value over the orders of the customer that count: neither pending nor cancelled, as in the shop's reports.
    private static func ofOrders(_ value: SQLFragment) -> SQLFragment {
        "(SELECT \(value) FROM v1_orders AS o WHERE o.user_id = c.id AND o.status NOT IN ('pending', 'cancelled'))"
    }

    /// What an order came to, less what was given back of it.
    private static let paid: SQLFragment = """
        o.total_amount - COALESCE((SELECT SUM(r.amount) FROM v1_refunds AS r
          WHERE r.order_id = o.id AND r.status = 'succeeded'), 0)
        """

    private static func bought(_ item: SQLFragment) -> SQLFragment {
        """
        EXISTS (SELECT 1 FROM v1_orders AS o JOIN v1_order_items AS i ON i.order_id = o.id
          WHERE o.user_id = c.id AND o.status NOT IN ('pending', 'cancelled') AND \(item))
        """
    }

    /// Where a customer lives: by the address book, defaults and shipping addresses first; else where the last order went.
    private static let country: SQLFragment = """
        COALESCE(
          (SELECT a.country FROM v1_customer_addresses AS a WHERE a.user_id = c.id
            ORDER BY a.is_default DESC, CASE a.address_type WHEN 'shipping' THEN 0 ELSE 1 END, a.id DESC LIMIT 1),
          (SELECT d.country FROM v1_orders AS o JOIN v1_order_contacts AS k ON k.id = o.id
            JOIN v1_order_addresses AS d ON d.id = COALESCE(k.shipping_address_id, k.billing_address_id)
            WHERE o.user_id = c.id AND o.status NOT IN ('pending', 'cancelled')
            ORDER BY o.created_at DESC, o.id DESC LIMIT 1))
        """

    /// A text anywhere, with what LIKE has a meaning for of its own taken as it is.
    private static func pattern(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if character == "!" || character == "%" || character == "_" { escaped += "!" }
            escaped.append(character)
        }
        return "%\(escaped)%"
    }
}

extension Comparison {
    /// Whether a number is so, compared with what is given.
    func holds(_ number: Int64, _ operands: [Int64]) -> Bool {
        switch self {
        case .equal, .contains: number == operands[0]
        case .unequal: number != operands[0]
        case .greater: number > operands[0]
        case .greaterOrEqual: number >= operands[0]
        case .less: number < operands[0]
        case .lessOrEqual: number <= operands[0]
        case .oneOf: operands.contains(number)
        }
    }
}
