public import TotemStore

/// What plugins and clients keep on products and their variants. It is no part of a draft: an edit or an import leaves it.
public enum ProductMetadata {
    /// What is kept on a product; nil for nothing.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Product.ID, in tx: Transaction) throws -> JSONValue? {
        guard let row = try ProductRow.find(id, in: tx) else { throw KernelError.notFound("product \(id)") }
        return try row.metadata.map { try JSONValue(text: $0) }
    }

    /// What is kept on a variant; nil for nothing.
    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: ProductVariant.ID, in tx: Transaction) throws -> JSONValue? {
        let kept = try tx.first("SELECT metadata FROM product_variants WHERE id = $1", id) { row in
            try row.get(0, as: String?.self)
        }
        guard let kept else { throw KernelError.notFound("variant \(id)") }
        return try kept.map { try JSONValue(text: $0) }
    }

    /// Keeps JSON under a name, in the place of what was; null takes it out. That is a change of the product as any other.
    /// - Parameter versions: those that the caller saw; nil to change whatever it is.
    /// - Throws: ``KernelError``: not found, stale, or naming what is too large.
    public static func put(
        _ value: JSONValue,
        named name: String,
        on id: Product.ID,
        ifVersion versions: Set<Int64>? = nil,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Product {
        try tx.lock(.catalog)
        guard let row = try ProductRow.find(id, in: tx) else { throw KernelError.notFound("product \(id)") }
        if let versions, !versions.contains(row.version) { throw KernelError.staleVersion("product \(id)") }
        let kept = try merge(value, named: name, into: row.metadata)
        guard kept != row.metadata else { return try ProductReader.product(row, in: tx) }
        try tx.execute(
            "UPDATE products SET metadata = $2, updated_at = $3, version = version + 1 WHERE id = $1",
            id,
            kept,
            now
        )
        let data = EventData().adding("changed", ["metadata"])
        try Outbox.append(.productSaved, id.value, data, in: tx, at: now)
        return try ProductStore.get(id, in: tx)
    }

    /// The same on a variant: a change of its product.
    /// - Throws: ``KernelError``: not found, or naming what is too large.
    public static func put(
        _ value: JSONValue,
        named name: String,
        on id: ProductVariant.ID,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> ProductVariant {
        try tx.lock(.catalog)
        let row = try tx.first("SELECT product_id, metadata FROM product_variants WHERE id = $1", id) { row in
            (product: try row.get(0, as: Product.ID.self), metadata: try row.get(1, as: String?.self))
        }
        guard let row else { throw KernelError.notFound("variant \(id)") }
        let kept = try merge(value, named: name, into: row.metadata)
        if kept != row.metadata {
            try tx.execute("UPDATE product_variants SET metadata = $2 WHERE id = $1", id, kept)
            try tx.execute(
                "UPDATE products SET updated_at = $2, version = version + 1 WHERE id = $1",
                row.product,
                now
            )
            let data = EventData().adding("changed", ["variants"])
            try Outbox.append(.productSaved, row.product.value, data, in: tx, at: now)
        }
        let product = try ProductStore.get(row.product, in: tx)
        guard let variant = product.variants.first(where: { $0.id == id }) else {
            throw KernelError.notFound("variant \(id)")
        }
        return variant
    }

    private static func merge(_ value: JSONValue, named name: String, into kept: String?) throws -> String? {
        try Metadata.put(value, named: name, into: kept.map { try JSONValue(text: $0) }).map { $0.text() }
    }
}
