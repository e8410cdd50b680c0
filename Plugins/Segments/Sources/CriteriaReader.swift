import TotemPluginKit

/// Criteria from JSON, as plugin.json describes them. Everything that is wrong is named by its place: `criteria.all[1].any[0]`.
struct CriteriaReader {
    private typealias Wrong = (field: String, message: String)

    /// Conditions of one segment, how deep they stand in each other, and what one is compared with at most.
    static let mostConditions = 50
    static let mostLevels = 10
    static let mostOperands = 100
    /// Minor units, days and counts alike.
    static let largestNumber: Int64 = 1_000_000_000_000
    static let longestText = 254
    /// Of the whole as JSON: answers have room for it.
    static let mostBytes = 500_000
    /// How many mistakes are told at once.
    private static let mostMistakes = 20

    private var wrong: [Wrong] = []
    private var conditionCount = 0

    /// - Throws: ``Veto`` with every place that is wrong.
    static func read(_ json: JSONValue) throws -> Criteria {
        var reader = CriteriaReader()
        let criteria = reader.criteria(json, at: "criteria", level: 1)
        if reader.conditionCount > mostConditions {
            reader.note("criteria", "must have at most \(mostConditions) conditions, not \(reader.conditionCount)")
        }
        guard reader.wrong.isEmpty, let criteria else {
            throw Veto(fields: Array(reader.wrong.prefix(mostMistakes)))
        }
        return criteria
    }

    private mutating func criteria(_ json: JSONValue, at place: String, level: Int) -> Criteria? {
        guard level <= Self.mostLevels else {
            return refuse(place, "stands too deep: at most \(Self.mostLevels) levels of all, any and not")
        }
        guard case .object(let members) = json else {
            return refuse(place, "must be an object such as {\"orders.count\": {\"gte\": 3}}, not \(json.kind)")
        }
        guard let (name, value) = members.first, members.count == 1 else {
            let names = members.keys.sorted().joined(separator: ", ")
            return refuse(
                place,
                members.isEmpty
                    ? "is empty: name a field, all, any or not"
                    : "must have one member, not \(names): put several conditions into all or any"
            )
        }
        switch name {
        case "all": return parts(value, at: "\(place).all", level: level).map(Criteria.all)
        case "any": return parts(value, at: "\(place).any", level: level).map(Criteria.any)
        case "not": return criteria(value, at: "\(place).not", level: level + 1).map(Criteria.not)
        default: return comparisons(of: name, value, at: place)
        }
    }

    private mutating func parts(_ json: JSONValue, at place: String, level: Int) -> [Criteria]? {
        guard case .array(let elements) = json else {
            return refuse(place, "must be a list of conditions, not \(json.kind)")
        }
        guard !elements.isEmpty else { return refuse(place, "is empty: it needs a condition at least") }
        let parts = elements.enumerated().map { index, element in
            criteria(element, at: "\(place)[\(index)]", level: level + 1)
        }
        let good = parts.compactMap { $0 }
        return good.count == parts.count ? good : nil
    }

    /// `{"gte": 3}`; several comparisons must all hold.
    private mutating func comparisons(of name: String, _ json: JSONValue, at place: String) -> Criteria? {
        guard let field = Field(rawValue: name) else { return refuse(place, Self.unknown(name)) }
        guard case .object(let members) = json, !members.isEmpty else {
            let example = "{\"\(field.rawValue)\": {\"\(field.comparisons[0].rawValue)\": …}}"
            return refuse(place, "'\(field.rawValue)' must be compared with something: \(example)")
        }
        let parts = members.sorted { $0.key < $1.key }.map { name, operand in
            condition(field, name, operand, at: place).map(Criteria.condition)
        }
        let good = parts.compactMap { $0 }
        guard good.count == parts.count, let first = good.first else { return nil }
        return good.count == 1 ? first : .all(good)
    }

    private mutating func condition(
        _ field: Field,
        _ name: String,
        _ operand: JSONValue,
        at place: String
    ) -> Condition? {
        conditionCount += 1
        guard let comparison = Comparison(rawValue: name), field.comparisons.contains(comparison) else {
            let known = field.comparisons.map(\.rawValue).joined(separator: ", ")
            return refuse(place, "'\(field.rawValue)' can't be compared with '\(name.prefix(40))', but with \(known)")
        }
        var given = [operand]
        if comparison == .oneOf {
            guard case .array(let elements) = operand, (1...Self.mostOperands).contains(elements.count) else {
                return refuse(
                    place,
                    "'\(field.rawValue)' in: must be a list of 1 to \(Self.mostOperands) values, not \(operand.kind)"
                )
            }
            given = elements
        }
        guard let operands = Operands(given, of: field, comparison) else {
            return refuse(place, "'\(field.rawValue)' \(name): must be \(field.expected)")
        }
        return Condition(field: field, comparison: comparison, operands: operands, place: place)
    }

    private static func unknown(_ name: String) -> String {
        let known = (["all", "any", "not"] + Field.allCases.map(\.rawValue)).joined(separator: ", ")
        let meant = Field.nearest(to: name).map { "; did you mean '\($0.rawValue)'?" } ?? "."
        return "there is no field '\(name.prefix(40))'\(meant) There are \(known)"
    }

    /// What is wrong is noted, and nothing comes of it.
    private mutating func refuse<Nothing>(_ place: String, _ message: String) -> Nothing? {
        note(place, message)
        return nil
    }

    private mutating func note(_ place: String, _ message: String) { wrong.append((place, message)) }
}

extension Field {
    /// What it can be compared with, for whoever sent something else.
    fileprivate var expected: String {
        switch kind {
        case .email: "a text of 1 to \(CriteriaReader.longestText) characters"
        case .country: "a country by its two letters of ISO 3166-1, such as \"DE\""
        case .number: "a whole number from 0 to \(CriteriaReader.largestNumber)"
        case .things: "the id of a \(rawValue.split(separator: ".").last ?? "thing"), a whole number from 1"
        }
    }
}

extension Operands {
    /// Nil when one of them is nothing that the field can be.
    fileprivate init?(_ given: [JSONValue], of field: Field, _ comparison: Comparison) {
        switch field.kind {
        case .number, .things:
            let range = (field.kind == .things ? 1 : 0)...CriteriaReader.largestNumber
            let numbers = given.compactMap { value in
                value.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
            }
            guard numbers.count == given.count else { return nil }
            self = .numbers(numbers)
        case .email, .country:
            let texts = given.compactMap { value in
                if case .string(let text) = value { text } else { nil }
            }
            guard texts.count == given.count else { return nil }
            if field.kind == .email {
                guard texts.allSatisfy({ (1...CriteriaReader.longestText).contains($0.unicodeScalars.count) })
                else { return nil }
                // The shop keeps addresses in small letters.
                self = .texts(texts.map { $0.lowercased() })
            } else {
                guard texts.allSatisfy(CountryCodes.all.contains) else { return nil }
                self = .texts(texts)
            }
        }
    }
}
