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
        let (draft, described) = (product.draft, product.described)
        var merged = known
        if described.has(.name) { merged.name = draft.name }
        if described.has(.description) { merged.description = draft.description }
        if described.has(.cost) { merged.cost = draft.cost }
        if described.has(.dimensions) { merged.dimensions = draft.dimensions }
        if described.has(.isActive) { merged.isActive = draft.isActive }
        if described.has(.categories) { merged.categories = draft.categories }
        if described.has(.images) { merged.images = draft.images }
        for name in described.attributes { merged.attributes[name] = draft.attributes[name] }
        if draft.variants.isEmpty {
            try mergePlain(product, into: &merged, &losses)
        } else {
            try mergeVariants(product, into: &merged, &losses)
        }
        return merged
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
        for (field, title) in [(DraftedProduct.Description.Field.name, "name"), (.price, "price")]
        where !described.has(field) {
            throw product.problem("'\(name)' is new here, and a new product needs a column '\(title)'", file: file)
        }
        guard draft.variants.isEmpty || described.has(.options) else {
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
            merged.stock = stock(draft.stock, over: merged.stock, product.described, product.line, &losses)
            return
        }
        let named = draft.sku.flatMap { sku in merged.variants.firstIndex { $0.sku == sku } }
        if let named, !product.described.isProduct {
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
        if product.described.has(.price) { reprice(&merged, draft.price, product.line, &losses) }
        if product.described.has(.weight) { merged.weight = draft.weight }
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
        var places = VariantPlaces(merged.variants)
        guard described.has(.options) else {
            try keepingLowest(&merged) { merged throws(ImportProblem) in
                for (index, variant) in draft.variants.enumerated() {
                    guard let place = places.place(of: variant) else {
                        throw product.problem(
                            "names no variant of '\(merged.slug ?? "")' that the store has",
                            line: product.line(ofVariant: index),
                            field: "sku",
                            file: file
                        )
                    }
                    change(&merged.variants[place], variant, described, product.line(ofVariant: index), &losses)
                }
            }
            return
        }
        let known = merged
        var taken: Set<Int> = []
        merged.variants = draft.variants.enumerated().map { index, variant in
            guard let place = places.place(of: variant), taken.insert(place).inserted else {
                noteUnitsOnSale(variant.stock, over: nil, product.line(ofVariant: index), &losses)
                return variant
            }
            var changed = known.variants[place]
            change(&changed, variant, described, product.line(ofVariant: index), &losses)
            changed.options = variant.options
            return changed
        }
        for place in known.variants.indices where !taken.contains(place) {
            losses.note("a variant", "is not in the file any more: it is taken away", line: product.line)
        }
        merged.sku = draft.sku ?? known.sku
        described.texts.merge(draft, into: &merged, isPlain: false)
        if described.has(.price) { merged.price = draft.price }
        if described.has(.weight) { merged.weight = draft.weight }
        merged.stock = .unmanaged
    }

    /// Changes some of several variants. The product's own price follows when it was the lowest of theirs.
    private func keepingLowest(
        _ merged: inout ProductDraft,
        _ change: (inout ProductDraft) throws(ImportProblem) -> Void
    ) throws(ImportProblem) {
        let wasLowest = merged.price == merged.lowestPrice
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
        if described.has(.price) { variant.price = row.price }
        if described.has(.weight) { variant.weight = row.weight }
        variant.stock = stock(row.stock, over: variant.stock, described, line, &losses)
    }

    // MARK: Stock

    private func stock(
        _ file: StockDraft,
        over known: StockDraft,
        _ described: DraftedProduct.Description,
        _ line: Int,
        _ losses: inout LossNotes
    ) -> StockDraft {
        guard described.has(.stock) else { return known }
        let merged = counted(file, over: known, line, &losses)
        noteUnitsOnSale(merged, over: known, line, &losses)
        if mode == .set, described.isStockOnly { noteUnitsElsewhere(merged, counting: file, line, &losses) }
        return merged
    }

    private func counted(
        _ file: StockDraft,
        over known: StockDraft,
        _ line: Int,
        _ losses: inout LossNotes
    ) -> StockDraft {
        switch (mode, known, file) {
        // Counted, but never yet: no units anywhere say nothing new, as in an export of it; else this is the first count.
        case (.keep, .byWarehouse(let old), .byWarehouse(let new))
        where old.isEmpty && new.values.allSatisfy({ $0 == 0 }):
            return known
        case (_, .byWarehouse(let old), .units) where old.isEmpty: return file
        case (_, .byWarehouse(let old), .byWarehouse) where old.isEmpty: return file
        case (.keep, _, _):
            if !file.agrees(with: known) {
                losses.note("stock", "stays as the store counts it: --stock set or --stock add changes it", line: line)
            }
            return known
        case (.set, .byWarehouse(let old), .byWarehouse(let new)): return .byWarehouse(old.merging(new) { $1 })
        case (.set, _, _): return file
        case (.add, .byWarehouse(let old), .byWarehouse(let new)):
            return .byWarehouse(old.merging(new, uniquingKeysWith: +))
        case (.add, .byWarehouse(let old), .units(let units)):
            return .byWarehouse(old.merging([standardWarehouse: units], uniquingKeysWith: +))
        case (.add, .unmanaged, .units), (.add, .unmanaged, .byWarehouse):
            losses.note(
                "stock",
                "is not counted in the store, so nothing was added: --stock set begins to count",
                line: line
            )
            return known
        case (.add, _, _): return known
        }
    }

    /// An inventory file counts its own locations. What another file brought into the standard warehouse may be the same
    /// units.
    private func noteUnitsElsewhere(
        _ merged: StockDraft,
        counting file: StockDraft,
        _ line: Int,
        _ losses: inout LossNotes
    ) {
        guard case .byWarehouse(let units) = merged, case .byWarehouse(let named) = file else { return }
        for (name, count) in units where count > 0 && named[name] == nil {
            losses.note(
                TotemText.column(ofWarehouse: name, isActive: true),
                "is no location of the file: its units stay, beside those of the file. Where they are the same ones, import "
                    + "this column with 0 and --stock set",
                line: line
            )
        }
    }

    /// Units that lay in a warehouse which was off do not go on sale without a word.
    /// - Parameter known: the stock before; nil of what is new.
    private func noteUnitsOnSale(
        _ stock: StockDraft,
        over known: StockDraft?,
        _ line: Int,
        _ losses: inout LossNotes
    ) {
        guard case .byWarehouse(let units) = stock else { return }
        var before: [String: Int64] = [:]
        if case .byWarehouse(let levels)? = known { before = levels }
        for name in warehousesOn where units[name] ?? 0 > before[name] ?? 0 {
            losses.note(
                TotemText.column(ofWarehouse: name, isActive: false),
                "the warehouse is switched on in the store and stays so: these units are on sale",
                line: line
            )
        }
    }
}

extension StockDraft {
    /// Whether what a file says is so already.
    fileprivate func agrees(with known: StockDraft) -> Bool {
        switch (self, known) {
        case (.units(let units), .byWarehouse(let levels)): levels.values.reduce(0, +) == units
        case (.byWarehouse(let some), .byWarehouse(let levels)): some.allSatisfy { levels[$0.key] ?? 0 == $0.value }
        case (.unmanaged, _), (.units, _), (.byWarehouse, _): self == known
        }
    }
}

extension DraftedProduct {
    /// A row without options that the store knows for a variant.
    fileprivate var asVariant: VariantDraft {
        VariantDraft(sku: draft.sku, price: draft.price, weight: draft.weight, options: [], stock: draft.stock)
    }
}

extension ProductDraft {
    var lowestPrice: Money? { variants.map(\.price).min { $0.amount < $1.amount } }
}
