public import TotemStore

/// What a new category is.
public struct NewCategory: Sendable {
    public var name: String
    /// Made from the name when nil.
    public var slug: String?
    public var description: String
    /// Nil for the top of the tree.
    public var parentID: Category.ID?

    public init(name: String, slug: String? = nil, description: String = "", parentID: Category.ID? = nil) {
        self.name = name
        self.slug = slug
        self.description = description
        self.parentID = parentID
    }
}

/// The tree of categories. Siblings have different names; slugs are unique in the whole tree.
public enum CategoryStore {
    /// Levels of the tree.
    public static let largestDepth = 10
    package static let descriptionRule = TextRule(0...16_384, allowsLines: true)

    /// Every category, by name.
    public static func all(in tx: Transaction) throws -> [Category] {
        let categories = try tx.query(
            "SELECT id, name, slug, description, parent_id FROM product_categories ORDER BY id",
            row: decode
        )
        return categories.sorted { ($0.name, $0.id.value) < ($1.name, $1.id.value) }
    }

    /// - Throws: ``KernelError`` not found.
    public static func get(_ id: Category.ID, in tx: Transaction) throws -> Category {
        let category = try tx.first(
            "SELECT id, name, slug, description, parent_id FROM product_categories WHERE id = $1",
            id,
            row: decode
        )
        guard let category else { throw KernelError.notFound("category \(id)") }
        return category
    }

    public static func find(slug: String, in tx: Transaction) throws -> Category? {
        try tx.first(
            "SELECT id, name, slug, description, parent_id FROM product_categories WHERE slug = $1",
            slug,
            row: decode
        )
    }

    /// The child of `parent` (nil: of the root) with that name.
    static func find(_ name: String, under parent: Category.ID?, in tx: Transaction) throws -> Category? {
        try tx.together { batch in try find(name, under: parent, in: batch) }
    }

    static func find(
        _ name: String,
        under parent: Category.ID?,
        in batch: Batch
    ) throws -> Queued<Category?> {
        try batch.query(
            """
            SELECT id, name, slug, description, parent_id FROM product_categories
            WHERE COALESCE(parent_id, 0) = $1 AND name = $2
            """,
            parent?.value ?? 0,
            name,
            row: decode
        ).map(\.first)
    }

    /// - Throws: ``KernelError`` naming the bad field.
    public static func create(_ new: NewCategory, in tx: Transaction) throws -> Category {
        try tx.lock(.catalog)
        var new = new
        new.name = new.name.trimmed()
        try check(new.name, new.description)
        try refuseSibling(new.name, under: new.parentID, except: nil, in: tx)
        var depth = 1
        if let parent = new.parentID { depth += try path(to: parent, field: "parent_id", in: tx).count }
        try refuseTooDeep(depth)
        let slug = try new.slug.map { text in try freeSlug(text, except: nil, in: tx) } ?? makeSlug(for: new, in: tx)
        let id = try tx.insert(
            """
            INSERT INTO product_categories (name, parent_id, slug, description) VALUES ($1, $2, $3, $4) RETURNING id
            """,
            new.name,
            new.parentID,
            slug,
            new.description
        )
        let data = EventData().adding("name", new.name).adding("slug", slug)
        try Outbox.append(.categorySaved, id, data, in: tx)
        return Category(
            id: Category.ID(id),
            name: new.name,
            slug: slug,
            description: new.description,
            parentID: new.parentID
        )
    }

    /// Renames, describes or moves a category. `change` gets it as it is. Whoever moves one sees to it that its products
    /// follow: ``Kernel/finishMoves()``.
    /// - Throws: ``KernelError``: not found, or naming the bad field; `parent_id` when it would become its own ancestor.
    public static func update(
        _ id: Category.ID,
        in tx: Transaction,
        _ change: (inout NewCategory) throws -> Void
    ) throws -> Category {
        try tx.lock(.catalog)
        let old = try get(id, in: tx)
        var new = NewCategory(name: old.name, slug: old.slug, description: old.description, parentID: old.parentID)
        try change(&new)
        new.name = new.name.trimmed()
        try check(new.name, new.description)
        try refuseSibling(new.name, under: new.parentID, except: id, in: tx)
        if new.parentID != old.parentID { try refuseCycle(moving: id, under: new.parentID, in: tx) }
        let slug = try freeSlug(new.slug ?? old.slug, except: id, in: tx)
        try tx.execute(
            "UPDATE product_categories SET name = $2, parent_id = $3, slug = $4, description = $5 WHERE id = $1",
            id,
            new.name,
            new.parentID,
            slug,
            new.description
        )
        if new.parentID != old.parentID { try MovedCategories.add(id, in: tx) }
        let data = EventData().adding("name", new.name).adding("slug", slug)
        try Outbox.append(.categorySaved, id.value, data, in: tx)
        return try get(id, in: tx)
    }

    /// How many products one transaction takes out of a category at most.
    static let productsAtOnce = 1000

    /// Whether the category can be deleted, but has more products than one transaction should take out of it.
    static func isTooFullToDelete(_ id: Category.ID, in tx: Transaction) throws -> Bool {
        try tx.first(
            """
            SELECT 1 FROM product_category_mappings
            WHERE category_id = $1 AND NOT EXISTS (SELECT 1 FROM product_categories WHERE parent_id = $1)
            ORDER BY product_id LIMIT 1 OFFSET $2
            """,
            id,
            productsAtOnce
        ) { _ in true } ?? false
    }

    /// Takes some of its products out of a category.
    static func takeOutProducts(of id: Category.ID, in tx: Transaction) throws {
        try tx.lock(.catalog)
        try tx.execute(
            """
            DELETE FROM product_category_mappings WHERE category_id = $1 AND product_id IN
              (SELECT product_id FROM product_category_mappings WHERE category_id = $1 ORDER BY product_id LIMIT $2)
            """,
            id,
            productsAtOnce
        )
        try Outbox.append(.categorySaved, id.value, in: tx)
    }

    /// Deletes a category without children. Its products stay and are in one category less. One with many products is
    /// emptied first: ``Kernel/emptyCategory(_:)``.
    /// - Throws: ``KernelError``: not found, or a conflict when it has children.
    public static func delete(_ id: Category.ID, in tx: Transaction) throws {
        try tx.lock(.catalog)
        let category = try get(id, in: tx)
        let child = try tx.first("SELECT name FROM product_categories WHERE parent_id = $1 LIMIT 1", id) { row in
            try row.get(0, as: String.self)
        }
        if let child {
            throw KernelError(
                .conflict,
                "category-has-children",
                "The category '\(category.name)' holds '\(child)', perhaps others. Move or delete them first."
            )
        }
        try tx.execute("DELETE FROM product_categories WHERE id = $1", id)
        try Outbox.append(.categoryDeleted, id.value, EventData().adding("name", category.name), in: tx)
    }

    private static func check(_ name: String, _ description: String) throws(KernelError) {
        try TextRule.name.check(name, "name")
        try descriptionRule.check(description, "description")
    }

    private static func refuseTooDeep(_ depth: Int) throws(KernelError) {
        guard depth > largestDepth else { return }
        throw .impossible("parent_id", "would make the tree deeper than \(largestDepth) levels")
    }

    private static func refuseSibling(
        _ name: String,
        under parent: Category.ID?,
        except own: Category.ID?,
        in tx: Transaction
    ) throws {
        guard let other = try find(name, under: parent, in: tx), other.id != own else { return }
        throw KernelError.taken([.init("name", "is the name of category \(other.id) beside it already")])
    }

    private static func refuseCycle(moving id: Category.ID, under parent: Category.ID?, in tx: Transaction) throws {
        let above = try parent.map { try path(to: $0, field: "parent_id", in: tx) } ?? []
        guard !above.contains(where: { $0.id == id }) else {
            throw KernelError.impossible("parent_id", "would put the category below itself")
        }
        try refuseTooDeep(above.count + height(of: id, in: tx))
    }

    private static func freeSlug(_ text: String, except own: Category.ID?, in tx: Transaction) throws -> String {
        let slug = try Slug(text).text
        guard let other = try find(slug: slug, in: tx), other.id != own else { return slug }
        throw KernelError.taken([.init("slug", "is the slug of category \(other.id) ('\(other.name)') already")])
    }

    /// `pots`; when another category has it, `garden-pots`, then `garden-pots-2`.
    private static func makeSlug(for new: NewCategory, in tx: Transaction) throws -> String {
        let own = Slug(from: new.name)?.text ?? "category"
        if try find(slug: own, in: tx) == nil { return own }
        let parent = try new.parentID.map { try get($0, in: tx).slug + "-" } ?? ""
        let long = String((parent + own).unicodeScalars.prefix(Slug.largestLength - 8))
        var slug = long
        var number = 2
        while try find(slug: slug, in: tx) != nil {
            slug = "\(long)-\(number)"
            number += 1
        }
        return slug
    }

    static func decode(_ row: Row) throws -> Category {
        Category(
            id: try row.get(0),
            name: try row.get(1),
            slug: try row.get(2),
            description: try row.get(3),
            parentID: try row.get(4)
        )
    }
}

extension Kernel {
    /// Takes all products but a few out of a category that is to be deleted, in transactions that no order waits long for.
    public func emptyCategory(_ id: Category.ID) async throws {
        while try await store.read({ tx in try CategoryStore.isTooFullToDelete(id, in: tx) }) {
            try await store.write { tx in try CategoryStore.takeOutProducts(of: id, in: tx) }
        }
    }
}
