package import TotemKernel

/// Categories and attributes: everybody reads the tree, store managers write.
func addCategoryRoutes(to routes: inout Routes) {
    routes.add(.get("/v1/categories", "The tree of categories", answering: .page(CategoryTree.schema))) { request in
        .json(CategoryTree(try await request.read { tx, _ in try CategoryStore.all(in: tx) }))
    }
    routes.add(.get("/v1/categories/{category}", "A category", answering: Category.schema)) { request in
        let id: Category.ID = try request.id("category", of: "category")
        return .json(try await request.read { tx, _ in try CategoryStore.get(id, in: tx) })
    }
    routes.add(
        .create(
            "/v1/categories",
            "Add a category",
            for: .storeManager,
            taking: NewCategoryBody.schema,
            answering: Category.schema
        )
    ) { request in
        let body = try request.json(NewCategoryBody.self)
        return try await request.change { tx, _ in
            let category = try CategoryStore.create(body.category, in: tx)
            return .created(category, at: "/v1/categories/\(category.id)")
        }
    }
    routes.add(
        .patch(
            "/v1/categories/{category}",
            "Change a category",
            for: .storeManager,
            taking: CategoryChangeBody.schema,
            answering: Category.schema
        )
    ) { request in
        let id: Category.ID = try request.id("category", of: "category")
        let body = try request.json(CategoryChangeBody.self)
        let answer = try await request.change { tx, _ in
            let category = try CategoryStore.update(id, in: tx, body.apply)
            return .json(category)
        }
        try await request.kernel.finishMoves()
        return answer
    }
    routes.add(.delete("/v1/categories/{category}", "Delete a category", for: .storeManager)) { request in
        let id: Category.ID = try request.id("category", of: "category")
        try await request.kernel.emptyCategory(id)
        return try await request.change { tx, _ in
            try CategoryStore.delete(id, in: tx)
            return .noContent
        }
    }
    addAttributeRoutes(to: &routes)
}

private func addAttributeRoutes(to routes: inout Routes) {
    routes.add(.list("/v1/attributes", "Attributes of products", of: Attribute.schema)) { request in
        let page = try request.query().page()
        return .json(try await request.read { tx, _ in try AttributeStore.list(page, in: tx) })
    }
    routes.add(
        .create(
            "/v1/attributes",
            "Add an attribute",
            for: .storeManager,
            taking: NewAttributeBody.schema,
            answering: Attribute.schema
        )
    ) { request in
        let body = try request.json(NewAttributeBody.self)
        guard let kind = Attribute.Kind(rawValue: body.type ?? "text") else {
            let allowed = Attribute.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw KernelError.invalid("type", "must be one of \(allowed)")
        }
        return try await request.change { tx, _ in
            let attribute = try AttributeStore.create(body.name, kind, in: tx)
            return .created(attribute, at: "/v1/attributes/\(attribute.id)")
        }
    }
    routes.add(
        .patch(
            "/v1/attributes/{attribute}",
            "Rename an attribute",
            for: .storeManager,
            taking: AttributeChangeBody.schema,
            answering: Attribute.schema
        )
    ) { request in
        let id: Attribute.ID = try request.id("attribute", of: "attribute")
        let name = try request.json(AttributeChangeBody.self).name
        return try await request.change { tx, _ in
            let attribute = try AttributeStore.rename(id, to: name, in: tx)
            return .json(attribute)
        }
    }
    routes.add(.delete("/v1/attributes/{attribute}", "Delete an attribute", for: .storeManager)) { request in
        let id: Attribute.ID = try request.id("attribute", of: "attribute")
        return try await request.change { tx, _ in
            try AttributeStore.delete(id, in: tx)
            return .noContent
        }
    }
}

private struct NewCategoryBody: Decodable, Sendable {
    let name: String
    let slug: String?
    let description: String?
    let parent_id: Category.ID?

    static let schema = Schema.form(["name": .text(.name)], optional: CategoryChangeBody.members)

    var category: NewCategory {
        NewCategory(name: name, slug: slug, description: description ?? "", parentID: parent_id)
    }
}

private struct CategoryChangeBody: Decodable, Sendable {
    let name: String?
    let slug: String?
    let description: String?
    /// `null`: to the top of the tree.
    let parent_id: Change<Category.ID>

    static let schema = Schema.form([:], optional: members)
    static let members: [String: Schema] = [
        "name": .text(.name).orNull, "slug": .slug.orNull,
        "description": .text(CategoryStore.descriptionRule).orNull, "parent_id": .id.orNull,
    ]

    func apply(to category: inout NewCategory) {
        category.name = name ?? category.name
        category.slug = slug ?? category.slug
        category.description = description ?? category.description
        category.parentID = parent_id.applied(to: category.parentID)
    }
}

private struct NewAttributeBody: Decodable {
    let name: String
    let type: String?

    static let schema = Schema.form(
        ["name": .text(AttributeStore.nameRule)],
        optional: ["type": .choice(Attribute.Kind.self).orNull]
    )
}

private struct AttributeChangeBody: Decodable {
    let name: String

    static let schema = Schema.form(["name": .text(AttributeStore.nameRule)])
}

/// The categories, each with its children, by name.
private struct CategoryTree: JSONWritable, Sendable {
    /// One of the tree's categories.
    static let schema: Schema = Schema.named(
        "CategoryTree",
        .object(Category.schemas.merging(["children": .list(schema)]) { one, _ in one })
    )

    private let children: [Category.ID?: [Category]]

    init(_ categories: [Category]) {
        children = Dictionary(grouping: categories, by: \.parentID)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data") { json in write(under: nil, to: &json) }
            json.member("next_cursor", String?.none)
        }
    }

    private func write(under parent: Category.ID?, to json: inout JSONWriter) {
        json.array { json in
            for category in children[parent] ?? [] {
                json.object { json in
                    json.members(of: category)
                    json.member("children") { json in write(under: category.id, to: &json) }
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of category: Category) {
        member("id", category.id)
        member("name", category.name)
        member("slug", category.slug)
        member("description", category.description)
        member("parent_id", category.parentID)
    }
}

extension Category: JSONWritable {
    static let schema = Schema.named("Category", .object(schemas))
    static let schemas: [String: Schema] = [
        "id": .id, "name": .text, "slug": .text, "description": .text, "parent_id": Schema.id.orNull,
    ]

    package func write(to json: inout JSONWriter) {
        json.object { json in json.members(of: self) }
    }
}

extension Attribute: JSONWritable {
    static let schema = Schema.named(
        "Attribute",
        .object(["id": .id, "name": .text, "type": .choice(Attribute.Kind.self)])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("type", kind.rawValue)
        }
    }
}
