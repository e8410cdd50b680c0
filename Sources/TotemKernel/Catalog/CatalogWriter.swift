public import TotemStore

/// What saving a product did.
public struct SaveResult: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        case created
        case updated
        /// The product was like the draft already.
        case unchanged
    }

    public let id: Product.ID
    public let outcome: Outcome
}

/// Saves products, many or one, in one transaction.
///
/// It remembers the ids of categories, attributes and warehouses that it has seen, so that saving a hundred thousand
/// products looks each up once. That is true only inside the transaction it was made for: make a new one for the next.
/// ```swift
/// var writer = try CatalogWriter(in: tx)
/// let outcomes = try writer.together(in: tx) { writer in
///     try writer.lookUp(drafts, in: tx)
///     return try drafts.map { try writer.saveOne($0, in: tx, at: now) }
/// }
/// ```
public struct CatalogWriter {
    private let currency: Currency
    var stock = StockWriter()
    private var named = NamedByDrafts()
    private var names = KnownNames()
    private var rows = RowsToCome()
    /// Products that are about to be saved, as they are.
    private var held: [String: HeldProduct] = [:]
    private var keepsBack = false

    /// Lets no other transaction change the catalogue until this one ends. Orders go on.
    public init(in tx: Transaction) throws {
        let settings = try tx.together { batch in
            try batch.lock(.catalog)
            return try StoreSettings.values(in: batch)
        }
        currency = try settings.currency()
    }

    /// Lets the rows of the products that `body` saves travel together, so that a batch of many takes about as many round
    /// trips as one. All of them are written when this returns; only then may others than the writer read them.
    public mutating func together<Value>(
        in tx: Transaction,
        _ body: (inout CatalogWriter) throws -> Value
    ) throws -> Value {
        keepsBack = true
        defer { keepsBack = false }
        let value = try body(&self)
        try rows.write(in: tx)
        return value
    }

    /// Looks up together what these drafts name: slugs, SKUs, attributes and categories. When they, or others that name the
    /// same, are saved then, nothing of it is asked for one by one.
    public mutating func lookUp(_ drafts: [ProductDraft], in tx: Transaction) throws {
        try rows.write(in: tx)
        try names.lookUp(slugs: drafts.compactMap(\.slug), skus: drafts.flatMap(\.skus), in: tx)
        try named.lookUp(drafts, in: tx)
    }

    /// Reads together what there is of the products with these slugs, so that ``saveOne(slug:in:at:_:)`` asks for none of it
    /// one by one. Their stock stands still until the transaction ends.
    public mutating func hold(slugs: [String], in tx: Transaction) throws {
        let unknown = slugs.filter { names.product(slug: $0) == nil }
        if !unknown.isEmpty {
            try rows.write(in: tx)
            try names.lookUp(slugs: unknown, skus: [], in: tx)
        }
        let found = Set(slugs).compactMap { names.product(slug: $0) ?? nil }
        guard !found.isEmpty else { return }
        let stored = try StoredProduct.list(found, in: tx)
        let drafts = try ProductStore.drafts(of: ProductReader.products(found, in: tx), in: tx)
        for (product, draft) in zip(stored, drafts) {
            held[product.row.slug] = HeldProduct(stored: product, draft: draft)
        }
    }

    /// Makes the product with the draft's slug what the draft says: makes it, changes what differs, or finds that
    /// nothing does. Variants are recognised by ``VariantIdentity`` and keep their ids; those that the draft does not have
    /// go.
    /// - Throws: ``KernelError`` naming every bad field, as `variants[2].sku`. Nothing of the product was written then.
    @discardableResult
    public mutating func save(_ draft: ProductDraft, in tx: Transaction, at now: Timestamp) throws -> SaveResult {
        let checked = try CheckedDraft(draft, currency: currency)
        let outcome = try write(checked, over: stored(slug: checked.slug, in: tx), in: tx, at: now)
        return try result(outcome, of: checked, in: tx)
    }

    /// ``save(_:in:at:)`` for a product of many, whose id nobody asks for.
    public mutating func saveOne(
        _ draft: ProductDraft,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> SaveResult.Outcome {
        let checked = try CheckedDraft(draft, currency: currency)
        return try write(checked, over: stored(slug: checked.slug, in: tx), in: tx, at: now)
    }

    /// Brings the product with this slug to what `change` makes of it: of the product as it is, with its stock by warehouse,
    /// which stands still until the transaction ends, or of nil when there is none. The draft keeps the slug.
    /// - Throws: ``KernelError`` naming every bad field, and what `change` throws. Nothing of the product was written then.
    public mutating func saveOne(
        slug: String,
        in tx: Transaction,
        at now: Timestamp,
        _ change: (ProductDraft?) throws -> ProductDraft
    ) throws -> SaveResult.Outcome {
        if held[slug] == nil { try hold(slugs: [slug], in: tx) }
        let known = held.removeValue(forKey: slug)
        let draft = try change(known?.draft)
        return try write(CheckedDraft(draft, currency: currency), over: known?.stored, in: tx, at: now)
    }

    /// Makes a new product. A slug that is made from the name gets a number when another product has it.
    /// - Throws: ``KernelError`` naming every bad field, or a plugin's veto.
    mutating func create(_ draft: ProductDraft, in call: HookCall) throws -> SaveResult {
        let tx = call.tx
        var draft = draft
        if draft.slug == nil { draft.slug = try freeSlug(for: draft.name, in: tx) }
        let checked = try CheckedDraft(draft, currency: currency)
        try refuseTaken(slug: checked.slug, by: nil, in: tx)
        try ProductSaving.ask(about: [(nil, draft)], in: call)
        return try result(write(checked, over: nil, in: tx, at: call.now), of: checked, in: tx)
    }

    /// Makes the product of `row` what the draft says, its slug too.
    /// - Throws: ``KernelError`` naming every bad field, or a plugin's veto.
    mutating func update(
        _ row: ProductRow,
        from before: ProductDraft,
        to draft: ProductDraft,
        in call: HookCall
    ) throws -> SaveResult {
        let tx = call.tx
        let checked = try CheckedDraft(draft, currency: currency)
        if checked.slug != row.slug { try refuseTaken(slug: checked.slug, by: row.id, in: tx) }
        try ProductSaving.ask(about: [(before, draft)], in: call)
        let old = try StoredProduct.list([row], in: tx).first
        return SaveResult(id: row.id, outcome: try write(checked, over: old, in: tx, at: call.now))
    }

    private mutating func write(
        _ draft: CheckedDraft,
        over old: StoredProduct?,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> SaveResult.Outcome {
        try refuseForeignSKUs(draft, of: old, in: tx)
        let parts = try parts(of: draft, over: old, in: tx)
        names.forget(
            slugs: [draft.slug] + (old.map { [$0.row.slug] } ?? []),
            skus: [draft.sku] + draft.variants.map(\.sku) + (old?.skus ?? [])
        )
        let outcome = try write(draft, parts, over: old, in: tx, at: now)
        if !keepsBack { try rows.write(in: tx) }
        return outcome
    }

    private mutating func write(
        _ draft: CheckedDraft,
        _ parts: DraftParts,
        over old: StoredProduct?,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> SaveResult.Outcome {
        guard let old else {
            ProductRows.insert(draft, parts, stock: stock, &rows, in: tx, at: now)
            return .created
        }
        let change = try ProductRows.update(old, to: draft, parts, stock: stock, &rows, in: tx, at: now)
        guard change != .none else { return .unchanged }
        // Of the stock each warehouse's change is told by itself.
        if change == .product {
            let data = EventData().adding("changed", old.changedFields(draft, parts))
                .adding("from", old.row.columns.told).adding("to", draft.columns.told)
            try Outbox.append(.productSaved, old.row.id.value, data, in: tx, at: now)
        }
        return .updated
    }

    /// The rows of the product are written.
    private func result(
        _ outcome: SaveResult.Outcome,
        of draft: CheckedDraft,
        in tx: Transaction
    ) throws -> SaveResult {
        guard let row = try ProductRow.find(slug: draft.slug, in: tx) else {
            throw StoreError(.corrupt, "the product '\(draft.slug)' is not there though it was saved")
        }
        return SaveResult(id: row.id, outcome: outcome)
    }

    /// What was kept back is written before the store is asked.
    private mutating func product(slug: String, in tx: Transaction) throws -> ProductRow? {
        if let known = names.product(slug: slug) { return known }
        try rows.write(in: tx)
        return try ProductRow.find(slug: slug, in: tx)
    }

    private mutating func stored(slug: String, in tx: Transaction) throws -> StoredProduct? {
        try product(slug: slug, in: tx).flatMap { row in try StoredProduct.list([row], in: tx).first }
    }

    private mutating func holder(ofSKU sku: String, in tx: Transaction) throws -> SKUHolder? {
        if let known = names.holder(ofSKU: sku) { return known }
        try rows.write(in: tx)
        return try SKUHolder.find(sku, in: tx)
    }

    /// Finds or makes what the draft names.
    private mutating func parts(
        of draft: CheckedDraft,
        over old: StoredProduct?,
        in tx: Transaction
    ) throws -> DraftParts {
        var values: [Attribute.ID: String] = [:]
        for (name, value) in draft.attributes {
            let attribute = try named.attribute(name, like: value, in: tx)
            values[attribute.id] = try attribute.encode(value, field: "attributes.\(name)")
        }
        var options: [[Attribute.ID: String]] = []
        options.reserveCapacity(draft.variants.count)
        for (index, variant) in draft.variants.enumerated() {
            var values: [Attribute.ID: String] = [:]
            for option in variant.options {
                let attribute = try named.attribute(option.name, like: option.value, in: tx)
                let field = { "variants[\(index)].attributes.\(option.name)" }
                values[attribute.id] = try attribute.encode(option.value, field: field())
            }
            options.append(values)
        }
        return DraftParts(
            categories: Set(try draft.categories.map { try named.category($0, in: tx) }),
            categoriesAndAbove: Set(
                try draft.categories.flatMap { path in
                    try path.indices.map { try named.category(Array(path[...$0]), in: tx) }
                }
            ),
            attributes: values,
            options: options,
            match: try VariantIdentity.match(
                zip(draft.variants, options).map { VariantIdentity(id: $0.id, sku: $0.sku, options: $1) },
                to: old?.variants.map { VariantIdentity(id: $0.id, sku: $0.sku, options: $0.options) } ?? []
            ),
            stock: draft.variants.isEmpty ? try stock.target(draft.stock, in: tx) : nil,
            variantStock: try draft.variants.map { try stock.target($0.stock, in: tx) }
        )
    }

    /// SKUs that the product has already need no look.
    private mutating func refuseForeignSKUs(_ draft: CheckedDraft, of old: StoredProduct?, in tx: Transaction) throws {
        var fields: [KernelError.Field] = []
        func check(_ sku: String, _ field: @autoclosure () -> String) throws {
            guard let holder = try holder(ofSKU: sku, in: tx), holder.productID != old?.row.id else { return }
            let what =
                holder.variantID == nil ? "product \(holder.productID)" : "a variant of product \(holder.productID)"
            fields.append(KernelError.Field(field(), "'\(sku)' is the SKU of \(what) already"))
        }
        if draft.sku != old?.row.sku { try check(draft.sku, "sku") }
        let own = Set(old?.variants.map(\.sku) ?? [])
        for (index, variant) in draft.variants.enumerated() where !own.contains(variant.sku) {
            try check(variant.sku, "variants[\(index)].sku")
        }
        guard fields.isEmpty else { throw KernelError.taken(fields) }
    }

    private mutating func refuseTaken(slug: String, by own: Product.ID?, in tx: Transaction) throws {
        guard let other = try product(slug: slug, in: tx), other.id != own else { return }
        throw KernelError.taken([
            .init("slug", "'\(slug)' is the slug of product \(other.id) ('\(other.name)') already")
        ])
    }

    private mutating func freeSlug(for name: String, in tx: Transaction) throws -> String? {
        guard let made = Slug(from: name)?.text else { return nil }
        let short = String(made.unicodeScalars.prefix(Slug.largestLength - 8))
        var slug = made
        var number = 2
        while try product(slug: slug, in: tx) != nil {
            slug = "\(short)-\(number)"
            number += 1
        }
        return slug
    }
}
