/// The kinds of catalogue files.
public enum ImportFormat: String, Sendable, CaseIterable {
    /// Shopify's product export, both the columns of old and those since 2024.
    case shopify
    /// WooCommerce's product export.
    case woocommerce
    /// The project's own columns.
    case totem

    /// Tells the format by the columns that only it has. Nil when it has none of them.
    init?(header: Header) {
        if header.has("Handle", "Title") || header.has("URL handle", "Title") {
            self = .shopify
        } else if header.has("slug", "price") {
            self = .totem
        } else if header.has("Type", "Name"), header.has("Regular price") || header.has("SKU") {
            self = .woocommerce
        } else {
            return nil
        }
    }
}
