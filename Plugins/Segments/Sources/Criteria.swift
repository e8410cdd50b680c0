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

    /// How it can be compared.
    var comparisons: [Comparison] {
        switch kind {
        case .email: [.equal, .unequal, .oneOf, .contains]
        case .country: [.equal, .unequal, .oneOf]
        case .number: [.equal, .unequal, .greater, .greaterOrEqual, .less, .lessOrEqual, .oneOf]
        case .things: [.equal, .unequal, .oneOf, .contains]
        }
    }

    /// The field that was meant, of a name that is none: the one with the fewest letters that are others.
    static func nearest(to name: String) -> Field? {
        let name = Array(name.lowercased().filter(\.isLetter).prefix(40))
        let near = allCases.map { (field: $0, distance: distance(name, Array($0.rawValue.filter(\.isLetter)))) }
            .min { $0.distance < $1.distance }
        return near.flatMap { $0.distance <= 3 ? $0.field : nil }
    }

    /// How many letters must be added, taken out or replaced to make one word of the other.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, otherLetter) in other.enumerated() {
                let replaced = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
