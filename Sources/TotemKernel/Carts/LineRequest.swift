/// What a buyer names to put it into a cart.
public struct LineRequest: Sendable, Hashable {
    /// Exactly one of the three.
    public enum Subject: Sendable, Hashable {
        /// Of a variant, or of a product without variants.
        case sku(String)
        case variant(ProductVariant.ID)
        /// A product without variants.
        case product(Product.ID)
    }

    public let subject: Subject
    public let quantity: Quantity
    public internal(set) var properties: LineProperties
    /// The line of the cart that it will be a part of.
    public let parent: CartItem.ID?
    public let flags: LineFlags
    /// Where it is in the request, for errors: `items[2].`; empty when it is the request.
    public let path: String

    public init(
        _ subject: Subject,
        quantity: Quantity,
        properties: LineProperties = .none,
        parent: CartItem.ID? = nil,
        flags: LineFlags = [],
        path: String = ""
    ) {
        self.subject = subject
        self.quantity = quantity
        self.properties = properties
        self.parent = parent
        self.flags = flags
        self.path = path
    }
}

/// What makes a line another than the next with the same variant: a JSON object, such as the text of an engraving.
public struct LineProperties: Sendable, Hashable {
    public static let largestSize = 8 * 1024
    public static let none = LineProperties()
    /// People read the names and texts in them: buyers, and who packs the parcel.
    package static let texts = TextRule(0...largestSize, allowsLines: true)

    public let value: JSONValue?
    /// As JSON, with its members in order, so that equal values are equal texts.
    package let text: String?

    private init(value: JSONValue? = nil, text: String? = nil) {
        self.value = value
        self.text = text
    }

    /// What was checked before it was kept.
    init(kept text: String?) throws {
        self.init(value: try text.map { try JSONValue(text: $0) }, text: text)
    }

    /// Null and an empty object are none.
    /// - Throws: ``KernelError`` naming `field`.
    public init(_ value: JSONValue?, field: String = "properties") throws(KernelError) {
        guard let value, value != .null else {
            self.init()
            return
        }
        guard case .object(let members) = value else { throw KernelError.invalid(field, "must be an object") }
        guard !members.isEmpty else {
            self.init()
            return
        }
        let text = value.text()
        guard text.utf8.count <= Self.largestSize else {
            throw KernelError.invalid(field, "must have at most \(Self.largestSize) bytes, not \(text.utf8.count)")
        }
        if let objection = Self.objection(to: value) { throw KernelError.invalid(field, objection) }
        self.init(value: value, text: text)
    }

    private static func objection(to value: JSONValue) -> String? {
        switch value {
        case .string(let text): texts.objection(to: text)
        case .array(let elements): elements.lazy.compactMap(objection).first
        case .object(let members):
            members.keys.lazy.compactMap(texts.objection).first ?? members.values.lazy.compactMap(objection).first
        case .null, .boolean, .integer, .number: nil
        }
    }
}
