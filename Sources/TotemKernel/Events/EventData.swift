/// The small JSON that an event carries. It is written by hand, for every order writes one.
public struct EventData: Sendable {
    /// An object with nothing in it.
    public static let none = EventData()

    /// Products that the event names, besides its subject: those whose stock it changed.
    public private(set) var products: [Product.ID] = []
    private var members = ""
    /// Of an order with some lines.
    private static let usualLength = 100

    public init() {}

    /// With the products and variants whose stock the event changed, each named once.
    public init(products: some Sequence<Product.ID>, variants: some Sequence<ProductVariant.ID?>) {
        self.products = Self.distinct(products)
        guard !self.products.isEmpty else { return }
        members.reserveCapacity(Self.usualLength)
        members += "\"products\":["
        append(self.products)
        let variants = Self.distinct(variants.lazy.compactMap(\.self))
        guard !variants.isEmpty else { return }
        members += ",\"variants\":["
        append(variants)
    }

    /// Each once, in their order. An order has few lines: sorting them costs less than hashing them.
    private static func distinct<Entity>(_ ids: some Sequence<Identifier<Entity>>) -> [Identifier<Entity>] {
        var distinct = ids.sorted { $0.value < $1.value }
        var count = 0
        for place in distinct.indices where count == 0 || distinct[place] != distinct[count - 1] {
            distinct[count] = distinct[place]
            count += 1
        }
        distinct.removeLast(distinct.count - count)
        return distinct
    }

    private mutating func append<Entity>(_ ids: [Identifier<Entity>]) {
        for (place, id) in ids.enumerated() {
            if place > 0 { members += "," }
            members += String(id.value)
        }
        members += "]"
    }

    /// The JSON text.
    public var text: String { "{\(members)}" }

    public func adding(_ name: StaticString, _ value: Int64?) -> EventData {
        guard let value else { return self }
        var data = self
        data.begin(name)
        data.members += String(value)
        return data
    }

    public func adding(_ name: StaticString, _ value: Bool) -> EventData {
        var data = self
        data.begin(name)
        data.members += value ? "true" : "false"
        return data
    }

    public func adding(_ name: StaticString, _ value: String?) -> EventData {
        guard let value else { return self }
        var data = self
        data.begin(name)
        data.append(value)
        return data
    }

    public func adding(_ name: StaticString, _ values: [String]) -> EventData {
        var data = self
        data.begin(name)
        data.members += "["
        for (index, value) in values.enumerated() {
            if index > 0 { data.members += "," }
            data.append(value)
        }
        data.members += "]"
        return data
    }

    /// An object in it.
    public func adding(_ name: StaticString, _ object: EventData) -> EventData {
        var data = self
        data.begin(name)
        data.members += object.text
        return data
    }

    private mutating func begin(_ name: StaticString) {
        members += members.isEmpty ? "\"" : ",\""
        members += name.description
        members += "\":"
    }

    /// RFC 8259, section 7: quotes, backslashes and control characters are escaped.
    private mutating func append(_ text: String) {
        members += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": members += "\\\""
            case "\\": members += "\\\\"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                members += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: members.unicodeScalars.append(scalar)
            }
        }
        members += "\""
    }
}
