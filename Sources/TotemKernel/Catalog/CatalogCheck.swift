public import TotemStore

/// Finds what ``CatalogWriter/save(_:in:at:)`` would refuse, without writing anything. It remembers the attributes that
/// it has seen, so it is made for one transaction.
public struct CatalogCheck {
    private let currency: Currency
    private var attributes: [String: Attribute] = [:]
    private var names = KnownNames()

    public init(in tx: Transaction) throws {
        currency = try StoreSettings.currency(in: tx)
    }

    /// Looks up in one round trip who has these slugs and SKUs, for products that are checked then.
    public mutating func lookUp(slugs: [String], skus: [String], in tx: Transaction) throws {
        try names.lookUp(slugs: slugs, skus: skus, in: tx)
    }

    /// - Throws: ``KernelError`` naming every bad field, as `variants[2].sku`.
    public mutating func check(_ draft: ProductDraft, in tx: Transaction) throws {
        let checked = try CheckedDraft(draft, currency: currency)
        for (name, value) in checked.attributes { try check(name, value, "attributes.\(name)", in: tx) }
        for (index, variant) in checked.variants.enumerated() {
            for option in variant.options {
                try check(option.name, option.value, "variants[\(index)].attributes.\(option.name)", in: tx)
            }
        }
        let own = try (names.product(slug: checked.slug) ?? ProductRow.find(slug: checked.slug, in: tx))?.id
        try refuseForeign(checked.sku, "sku", own, in: tx)
        for (index, variant) in checked.variants.enumerated() {
            try refuseForeign(variant.sku, "variants[\(index)].sku", own, in: tx)
        }
    }

    private mutating func check(_ name: String, _ value: JSONValue, _ field: String, in tx: Transaction) throws {
        let attribute =
            try attributes[name] ?? AttributeStore.find(name, in: tx)
            ?? Attribute(id: Attribute.ID(0), name: name, kind: Attribute.kind(of: value))
        attributes[name] = attribute
        _ = try attribute.encode(value, field: field)
    }

    private func refuseForeign(_ sku: String, _ field: String, _ own: Product.ID?, in tx: Transaction) throws {
        guard let holder = try names.holder(ofSKU: sku) ?? SKUHolder.find(sku, in: tx), holder.productID != own else {
            return
        }
        let slug = try ProductStore.find(holder.productID, in: tx)?.slug ?? "\(holder.productID)"
        throw KernelError.invalid(field, "'\(sku)' is in the store already, as a SKU of the product '\(slug)'")
    }
}
