import TotemStore

/// The categories and attributes that drafts name: found, or made, once in the transaction that this is made for.
struct NamedByDrafts {
    private var categories: [[String]: Category.ID] = [:]
    private var attributes: [String: Attribute] = [:]

    /// Looks up together what these drafts name.
    mutating func lookUp(_ drafts: [ProductDraft], in tx: Transaction) throws {
        var named = Set(drafts.flatMap(\.attributes.keys))
        named.formUnion(drafts.lazy.flatMap(\.variants).flatMap(\.options).map(\.name))
        let found = try tx.together { batch in
            Queued.all(try named.map { name in try AttributeStore.find(name, in: batch) })
        }
        for attribute in found.compactMap(\.self) { attributes[attribute.name] = attribute }
        try lookUp(categories: Set(drafts.flatMap(\.categories)), in: tx)
    }

    /// One that is made is of the kind that the value has.
    mutating func attribute(_ name: String, like value: JSONValue, in tx: Transaction) throws -> Attribute {
        if let known = attributes[name] { return known }
        let found =
            try AttributeStore.find(name, in: tx) ?? AttributeStore.create(name, Attribute.kind(of: value), in: tx)
        attributes[name] = found
        return found
    }

    mutating func category(_ path: [String], in tx: Transaction) throws -> Category.ID {
        if let known = categories[path] { return known }
        let parent = path.count == 1 ? nil : try category(Array(path.dropLast()), in: tx)
        let name = path[path.count - 1]
        let found =
            try CategoryStore.find(name, under: parent, in: tx)
            ?? CategoryStore.create(NewCategory(name: name, parentID: parent), in: tx)
        categories[path] = found.id
        return found.id
    }

    /// Level by level, for a category is found under its parent.
    private mutating func lookUp(categories paths: Set<[String]>, in tx: Transaction) throws {
        for depth in stride(from: 1, through: CategoryStore.largestDepth, by: 1) {
            let known = categories
            let level = Set(paths.lazy.filter { $0.count >= depth }.map { Array($0.prefix(depth)) })
                .filter { depth == 1 || known[Array($0.dropLast())] != nil }
            guard !level.isEmpty else { return }
            let found = try tx.together { batch in
                Queued.all(
                    try level.map { path in
                        try CategoryStore.find(path[depth - 1], under: known[Array(path.dropLast())], in: batch)
                    }
                )
            }
            for (path, category) in zip(level, found) { categories[path] = category?.id }
        }
    }
}
