import TotemPluginKit

/// Criteria from JSON that fits the schema in plugin.json: what was sent, or kept once. Places are named as `criteria.all[1].any[0]`.
struct CriteriaReader {
    /// Conditions of one segment, and how deep they stand in each other.
    static let mostConditions = 50
    static let mostLevels = 10

    private var conditionCount = 0

    /// - Throws: ``Veto`` when there is too much of it.
    static func read(_ json: JSONValue) throws -> Criteria {
        var reader = CriteriaReader()
        let criteria = try reader.criteria(json, at: "criteria", level: 1)
        guard reader.conditionCount <= mostConditions else {
            throw Veto.impossible(
                "criteria",
                "must have at most \(mostConditions) conditions, not \(reader.conditionCount)"
            )
        }
        return criteria
    }

    private mutating func criteria(_ json: JSONValue, at place: String, level: Int) throws -> Criteria {
        guard level <= Self.mostLevels else {
            throw Veto.impossible(place, "stands too deep: at most \(Self.mostLevels) levels of all, any and not")
        }
        guard case .object(let members) = json, let (name, value) = members.first else { throw Self.unfit(place) }
        switch name {
        case "all": return .all(try parts(value, at: "\(place).all", level: level))
        case "any": return .any(try parts(value, at: "\(place).any", level: level))
        case "not": return .not(try criteria(value, at: "\(place).not", level: level + 1))
        default: return try comparisons(of: name, value, at: place)
        }
    }

    private mutating func parts(_ json: JSONValue, at place: String, level: Int) throws -> [Criteria] {
        try json.elements().enumerated().map { index, element in
            try criteria(element, at: "\(place)[\(index)]", level: level + 1)
        }
    }

    /// `{"gte": 3}`; several comparisons must all hold.
    private mutating func comparisons(of name: String, _ json: JSONValue, at place: String) throws -> Criteria {
        guard let field = Field(rawValue: name), case .object(let members) = json else { throw Self.unfit(place) }
        let parts = try members.sorted { $0.key < $1.key }.map { name, operand in
            Criteria.condition(try condition(field, name, operand, at: place))
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func condition(
        _ field: Field,
        _ name: String,
        _ operand: JSONValue,
        at place: String
    ) throws -> Condition {
        conditionCount += 1
        guard let comparison = Comparison(rawValue: name) else { throw Self.unfit(place) }
        let given = comparison == .oneOf ? try operand.elements() : [operand]
        return Condition(field: field, comparison: comparison, operands: try Operands(given, of: field), place: place)
    }

    private static func unfit(_ place: String) -> Veto { Veto.field(place, "is not written as criteria are") }
}

extension Operands {
    fileprivate init(_ given: [JSONValue], of field: Field) throws {
        let values = JSONValue.array(given)
        self =
            switch field.kind {
            case .number, .things: .numbers(try values.integers())
            // The shop keeps addresses in small letters.
            case .email: .texts(try values.texts().map { $0.lowercased() })
            case .country: .texts(try values.texts().map { $0.uppercased() })
            }
    }
}
