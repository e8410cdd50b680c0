import TotemKernel
import TotemStore

/// What an import asks the store while it gives a product its names.
final class CatalogView {
    private let names: KnownNames
    private let tx: Transaction?
    /// Whether the store had anything that was asked for.
    private(set) var hasFound = false

    /// - Parameters:
    ///   - names: what has been asked already.
    ///   - tx: nil when the store is known to have nothing of the product.
    init(_ names: KnownNames, _ tx: Transaction?) {
        self.names = names
        self.tx = tx
    }

    func draft(slug: String) throws -> ProductDraft? {
        guard let tx, let draft = try names.draft(slug: slug, in: tx) else { return nil }
        hasFound = true
        return draft
    }

    func owner(ofSKU sku: String) throws -> SKUOwner? {
        guard let tx, let owner = try names.owner(ofSKU: sku, in: tx) else { return nil }
        hasFound = true
        return owner
    }
}
