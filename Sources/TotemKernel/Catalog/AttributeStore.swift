public import TotemStore

/// The attributes that products and variants can have.
public enum AttributeStore {
    package static let nameRule = TextRule(1...100)

    /// By id, oldest first.
    public static func list(_ page: PageRequest, in tx: Transaction) throws -> Page<Attribute> {
        let order = "attributes"
        let attributes = try tx.query(
            "SELECT id, name, type FROM product_attributes WHERE id > $1 ORDER BY id LIMIT $2",
            try page.position(in: order)?.integer(0) ?? 0,
            page.limit + 1,
            row: decode
        )
        return Page(attributes, for: page, in: order) { [.integer($0.id.value)] }
    }

    public static func find(_ name: String, in tx: Transaction) throws -> Attribute? {
        try tx.together { batch in try find(name, in: batch) }
    }

    /// Those of the names that there are, by name.
    static func named(_ names: some Sequence<String>, in tx: Transaction) throws -> [String: Attribute] {
        let found = try tx.query(
            "SELECT id, name, type FROM product_attributes WHERE name = ANY($1)",
            SQLList(names),
            row: decode
        )
        return Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
    }

    static func find(_ name: String, in batch: Batch) throws -> Queued<Attribute?> {
        try batch.query("SELECT id, name, type FROM product_attributes WHERE name = $1", name, row: decode)
            .map(\.first)
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Attribute.ID, in tx: Transaction) throws -> Attribute {
        let attribute = try tx.first("SELECT id, name, type FROM product_attributes WHERE id = $1", id, row: decode)
        guard let attribute else { throw KernelError.notFound("attribute \(id)") }
        return attribute
    }

    /// Those of which some product has a value, and those that tell variants apart.
    public static func inUse(in tx: Transaction) throws -> (ofProducts: [Attribute], ofVariants: [Attribute]) {
        let ofProducts = try tx.query(
            """
            SELECT id, name, type FROM product_attributes AS attribute
            WHERE EXISTS (SELECT 1 FROM product_attribute_values WHERE attribute_id = attribute.id)
            """,
            row: decode
        )
        let ofVariants = try tx.query(
            """
            SELECT id, name, type FROM product_attributes AS attribute
            WHERE EXISTS (SELECT 1 FROM product_variant_attribute_values WHERE attribute_id = attribute.id)
            """,
            row: decode
        )
        return (ofProducts, ofVariants)
    }

    /// - Throws: ``KernelError`` naming `name`.
    public static func create(_ name: String, _ kind: Attribute.Kind, in tx: Transaction) throws -> Attribute {
        try tx.lock(.catalog)
        let name = name.trimmed()
        try nameRule.check(name, "name")
        try refuseTaken(name, in: tx)
        let id = try tx.insert("INSERT INTO product_attributes (name, type) VALUES ($1, $2) RETURNING id", name, kind)
        try Outbox.append(.attributeSaved, id, EventData().adding("name", name), in: tx)
        return Attribute(id: Attribute.ID(id), name: name, kind: kind)
    }

    /// Gives an attribute another name. Its type stays: the values it has are of it.
    /// - Throws: ``KernelError``: not found, or naming `name`.
    public static func rename(_ id: Attribute.ID, to name: String, in tx: Transaction) throws -> Attribute {
        try tx.lock(.catalog)
        let old = try get(id, in: tx)
        let name = name.trimmed()
        guard name != old.name else { return old }
        try nameRule.check(name, "name")
        try refuseTaken(name, in: tx)
        try tx.execute("UPDATE product_attributes SET name = $2 WHERE id = $1", id, name)
        let data = EventData().adding("name", name).adding("from", old.name)
        try Outbox.append(.attributeSaved, id.value, data, in: tx)
        return Attribute(id: id, name: name, kind: old.kind)
    }

    /// - Throws: ``KernelError``: not found, or a conflict when a product or variant has a value of it.
    public static func delete(_ id: Attribute.ID, in tx: Transaction) throws {
        try tx.lock(.catalog)
        let attribute = try get(id, in: tx)
        let user = try tx.first(
            """
            SELECT product_id FROM product_attribute_values WHERE attribute_id = $1
            UNION ALL
            SELECT product_id FROM product_variants WHERE id IN
              (SELECT variant_id FROM product_variant_attribute_values WHERE attribute_id = $1)
            LIMIT 1
            """,
            id
        ) { row in try row.get(0, as: Product.ID.self) }
        if let user {
            throw KernelError(
                .conflict,
                "attribute-in-use",
                "The attribute '\(attribute.name)' is used by product \(user), perhaps by others. Remove its values first."
            )
        }
        try tx.execute("DELETE FROM product_attributes WHERE id = $1", id)
        try Outbox.append(.attributeDeleted, id.value, EventData().adding("name", attribute.name), in: tx)
    }

    private static func refuseTaken(_ name: String, in tx: Transaction) throws {
        guard let other = try find(name, in: tx) else { return }
        throw KernelError.taken([.init("name", "is the name of attribute \(other.id) already")])
    }

    private static func decode(_ row: Row) throws -> Attribute {
        Attribute(id: try row.get(0), name: try row.get(1), kind: try row.get(2))
    }
}
