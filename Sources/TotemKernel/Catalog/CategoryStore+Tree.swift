public import TotemStore

/// What is above and below a category.
extension CategoryStore {
    /// The category and all below it.
    static func subtree(of id: Category.ID, in tx: Transaction) throws -> [Category.ID] {
        try tx.query(
            """
            WITH RECURSIVE subtree (id) AS (
              SELECT id FROM product_categories WHERE id = $1
              UNION
              SELECT child.id FROM product_categories AS child JOIN subtree ON child.parent_id = subtree.id
            )
            SELECT id FROM subtree
            """,
            id
        ) { row in try row.get(0) }
    }

    /// Those of the categories that there are, as products name them.
    static func references(to ids: some Sequence<Category.ID>, in tx: Transaction) throws -> [CategoryReference] {
        try tx.query("SELECT id, name, slug FROM product_categories WHERE id = ANY($1)", SQLList(ids)) { row in
            CategoryReference(id: try row.get(0), name: try row.get(1), slug: try row.get(2))
        }
    }

    /// These categories and all above them, by id.
    static func lineage(of ids: some Sequence<Category.ID>, in tx: Transaction) throws -> [Category.ID: Category] {
        let found = try tx.query(
            """
            WITH RECURSIVE above (id) AS (
              SELECT id FROM product_categories WHERE id = ANY($1)
              UNION
              SELECT child.parent_id FROM product_categories AS child JOIN above ON child.id = above.id
              WHERE child.parent_id IS NOT NULL
            )
            SELECT category.id, category.name, category.slug, category.description, category.parent_id
            FROM above JOIN product_categories AS category ON category.id = above.id
            """,
            SQLList(ids),
            row: decode
        )
        return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The categories from the root down to `id`, of those of a ``lineage(of:in:)``.
    static func path(to id: Category.ID, in tree: [Category.ID: Category]) -> [Category] {
        var path: [Category] = []
        var next = tree[id]
        while let place = next {
            path.append(place)
            next = place.parentID.flatMap { tree[$0] }
        }
        return path.reversed()
    }

    /// The categories from the root down to `id`.
    /// - Throws: ``KernelError`` naming `field` when there is no such category.
    public static func path(to id: Category.ID, field: String, in tx: Transaction) throws -> [Category] {
        let first = try tx.first(
            "SELECT id, name, slug, description, parent_id FROM product_categories WHERE id = $1",
            id,
            row: decode
        )
        guard let first else { throw KernelError.unknown(field, "names category \(id), which is not there") }
        var path = [first]
        while let parent = path[path.count - 1].parentID { path.append(try get(parent, in: tx)) }
        return path.reversed()
    }

    /// How many levels the category and what is below it have.
    static func height(of id: Category.ID, in tx: Transaction) throws -> Int {
        let height = try tx.first(
            """
            WITH RECURSIVE subtree (id, depth) AS (
              SELECT id, 1 FROM product_categories WHERE id = $1
              UNION ALL
              SELECT child.id, subtree.depth + 1
              FROM product_categories AS child JOIN subtree ON child.parent_id = subtree.id
            )
            SELECT MAX(depth) FROM subtree
            """,
            id
        ) { row in try row.get(0, as: Int.self) }
        return height ?? 1
    }
}
