/// A draft whose every field was looked at: what is left to refuse needs the store.
@dynamicMemberLookup
struct CheckedDraft {
    @dynamicMemberLookup
    struct Variant {
        let id: ProductVariant.ID?
        let columns: VariantColumns
        let options: [VariantDraft.Option]
        let stock: StockDraft

        subscript<Value>(dynamicMember column: KeyPath<VariantColumns, Value>) -> Value { columns[keyPath: column] }
    }

    let columns: ProductColumns
    let categories: [[String]]
    let attributes: [(name: String, value: JSONValue)]
    let images: [String]
    let variants: [Variant]
    let stock: StockDraft

    subscript<Value>(dynamicMember column: KeyPath<ProductColumns, Value>) -> Value { columns[keyPath: column] }

    /// - Throws: ``KernelError`` naming every bad field.
    init(_ draft: ProductDraft, currency: Currency) throws {
        var check = DraftCheck(currency: currency)
        let name = draft.name.trimmed()
        check.form.text(name, "name", .name)
        let slug = check.slug(draft.slug, from: name)
        check.form.text(draft.description, "description", CatalogLimits.description)
        check.weight(draft.weight, "weight_grams")
        columns = ProductColumns(
            slug: slug,
            sku: check.sku(draft.sku, "sku") ?? slug,
            name: name,
            description: draft.description,
            price: check.price(draft.price, "price"),
            cost: draft.cost.map { check.price($0, "cost") },
            currency: currency,
            weight: draft.weight,
            taxClass: check.taxClass(draft.taxClass, "tax_class"),
            dimensions: try check.dimensions(draft.dimensions),
            isActive: draft.isActive,
            managesStock: draft.managesStock
        )
        categories = draft.categories
        check.categories(categories)
        attributes = draft.attributes.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        check.attributes(attributes)
        images = draft.images
        check.images(images)
        variants = check.variants(draft.variants, slug: slug)
        stock = draft.stock
        check.stock(stock, "inventory_quantity")
        guard check.form.isPassed else { throw check.form.error }
    }
}

extension ProductDraft {
    /// Whether any stock of the product is counted.
    fileprivate var managesStock: Bool {
        variants.isEmpty ? stock != .unmanaged : variants.contains { $0.stock != .unmanaged }
    }
}

/// What the fields of a draft may hold.
private struct DraftCheck {
    let currency: Currency
    var form = FieldCheck()

    init(currency: Currency) { self.currency = currency }

    mutating func count(_ count: Int, _ field: String, atMost largest: Int) {
        if count > largest { form.object(field, "must be at most \(largest), not \(count)") }
    }

    mutating func slug(_ given: String?, from name: String) -> String {
        if let given { return form.attempt { () throws(KernelError) in try Slug(given).text } ?? "" }
        if let made = Slug(from: name) { return made.text }
        form.object("slug", "can't be made from a name without letters or digits; give one")
        return ""
    }

    mutating func sku(_ given: String?, _ field: String) -> String? {
        given.flatMap { text in form.attempt { () throws(KernelError) in try SKU(text, field: field).text } }
    }

    mutating func price(_ money: Money, _ field: String) -> Int64 {
        if money.currency != currency {
            form.object(field, "must be in the store's currency \(currency), not in \(money.currency)")
        }
        if !(0...CatalogLimits.price).contains(money.amount) {
            form.object(field, "must be from 0 to \(CatalogLimits.price) minor units, not \(money.amount)")
        }
        return money.amount
    }

    mutating func weight(_ grams: Int64?, _ field: String) {
        guard let grams, !(0...CatalogLimits.weight).contains(grams) else { return }
        form.object(field, "must be from 0 to \(CatalogLimits.weight) grams, not \(grams)")
    }

    /// A name of the shop's own; empty is none.
    mutating func taxClass(_ name: String?, _ field: String) -> String? {
        guard let name = name?.trimmed(), !name.isEmpty else { return nil }
        form.text(name, field, TextRule(1...64))
        return name
    }

    mutating func dimensions(_ value: JSONValue?) throws -> String? {
        guard let value, value != .null else { return nil }
        for objection in Dimensions.objections(to: value) { form.object(objection.field, objection.message) }
        let text = value.text()
        if text.utf8.count > CatalogLimits.dimensions {
            form.object("dimensions", "must have at most \(CatalogLimits.dimensions) bytes")
        }
        return text
    }

    mutating func categories(_ paths: [[String]]) {
        count(paths.count, "categories", atMost: CatalogLimits.categories)
        for (index, path) in paths.enumerated() {
            if path.isEmpty || path.count > CategoryStore.largestDepth {
                form.object("categories[\(index)]", "must have from 1 to \(CategoryStore.largestDepth) levels")
            }
            for name in path { form.text(name, "categories[\(index)]", .name) }
        }
    }

    mutating func attributes(_ attributes: [(name: String, value: JSONValue)]) {
        count(attributes.count, "attributes", atMost: CatalogLimits.attributes)
        for (name, _) in attributes { form.text(name, "attributes.\(name.prefix(100))", AttributeStore.nameRule) }
    }

    mutating func images(_ images: [String]) {
        count(images.count, "images", atMost: CatalogLimits.images)
        for (index, url) in images.enumerated() {
            if let objection = ImageURL.objection(to: url) { form.object("images[\(index)]", objection) }
        }
    }

    mutating func stock(_ stock: StockDraft, _ field: String) {
        let quantities: [Int64] =
            switch stock {
            case .unmanaged: []
            case .units(let quantity): [quantity]
            case .byWarehouse(let quantities): Array(quantities.values)
            }
        for quantity in quantities where !(0...CatalogLimits.stock).contains(quantity) {
            form.object(field, "must be from 0 to \(CatalogLimits.stock), not \(quantity)")
        }
    }

    mutating func variants(_ drafts: [VariantDraft], slug: String) -> [CheckedDraft.Variant] {
        count(drafts.count, "variants", atMost: CatalogLimits.variants)
        var variants: [CheckedDraft.Variant] = []
        variants.reserveCapacity(drafts.count)
        var seen: [String: Int] = [:]
        for (index, draft) in drafts.enumerated() {
            let variant = variant(draft, "variants[\(index)]", slug: slug)
            if let other = seen.updateValue(index, forKey: variant.sku) {
                form.object("variants[\(index)].sku", "'\(variant.sku)' is the SKU of variants[\(other)] too")
            }
            variants.append(variant)
        }
        return variants
    }

    private mutating func variant(_ draft: VariantDraft, _ field: String, slug: String) -> CheckedDraft.Variant {
        weight(draft.weight, field + ".weight_grams")
        stock(draft.stock, field + ".inventory_quantity")
        count(draft.options.count, field + ".attributes", atMost: CatalogLimits.options)
        var names: Set<String> = []
        for option in draft.options {
            form.text(option.name, field + ".attributes", AttributeStore.nameRule)
            if !names.insert(option.name).inserted { form.object(field + ".attributes", "has '\(option.name)' twice") }
            if case .string(let text) = option.value {
                form.text(text, field + ".attributes.\(option.name.prefix(100))", Attribute.optionRule)
            }
        }
        let made = draft.sku ?? draft.madeSKU(from: slug)
        return CheckedDraft.Variant(
            id: draft.id,
            columns: VariantColumns(
                sku: sku(made, field + ".sku") ?? "",
                price: price(draft.price, field + ".price"),
                weight: draft.weight,
                taxClass: taxClass(draft.taxClass, field + ".tax_class")
            ),
            options: draft.options,
            stock: draft.stock
        )
    }
}
