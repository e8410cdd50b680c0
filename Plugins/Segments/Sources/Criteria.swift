/// Who belongs to a segment: conditions, joined by `all`, `any` and `not`.
indirect enum Criteria: Equatable {
    case all([Criteria])
    case any([Criteria])
    case not(Criteria)
    case condition(Condition)

    /// The conditions, from left to right.
    var conditions: [Condition] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.conditions)
        case .not(let part): part.conditions
        case .condition(let condition): [condition]
        }
    }

    func mentions(_ field: Field) -> Bool { conditions.contains { $0.field == field } }

    /// What conditions on one of the fields compare with: of `segment` the ids of segments.
    func numbers(comparedWith field: Field) -> [Int64] {
        conditions.filter { $0.field == field }.flatMap { condition in
            guard case .numbers(let numbers) = condition.operands else { return [Int64]() }
            return numbers
        }
    }
}

/// One comparison: `{"orders.count": {"gte": 3}}`.
struct Condition: Equatable {
    let field: Field
    let comparison: Comparison
    /// One for `in` at least, and one for every other comparison.
    let operands: Operands
    /// Where it stands, for errors: `criteria.all[1].any[0]`.
    let place: String
}

enum Operands: Equatable {
    case numbers([Int64])
    case texts([String])
}

enum Comparison: String, CaseIterable {
    case equal = "eq"
    case unequal = "ne"
    case greater = "gt"
    case greaterOrEqual = "gte"
    case less = "lt"
    case lessOrEqual = "lte"
    case oneOf = "in"
    case contains
}

/// What is known of a customer.
enum Field: String, CaseIterable {
    case email
    case country
    case createdDaysAgo = "created.days_ago"
    case ordersCount = "orders.count"
    case ordersTotal = "orders.total"
    case ordersAverage = "orders.average"
    case lastOrderDaysAgo = "last_order.days_ago"
    case firstOrderDaysAgo = "first_order.days_ago"
    case boughtProduct = "bought.product"
    case boughtCategory = "bought.category"
    case reviewsCount = "reviews.count"
    case segment

    enum Kind {
        case email
        /// ISO 3166-1 alpha-2.
        case country
        /// A whole number from 0: of things, of days, or of minor units of the shop's currency.
        case number
        /// Things by their ids, of which a customer has any number.
        case things
    }

    var kind: Kind {
        switch self {
        case .email: .email
        case .country: .country
        case .boughtProduct, .boughtCategory, .segment: .things
        case .createdDaysAgo, .ordersCount, .ordersTotal, .ordersAverage, .lastOrderDaysAgo, .firstOrderDaysAgo,
            .reviewsCount:
            .number
        }
    }
}
