import TotemKernel
import TotemStore

/// What makes or changes a product. In a change, what is missing stays; attributes that are `null` go, and a list
/// replaces the old one.
struct ProductBody: Decodable, Sendable {
    let slug: String?
    let sku: String?
    let name: String?
    let description: String?
    let price: Money?
    let cost: Change<Money>
    let weight_grams: Int64?
    let tax_class: Change<String>
    let dimensions: Change<JSONValue>
    let is_active: Bool?
    let categories: [CategoryBody]?
    let attributes: [String: JSONValue]?
    let images: [String]?
    let variants: [VariantBody]?
    /// `null`: stock is not managed.
    let inventory_quantity: Change<Int64>

    static let schema = Schema.named("NewProduct", .form(["name": .text(.name), "price": price], optional: members))
    static let changeSchema = Schema.named("ProductChange", .form([:], optional: members))
    private static let members: [String: Schema] = [
        "slug": .slug.orNull, "sku": .sku.orNull, "name": .text(.name).orNull,
        "description": .text(CatalogLimits.description).orNull, "price": price.orNull, "cost": price.orNull,
        "weight_grams": weight.orNull, "tax_class": taxClass.orNull,
        "dimensions": dimensions, "is_active": .boolean.orNull,
        "categories": Schema.list(.anyOf([.id, path]), 0...CatalogLimits.categories).orNull.described(
            "ids, or paths by names such as [\"Home\", \"Garden\"]"
        ),
        "attributes": Schema.map(value.orNull, named: AttributeStore.nameRule, atMost: CatalogLimits.attributes).orNull
            .described("null takes one away"),
        "images": Schema.list(.imageURL, 0...CatalogLimits.images).orNull,
        "variants": Schema.list(VariantBody.schema, 0...CatalogLimits.variants).orNull,
        "inventory_quantity": stock,
    ]

    fileprivate static let price = Schema.named("Price", .money(0...CatalogLimits.price))
    fileprivate static let weight = Schema.integer(0...CatalogLimits.weight)
    fileprivate static let taxClass = Schema.text(TextRule(0...64))
    fileprivate static let stock = Schema.integer(0...CatalogLimits.stock).orNull.described(
        "null: stock is not managed"
    )
    /// Of an attribute.
    fileprivate static let value = Schema.anyOf([.text(Attribute.valueRule), .number, .boolean])
    /// Of one that tells variants apart.
    fileprivate static let option = Schema.anyOf([.text(Attribute.optionRule), .number, .boolean])
    private static let path = Schema.list(.text(.name), 1...CategoryStore.largestDepth)
    private static let dimensions = Schema.map(
        .anyOf([.number(0...CatalogLimits.dimension), .text(.line)]),
        named: .name,
        atMost: 20
    ).orNull.described("length, width and height are numbers; other names are the shop's")

    /// A draft of a new product.
    func draft(in tx: Transaction) throws -> ProductDraft {
        var missing: [KernelError.Field] = []
        if name == nil { missing.append(.init("name", "is missing")) }
        if price == nil { missing.append(.init("price", "is missing")) }
        guard let name, let price else { throw KernelError.invalid(missing) }
        var draft = ProductDraft(name: name, price: price)
        try apply(to: &draft, in: tx)
        return draft
    }

    func apply(to draft: inout ProductDraft, in tx: Transaction) throws {
        draft.slug = slug ?? draft.slug
        draft.sku = sku ?? draft.sku
        draft.name = name ?? draft.name
        draft.description = description ?? draft.description
        draft.price = price ?? draft.price
        draft.cost = cost.applied(to: draft.cost)
        draft.weight = weight_grams ?? draft.weight
        draft.taxClass = tax_class.applied(to: draft.taxClass)
        draft.dimensions = dimensions.applied(to: draft.dimensions)
        draft.isActive = is_active ?? draft.isActive
        draft.images = images ?? draft.images
        if let categories {
            draft.categories = try categories.enumerated().map { index, category in
                try category.path(field: "categories[\(index)]", in: tx)
            }
        }
        for (name, value) in try attributes?.trimmed("attributes") ?? [:] {
            draft.attributes[name] = value == .null ? nil : value
        }
        if case .set(let quantity) = inventory_quantity { draft.stock = quantity.map { .units($0) } ?? .unmanaged }
        if let variants {
            let old = draft.variants
            // What was counted is not sold without end because it comes in variants now, or in none any more: it is counted
            // anew, from nothing.
            let isCounted = draft.stock != .unmanaged || old.contains { $0.stock != .unmanaged }
            let newStock = isCounted ? StockDraft.byWarehouse([:]) : .unmanaged
            let options = try variants.enumerated().map { index, variant in
                try variant.attributes?.trimmed("variants[\(index)].attributes")
            }
            let new = zip(variants, options).map { VariantIdentity(id: $0.id, sku: $0.sku, options: $1) }
            let match = try VariantIdentity.match(new, to: old.map(\.identity))
            draft.variants = try variants.enumerated().map { index, variant in
                try variant.draft(
                    options[index],
                    like: match[index].map { old[$0] },
                    else: newStock,
                    field: "variants[\(index)]"
                )
            }
            if draft.variants.isEmpty, !old.isEmpty, case .unchanged = inventory_quantity { draft.stock = newStock }
        }
    }
}

/// A variant of a product. One that the product has already, by its id, SKU or attributes, keeps what is not given.
struct VariantBody: Decodable, Sendable {
    let id: ProductVariant.ID?
    let sku: String?
    let price: Money?
    let weight_grams: Change<Int64>
    let tax_class: Change<String>
    let attributes: [String: JSONValue]?
    let inventory_quantity: Change<Int64>

    static let schema = Schema.named(
        "VariantForm",
        .form(
            [:],
            optional: [
                "id": .id.orNull.described("of a variant that is there: what is not given stays, its id always"),
                "sku": Schema.sku.orNull.described("without an id: of a variant that is there, or of a new one"),
                "price": ProductBody.price.orNull, "weight_grams": ProductBody.weight.orNull,
                "tax_class": ProductBody.taxClass.orNull.described("null: the product's"),
                "attributes": Schema.map(
                    ProductBody.option,
                    named: AttributeStore.nameRule,
                    atMost: CatalogLimits.options
                ).orNull.described("without both: those of a variant that is there"),
                "inventory_quantity": ProductBody.stock,
            ]
        )
    )

    fileprivate func draft(
        _ attributes: [String: JSONValue]?,
        like old: VariantDraft?,
        else newStock: StockDraft,
        field: String
    ) throws(KernelError) -> VariantDraft {
        guard let price = price ?? old?.price else { throw .invalid(field + ".price", "is missing") }
        let options = attributes.map { values in
            values.sorted { $0.key < $1.key }.map { VariantDraft.Option($0.key, $0.value) }
        }
        var stock = old?.stock ?? newStock
        if case .set(let quantity) = inventory_quantity { stock = quantity.map { .units($0) } ?? .unmanaged }
        return VariantDraft(
            id: old?.id,
            sku: sku ?? old?.sku,
            price: price,
            weight: weight_grams.applied(to: old?.weight),
            taxClass: tax_class.applied(to: old?.taxClass),
            options: options ?? old?.options ?? [],
            stock: stock
        )
    }
}

extension VariantDraft {
    fileprivate var identity: VariantIdentity<[String: JSONValue]> {
        VariantIdentity(
            id: id,
            sku: sku,
            options: Dictionary(options.map { ($0.name, $0.value) }) { first, _ in first }
        )
    }
}

extension [String: JSONValue] {
    /// Attributes with no white space around their names and texts, as they are kept: so a variant is recognised by them.
    /// - Throws: ``KernelError`` naming `field` when two have one name then.
    fileprivate func trimmed(_ field: String) throws(KernelError) -> Self {
        var trimmed: Self = [:]
        for (name, value) in self {
            let kept = if case .string(let text) = value { JSONValue.string(text.trimmed()) } else { value }
            guard trimmed.updateValue(kept, forKey: name.trimmed()) == nil else {
                throw .invalid(field, "has '\(name.trimmed())' twice")
            }
        }
        return trimmed
    }
}

/// A category of a product: its id, or its path by names from the root down, which is made when it is missing.
enum CategoryBody: Decodable, Sendable {
    case id(TotemKernel.Category.ID)
    case path([String])

    init(from decoder: any Decoder) throws {
        switch try decoder.singleValueContainer().decode(JSONValue.self) {
        case .integer, .number: self = .id(Identifier(try decoder.singleValueContainer().decode(Int64.self)))
        case .array: self = .path(try [String](from: decoder))
        case .null, .boolean, .string, .object:
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "must be a category's id, or its path by names such as [\"Home\", \"Garden\"]"
                )
            )
        }
    }

    fileprivate func path(field: String, in tx: Transaction) throws -> [String] {
        switch self {
        case .path(let names): names.map { $0.trimmed() }
        case .id(let id): try CategoryStore.path(to: id, field: field, in: tx).map(\.name)
        }
    }
}
