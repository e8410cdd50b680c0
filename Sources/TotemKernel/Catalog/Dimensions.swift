/// What the JSON of a product's dimensions may hold: numbers of 0 and more, and texts that are one line, under names of
/// the shop's own. The three that everybody knows are numbers.
enum Dimensions {
    private static let measures: Set<String> = ["length", "width", "height"]

    static func objections(to value: JSONValue) -> [KernelError.Field] {
        guard case .object = value else {
            let example = #"{"length": 10, "width": 5, "height": 2, "unit": "cm"}"#
            return [KernelError.Field("dimensions", "must be an object such as \(example)")]
        }
        return objections(to: value, "dimensions")
    }

    private static func objections(to value: JSONValue, _ field: String) -> [KernelError.Field] {
        switch value {
        case .null, .boolean: []
        case .integer(let number): objections(to: Double(number), field)
        case .number(let number): objections(to: number, field)
        case .string(let text): TextRule.line.objection(to: text).map { [KernelError.Field(field, $0)] } ?? []
        case .array(let elements):
            elements.enumerated().flatMap { index, element in objections(to: element, "\(field)[\(index)]") }
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { objections(to: $0.value, named: $0.key, of: field) }
        }
    }

    private static func objections(
        to member: JSONValue,
        named name: String,
        of field: String
    ) -> [KernelError.Field] {
        if let objection = TextRule.name.objection(to: name) {
            return [KernelError.Field(field, "has a member whose name \(objection)")]
        }
        switch member {
        case .boolean, .string, .array, .object:
            guard measures.contains(name) else { return objections(to: member, "\(field).\(name)") }
            return [KernelError.Field("\(field).\(name)", "must be a number")]
        case .null, .integer, .number: return objections(to: member, "\(field).\(name)")
        }
    }

    private static func objections(to number: Double, _ field: String) -> [KernelError.Field] {
        guard !(0...CatalogLimits.dimension).contains(number) else { return [] }
        let largest = Int(CatalogLimits.dimension)
        return [KernelError.Field(field, "must be from 0 to \(largest), not \(number.description)")]
    }
}
