import TotemKernel

struct LineBody: Decodable {
    let sku: String?
    let variant_id: ProductVariant.ID?
    let product_id: Product.ID?
    let quantity: Int64
    let properties: JSONValue?
    let parent_id: CartItem.ID?

    static let schema = Schema.named(
        "AddedLine",
        Schema.form(
            ["quantity": Quantity.schema],
            optional: [
                "properties": LineProperties.schema.orNull,
                "parent_id": .id.orNull.described("the line of the cart that it is a part of, and goes with"),
            ],
            oneOf: subjects
        )
    )
    /// Those of a whole basket, in which no line has an id yet.
    static let newLines = Schema.list(
        .named(
            "NewLine",
            .form(
                ["quantity": Quantity.schema],
                optional: ["properties": LineProperties.schema.orNull],
                oneOf: subjects
            )
        ),
        0...CartStore.largestLineCount
    )

    /// What a line is of.
    static let subjects: [String: Schema] = ["sku": .sku, "variant_id": .id, "product_id": .id]

    /// - Parameter path: where the line is in the body: `items[2].`
    func request(path: String) throws(KernelError) -> LineRequest {
        let subjects: [LineRequest.Subject?] = [
            sku.map { .sku($0) }, variant_id.map { .variant($0) }, product_id.map { .product($0) },
        ]
        let named = subjects.compactMap { $0 }
        var check = FieldCheck()
        if named.count != 1 {
            check.object([KernelError.Field(path + "sku", "give exactly one of sku, variant_id and product_id")])
        }
        let quantity = check.attempt { () throws(KernelError) in try Quantity(self.quantity, field: path + "quantity") }
        let properties = check.attempt { () throws(KernelError) in
            try LineProperties(self.properties, field: path + "properties")
        }
        guard check.isPassed, let subject = named.first, let quantity, let properties else { throw check.error }
        return LineRequest(subject, quantity: quantity, properties: properties, parent: parent_id, path: path)
    }

    /// The lines of a list called `items`.
    static func requests(_ lines: [LineBody]) throws(KernelError) -> [LineRequest] {
        guard lines.count <= CartStore.largestLineCount else {
            throw .invalid("items", "must be at most \(CartStore.largestLineCount)")
        }
        var check = FieldCheck()
        let items = lines.enumerated().compactMap { index, line in
            check.attempt { () throws(KernelError) in try line.request(path: "items[\(index)].") }
        }
        guard check.isPassed else { throw check.error }
        return items
    }
}

extension LineProperties {
    static let schema = object.described("at most \(largestSize) bytes")

    private static let object = Schema.map(json).adding(["propertyNames": Schema.text(texts).json])
    private static let json: Schema = .named(
        "ReadableJSON",
        .anyOf([
            .any.adding(["type": .array(["null", "boolean", "number"].map(JSONValue.string))]), .text(texts),
            .list(json), object,
        ])
    )
}

struct LineChangeBody: Decodable {
    let quantity: Int64?
    let properties: Change<JSONValue>

    static let schema = Schema.form(
        [:],
        optional: ["quantity": Quantity.schema, "properties": LineProperties.schema.orNull]
    )

    func checked() throws(KernelError) -> (Quantity?, LineProperties?) {
        var check = FieldCheck()
        let quantity = self.quantity.flatMap { quantity in
            check.attempt { () throws(KernelError) in try Quantity(quantity) }
        }
        var properties: LineProperties?
        if case .set(let value) = self.properties {
            properties = check.attempt { () throws(KernelError) in try LineProperties(value) }
        }
        guard check.isPassed else { throw check.error }
        return (quantity, properties)
    }
}
