public import TotemKernel

/// Categories and attributes: everybody reads the tree, store managers write.
func addCategoryRoutes(to routes: Routes) {
    routes.get("/v1/categories") { request in
        .json(CategoryTree(try await request.read { tx, _ in try CategoryStore.all(in: tx) }))
    }
    routes.get("/v1/categories/{category}") { request in
        let id: Category.ID = try request.id("category", of: "category")
        return .json(try await request.read { tx, _ in try CategoryStore.get(id, in: tx) })
    }
    routes.post("/v1/categories") { request in
        let body = try request.json(NewCategoryBody.self)
        return try await request.unsafe { tx, _ in
            let category = try CategoryStore.create(body.category, in: tx)
            return .created(category, at: "/v1/categories/\(category.id)")
        }
    }
    routes.patch("/v1/categories/{category}") { request in
        let id: Category.ID = try request.id("category", of: "category")
        let body = try request.json(CategoryChangeBody.self)
        return try await request.unsafe { [cache = request.server.products] tx, _ in
            let category = try CategoryStore.update(id, in: tx, body.apply)
            cache.clear(after: tx)
            return .json(category)
        }
    }
    routes.delete("/v1/categories/{category}") { request in
        let id: Category.ID = try request.id("category", of: "category")
        try await request.kernel.emptyCategory(id)
        return try await request.unsafe { [cache = request.server.products] tx, _ in
            try CategoryStore.delete(id, in: tx)
            cache.clear(after: tx)
            return .noContent
        }
    }
    addAttributeRoutes(to: routes)
}

private func addAttributeRoutes(to routes: Routes) {
    routes.get("/v1/attributes") { request in
        let page = try request.query().page()
        return .json(try await request.read { tx, _ in try AttributeStore.list(page, in: tx) })
    }
    routes.post("/v1/attributes") { request in
        let body = try request.json(NewAttributeBody.self)
        guard let kind = Attribute.Kind(rawValue: body.type ?? "text") else {
            let allowed = Attribute.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw KernelError.invalid("type", "must be one of \(allowed)")
        }
        return try await request.unsafe { tx, _ in
            let attribute = try AttributeStore.create(body.name, kind, in: tx)
            return .created(attribute, at: "/v1/attributes/\(attribute.id)")
        }
    }
    routes.patch("/v1/attributes/{attribute}") { request in
        let id: Attribute.ID = try request.id("attribute", of: "attribute")
        let name = try request.json(AttributeChangeBody.self).name
        return try await request.unsafe { [cache = request.server.products] tx, _ in
            let attribute = try AttributeStore.rename(id, to: name, in: tx)
            cache.clear(after: tx)
            return .json(attribute)
        }
    }
    routes.delete("/v1/attributes/{attribute}") { request in
        let id: Attribute.ID = try request.id("attribute", of: "attribute")
        return try await request.unsafe { tx, _ in
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
}

private struct AttributeChangeBody: Decodable {
    let name: String
}

/// The categories, each with its children, by name.
private struct CategoryTree: JSONWritable, Sendable {
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
    public func write(to json: inout JSONWriter) {
        json.object { json in json.members(of: self) }
    }
}

extension Attribute: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("type", kind.rawValue)
        }
    }
}
