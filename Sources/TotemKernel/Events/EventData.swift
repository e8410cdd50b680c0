internal import TotemStore

/// The small JSON that an event carries, put together member by member: every order writes one.
public struct EventData: Sendable {
    /// An object with nothing in it.
    public static let none = EventData()

    /// Products that the event names, besides its subject: those whose stock it changed.
    public private(set) var products: [Product.ID] = []
    /// JSON in UTF-8.
    private var members: [UInt8] = []
    /// Of an order with some lines.
    private static let usualLength = 100

    public init() {}

    /// With the products and variants whose stock the event changed, each named once.
    public init(products: some Sequence<Product.ID>, variants: some Sequence<ProductVariant.ID?>) {
        self.products = Self.distinct(products)
        guard !self.products.isEmpty else { return }
        members.reserveCapacity(Self.usualLength)
        append("products", self.products)
        let variants = Self.distinct(variants.lazy.compactMap(\.self))
        if !variants.isEmpty { append("variants", variants) }
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

    private mutating func append<Entity>(_ name: StaticString, _ ids: [Identifier<Entity>]) {
        begin(name)
        appendArray(ids) { $0.appendJSON($1.value) }
    }

    private mutating func appendArray<Element>(_ elements: [Element], _ append: (inout [UInt8], Element) -> Void) {
        members.append(UInt8(ascii: "["))
        for (place, element) in elements.enumerated() {
            if place > 0 { members.append(UInt8(ascii: ",")) }
            append(&members, element)
        }
        members.append(UInt8(ascii: "]"))
    }

    /// The JSON text.
    public var text: String { "{\(String(decoding: members, as: UTF8.self))}" }

    public func adding(_ name: StaticString, _ value: Int64?) -> EventData {
        guard let value else { return self }
        var data = self
        data.begin(name)
        data.members.appendJSON(value)
        return data
    }

    public func adding(_ name: StaticString, _ value: Bool) -> EventData {
        var data = self
        data.begin(name)
        data.members += Array((value ? "true" : "false").utf8)
        return data
    }

    public func adding(_ name: StaticString, _ value: String?) -> EventData {
        guard let value else { return self }
        var data = self
        data.begin(name)
        data.members.appendJSON(value)
        return data
    }

    public func adding(_ name: StaticString, _ values: [String]) -> EventData {
        var data = self
        data.begin(name)
        data.appendArray(values) { $0.appendJSON($1) }
        return data
    }

    /// An object in it.
    public func adding(_ name: StaticString, _ object: EventData) -> EventData {
        var data = self
        data.begin(name)
        data.members += Array(object.text.utf8)
        return data
    }

    private mutating func begin(_ name: StaticString) {
        if !members.isEmpty { members.append(UInt8(ascii: ",")) }
        members.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { members.append(contentsOf: $0) }
        members.append(UInt8(ascii: "\""))
        members.append(UInt8(ascii: ":"))
    }
}
