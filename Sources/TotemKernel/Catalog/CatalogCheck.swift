public import TotemStore

/// Finds what ``CatalogWriter/save(_:in:at:)`` would refuse about a product, without writing anything. Whether its SKUs are
/// free is the caller's to find out. It remembers the attributes that it has seen, so it is made for one transaction.
public struct CatalogCheck {
    private let currency: Currency
    private var attributes: [String: Attribute] = [:]

    public init(in tx: Transaction) throws {
        currency = try StoreSettings.currency(in: tx)
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
    }

    private mutating func check(_ name: String, _ value: JSONValue, _ field: String, in tx: Transaction) throws {
        let attribute =
            try attributes[name] ?? AttributeStore.find(name, in: tx)
            ?? Attribute(id: Attribute.ID(0), name: name, kind: Attribute.kind(of: value))
        attributes[name] = attribute
        _ = try attribute.encode(value, field: field)
    }
}
