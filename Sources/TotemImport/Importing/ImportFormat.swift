/// The kinds of catalogue files.
public enum ImportFormat: String, Sendable, CaseIterable {
    /// Shopify's product export, both the columns of old and those since 2024.
    case shopify
    /// Shopify's inventory export: how much of what is at which location.
    case shopifyInventory = "shopify-inventory"
    /// WooCommerce's product export, in any of the languages of its translations.
    case woocommerce
    /// The project's own columns.
    case totem

    /// Tells the format by the columns that only it has. Nil when it has none of them.
    init?(header: Header) {
        guard let format = Self.format(of: header) else { return nil }
        self = format
    }

    private static func format(of header: Header) -> ImportFormat? {
        if header.has("Handle", "Location") || header.has("Handle", "HS Code", "COO") { return .shopifyInventory }
        if header.hasHandle, header.hasAny("Variant Price", "Price", "Variant SKU", "Status") { return .shopify }
        if header.hasHandle, header.has("Title") {
            // What the export of products has is no location's name.
            var claims = ColumnClaims(header)
            return ShopifyColumns(header, &claims).describesProducts ? .shopify : .shopifyInventory
        }
        if header.has("slug"), !header.has("Regular price") { return .totem }
        if header.isWooCommerce { return .woocommerce }
        let isList = header.has("price") || !header.columns(beginning: "stock.").isEmpty
        return header.has("sku") && isList ? .totem : nil
    }
}

extension Header {
    func hasAny(_ names: String...) -> Bool { names.contains { index($0) != nil } }

    fileprivate var hasHandle: Bool { hasAny("Handle", "URL handle") }

    fileprivate var isWooCommerce: Bool {
        let english = translated(WooHeader.english)
        return english.has("Type", "Name") && english.hasAny("Regular price", "SKU")
            || english.has("SKU", "Regular price")
    }

    /// Which of its columns WooCommerce's export has.
    var wooColumns: [Bool] { names.map { WooHeader.isKnown($0) } }
}
