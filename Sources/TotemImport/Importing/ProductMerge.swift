import TotemKernel

/// Brings what a file says of a product together with what the store has of it.
struct ProductMerge {
    let mode: StockMode
    /// Where units go that no warehouse is named for.
    let standardWarehouse: String
    /// Those that are switched off in the file and on in the store: what comes into them is told.
    let warehousesOn: [String]
    let file: String

    /// The product as it is to be.
    /// - Parameter known: as it is; nil when the store has none.
    func callAsFunction(
        _ product: DraftedProduct,
        over known: ProductDraft?,
        noting losses: inout LossNotes
    ) throws(ImportProblem) -> ProductDraft {
        guard let known else { return try new(product, &losses) }
        var merged = known
        if product.isOfVariant {
            noteUnread(product, &losses)
        } else {
            describe(&merged, product, &losses)
        }
        if product.draft.variants.isEmpty {
            try mergePlain(product, into: &merged, &losses)
        } else {
            try mergeVariants(product, into: &merged, &losses)
        }
        return merged
    }

    /// What a product is, in whatever forms it is sold.
    private func describe(_ merged: inout ProductDraft, _ product: DraftedProduct, _ losses: inout LossNotes) {
        let (draft, described) = (product.draft, product.described)
        if described.has(.name) { merged.name = draft.name }
        if described.has(.description) { merged.description = draft.description }
        if described.has(.cost) { merged.cost = draft.cost }
        if described.has(.isActive) { merged.isActive = draft.isActive }
        merged.categories = described.list(.categories, draft.categories, over: merged.categories)
        merged.images = described.list(.images, draft.images, over: merged.images)
        for name in described.attributes { merged.attributes[name] = draft.attributes[name] }
        if described.has(.dimensions) {
            merged.dimensions = draft.dimensions
        } else if described.partly.contains(.dimensions), case .object(let some)? = draft.dimensions {
            var all: [String: JSONValue] = if case .object(let known)? = merged.dimensions { known } else { [:] }
            guard all["unit"] == nil || all["unit"] == some["unit"] else {
                losses.note(
                    "dimensions",
                    "those of the store are in another unit: the file needs all three",
                    line: product.line
                )
                return
            }
            all.merge(some) { $1 }
            merged.dimensions = .object(all)
        }
    }

    /// A row that names a variant by its SKU says nothing about the variant's product.
    private func noteUnread(_ product: DraftedProduct, _ losses: inout LossNotes) {
        let described = product.described
        let isOfRowsOnly = described.fields.isSubset(of: [.price, .weight, .stock, .options])
        guard !isOfRowsOnly || !described.attributes.isEmpty else { return }
        losses.note(
            product.columns["sku"] ?? "sku",
            "is a variant's: what the row says of its product is not read, for that take the product's own SKU or slug",
            line: product.line
        )
    }

    private func new(
        _ product: DraftedProduct,
        _ losses: inout LossNotes
    ) throws(ImportProblem) -> ProductDraft {
        let (draft, described) = (product.draft, product.described)
        let name = draft.slug ?? draft.sku ?? draft.name
        guard !described.isStockOnly else {
            throw product.problem(
                "'\(name)' is no product of the store; import the products first, then their stock",
                file: file
            )
        }
        let isPriced = draft.variants.isEmpty ? described.has(.price) : described.ofRows.contains(.price)
        for (title, isGiven) in [
            ("name", described.has(.name)), ("price", isPriced || product.columns["price"] != nil),
        ] where !isGiven {
            throw product.problem("'\(name)' is new here, and a new product needs a column '\(title)'", file: file)
        }
        guard described.has(.options) || draft.variants.allSatisfy({ !$0.options.isEmpty }) else {
            throw product.problem(
                "is the slug of line \(product.line) too; several variants need option columns",
                line: product.line(ofVariant: 1),
                field: "slug",
                file: file
            )
        }
        if draft.variants.isEmpty { noteUnitsOnSale(draft.stock, over: nil, product.line, &losses) }
        for (index, variant) in draft.variants.enumerated() {
            noteUnitsOnSale(variant.stock, over: nil, product.line(ofVariant: index), &losses)
        }
        return draft
    }

    // MARK: A row without options

    private func mergePlain(
        _ product: DraftedProduct,
        into merged: inout ProductDraft,
        _ losses: inout LossNotes
    ) throws(ImportProblem) {
        let draft = product.draft
        guard !merged.variants.isEmpty else {
            merged.sku = draft.sku ?? merged.sku
            product.described.texts.merge(draft, into: &merged, isPlain: true)
            if product.described.has(.price) { merged.price = draft.price }
            if product.described.has(.weight) { merged.weight = draft.weight }
            if product.described.has(.stock) {
                merged.stock = stock(draft.stock, over: merged.stock, product.described, product.line, &losses)
            }
            return
        }
        let named = draft.sku.flatMap { sku in merged.variants.firstIndex { $0.sku == sku } }
        if let named, !product.described.isProduct {
            guard product.described.ofRows.contains(.price) || product.columns["price"] == nil else {
                throw product.problem(
                    "is empty, and '\(draft.sku ?? "")' is a variant of '\(merged.slug ?? "")'; every variant has a price",
                    field: "price",
                    file: file
                )
            }
            return try keepingLowest(&merged) { merged throws(ImportProblem) in
                change(&merged.variants[named], product.asVariant, product.described, product.line, &losses)
            }
        }
        guard !product.described.has(.options), !product.described.isStockOnly else {
            let count = merged.variants.count
            throw product.problem(
                "the product '\(merged.slug ?? "")' comes in \(count) variants in the store, which a row without options "
                    + "would take away; give it its options, or delete its variants first",
                field: "slug",
                file: file
            )
        }
        if let sku = draft.sku, sku != merged.sku {
            throw product.problem(
                "'\(sku)' is the SKU of none of the variants of '\(merged.slug ?? "")', nor its own",
                field: "sku",
                file: file
            )
        }
        product.described.texts.merge(draft, into: &merged, isPlain: true)
        if product.described.ofRows.contains(.price) {
            reprice(&merged, draft.price, product.line, &losses)
        } else if product.described.has(.price) {
            merged.price = draft.price
        }
        if product.described.has(.weight) { merged.weight = draft.weight }
        if product.described.has(.stock), draft.stock != .unmanaged {
            losses.note("stock", "the variants are counted each: name them by their SKU", line: product.line)
        }
    }

    /// A product whose variants have one price has it too: a new one is that of all of them.
    private func reprice(_ merged: inout ProductDraft, _ price: Money, _ line: Int, _ losses: inout LossNotes) {
        if Set(merged.variants.map(\.price)).count == 1 {
            for index in merged.variants.indices { merged.variants[index].price = price }
            merged.price = price
        } else if price != merged.price {
            losses.note("price", "the variants have prices of their own: name them by their SKU", line: line)
        }
    }

    // MARK: Rows of variants

    private func mergeVariants(
        _ product: DraftedProduct,
        into merged: inout ProductDraft,
        _ losses: inout LossNotes
    ) throws(ImportProblem) {
        let (draft, described) = (product.draft, product.described)
        let places = try product.places(among: merged.variants, file: file)
        try keepingLowest(&merged) { merged throws(ImportProblem) in
            if described.has(.options) {
                try replaceVariants(of: &merged, product, places, &losses)
            } else {
                try changeVariants(of: &merged, product, places, &losses)
            }
        }
        described.texts.merge(draft, into: &merged, isPlain: false)
        if described.has(.price) { merged.price = draft.price }
        if described.has(.weight) { merged.weight = draft.weight }
    }

    /// Changes those that the file has, and leaves the others.
    private func changeVariants(
        of merged: inout ProductDraft,
        _ product: DraftedProduct,
        _ places: [Int?],
        _ losses: inout LossNotes
    ) throws(ImportProblem) {
        for (index, variant) in product.draft.variants.enumerated() {
            guard let place = places[index] else {
                throw product.problem(
                    "names no variant of '\(merged.slug ?? "")' that the store has",
                    line: product.line(ofVariant: index),
                    field: "sku",
                    file: file
                )
            }
            change(&merged.variants[place], variant, product.described, product.line(ofVariant: index), &losses)
        }
    }

    /// The product's variants are those of the file.
    private func replaceVariants(
        of merged: inout ProductDraft,
        _ product: DraftedProduct,
        _ places: [Int?],
        _ losses: inout LossNotes
    ) throws(ImportProblem) {
        let known = merged.variants
        merged.variants = []
        for (index, variant) in product.draft.variants.enumerated() {
            let line = product.line(ofVariant: index)
            if let place = places[index] {
                var changed = known[place]
                change(&changed, variant, product.described, line, &losses)
                changed.options = variant.options
                merged.variants.append(changed)
            } else if product.described.ofRows.contains(.price) {
                noteUnitsOnSale(variant.stock, over: nil, line, &losses)
                merged.variants.append(variant)
            } else {
                throw product.problem(
                    "is a new variant of '\(merged.slug ?? "")', which needs a column 'price'",
                    line: line,
                    field: "sku",
                    file: file
                )
            }
        }
        let spared = places.dropFirst(product.draft.variants.count).compactMap { $0 }
        merged.variants += spared.map { known[$0] }
        let taken = Set(places.compactMap { $0 })
        for place in known.indices where !taken.contains(place) {
            losses.note("a variant", "is not in the file any more: it is taken away", line: product.line)
        }
        merged.sku = product.draft.sku ?? merged.sku
        merged.stock = .unmanaged
    }

    /// Changes some of several variants. The product's own price follows when it was the lowest of theirs.
    private func keepingLowest(
        _ merged: inout ProductDraft,
        _ change: (inout ProductDraft) throws(ImportProblem) -> Void
    ) throws(ImportProblem) {
        let wasLowest = merged.variants.isEmpty || merged.price == merged.lowestPrice
        try change(&merged)
        if wasLowest, let lowest = merged.lowestPrice { merged.price = lowest }
    }

    private func change(
        _ variant: inout VariantDraft,
        _ row: VariantDraft,
        _ described: DraftedProduct.Description,
        _ line: Int,
        _ losses: inout LossNotes
    ) {
        variant.sku = row.sku ?? variant.sku
        described.texts.merge(row, into: &variant)
        if described.ofRows.contains(.price) { variant.price = row.price }
        if described.ofRows.contains(.weight) { variant.weight = row.weight }
        if described.ofRows.contains(.stock) {
            variant.stock = stock(row.stock, over: variant.stock, described, line, &losses)
        }
    }
}

extension DraftedProduct.Description {
    /// A list as it is to be.
    fileprivate func list<Item: Equatable>(_ field: Field, _ file: [Item], over known: [Item]) -> [Item] {
        if has(field) { return file }
        return partly.contains(field) ? known + file.filter { !known.contains($0) } : known
    }
}

extension DraftedProduct {
    /// A row without options that the store knows for a variant.
    fileprivate var asVariant: VariantDraft {
        var variant = VariantDraft(
            sku: draft.sku,
            price: draft.price,
            weight: draft.weight,
            options: [],
            stock: draft.stock
        )
        for column in described.texts.ofRows { column.ofVariant.set(&variant, column.ofProduct.get(draft)) }
        return variant
    }
}

extension ProductDraft {
    var lowestPrice: Money? { variants.map(\.price).min { $0.amount < $1.amount } }
}
