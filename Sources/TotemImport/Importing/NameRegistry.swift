import TotemKernel

/// The slugs and SKUs of a file. It finds out which product of the store each product of the file is, gives names to what
/// has none, and finds those that are given twice.
///
/// Names are kept as hashes, with the lines where they were met. Two different names among a million have one hash once
/// in some ten million files, and Swift seeds its hashes anew in every run, so running the import again helps.
struct NameRegistry {
    private let file: String
    private let sharedSKUs: SharedSKUs
    private let census: RowCensus
    private var slugLines: [Int: Int32] = [:]
    private var skuLines: [Int: Int32] = [:]

    init(file: String, sharedSKUs: SharedSKUs, census: RowCensus) {
        self.file = file
        self.sharedSKUs = sharedSKUs
        self.census = census
    }

    /// A product with its names.
    struct Named {
        var product: DraftedProduct
        /// What the store has of it; nil when it is new.
        var known: ProductDraft?
        var renames: [ImportRename] = []
    }

    /// Fills in slug and SKUs, and remembers them. When it throws, it remembers nothing.
    mutating func complete(_ product: DraftedProduct, in store: CatalogView) throws -> Named {
        var named = Named(product: product)
        try keepHeadApart(&named, store)
        try recognize(&named, store)
        try keepSKUsApart(&named, store)
        try makeSKUs(&named, store)
        let draft = named.product.draft
        for (index, sku) in ([draft.sku] + draft.variants.map(\.sku)).enumerated() {
            guard let sku else { continue }
            let line = index == 0 ? named.product.line : named.product.line(ofVariant: index - 1)
            skuLines[sku.hashValue] = skuLines[sku.hashValue] ?? Int32(clamping: line)
        }
        if let slug = draft.slug { slugLines[slug.hashValue] = Int32(clamping: product.line) }
        return named
    }

    // MARK: Which product it is

    /// Where a product is known by its SKU, one that shares it gets another before it is looked for.
    private func keepHeadApart(_ named: inout Named, _ store: CatalogView) throws {
        let product = named.product
        guard sharedSKUs == .renamedInFile, product.draft.slug == nil, let sku = product.draft.sku,
            skuLines[sku.hashValue] != nil
        else { return }
        // One that the store has may be this product from an earlier time, or any other: its address tells.
        let other = try numbered(sku) { candidate in
            guard isUnknownHere(candidate, []) else { return false }
            guard let owner = try store.owner(ofSKU: candidate) else { return true }
            return !owner.isVariant && product.slugCandidates.contains(owner.slug)
        }
        rename(&named, nil, to: other)
    }

    private func recognize(_ named: inout Named, _ store: CatalogView) throws {
        if let slug = named.product.draft.slug {
            if let other = slugLines[slug.hashValue] {
                throw named.product.problem(
                    "has the slug '\(slug)', and so has line \(other); every product needs one of its own",
                    file: file
                )
            }
            named.known = try store.draft(slug: slug)
        } else if let sku = named.product.draft.sku, let owner = try store.owner(ofSKU: sku) {
            guard !owner.isVariant || !named.product.described.isProduct else {
                throw named.product.problem(
                    "'\(sku)' is the SKU of a variant of the product '\(owner.slug)' in the store, so "
                        + "'\(named.product.draft.name)' can't be a product with it; give it another SKU",
                    field: "sku",
                    file: file
                )
            }
            named.product.draft.slug = owner.slug
            named.product.isOfVariant = owner.isVariant && named.product.draft.variants.isEmpty
            named.known = try store.draft(slug: owner.slug)
        } else {
            try makeSlug(&named, store)
        }
    }

    /// Of products with one name, the later ones get their SKU (or their number in the other shop) added. A product
    /// without a SKU is the one with its name whose SKU was made from it; any other is another product.
    private func makeSlug(_ named: inout Named, _ store: CatalogView) throws {
        let product = named.product
        let candidates = product.slugCandidates
        guard let plain = candidates.first else { throw product.problem(noName(of: product), file: file) }
        if let (slug, there) = try numbered(product, store) {
            take(slug, insteadOf: plain, &named)
            named.known = there
            return
        }
        var holder = ""
        for candidate in candidates {
            if let other = slugLines[candidate.hashValue] {
                holder = "line \(other)"
                continue
            }
            guard let there = try store.draft(slug: candidate) else {
                take(candidate, insteadOf: plain, &named)
                return
            }
            if product.draft.sku == nil, product.isMade(there.sku, from: candidate) {
                take(candidate, insteadOf: plain, &named)
                named.known = there
                return
            }
            holder = "the product '\(candidate)' in the store (SKU '\(there.sku ?? "")')"
            // Which of the store's products it might be, nothing in the file tells.
            guard product.distinction != nil else { break }
        }
        throw product.problem(
            "has the name of \(holder) and no SKU that would tell them apart; give it another name or a SKU",
            file: file
        )
    }

    /// The product of the store that was made of one with this number and no SKU, even when a better address is free now.
    private func numbered(_ product: DraftedProduct, _ store: CatalogView) throws -> (String, ProductDraft)? {
        guard product.draft.sku == nil, product.distinction != nil else { return nil }
        for candidate in product.likelySlugs where slugLines[candidate.hashValue] == nil {
            if let there = try store.draft(slug: candidate), product.isMade(there.sku, from: candidate) {
                return (candidate, there)
            }
        }
        return nil
    }

    /// What has no SKU is told by its address alone, so that another address is worth a word.
    private func take(_ slug: String, insteadOf plain: String, _ named: inout Named) {
        named.product.draft.slug = slug
        guard slug != plain, named.product.draft.sku == nil else { return }
        named.renames.append(ImportRename(line: named.product.line, column: "slug", from: plain, to: slug))
    }

    private func noName(of product: DraftedProduct) -> String {
        guard product.draft.name.isEmpty else {
            return "'\(product.draft.name)' holds no letter or digit to make an address from"
        }
        return "'\(product.draft.sku ?? "")' is no SKU of the store, and a new product needs a column 'name'"
    }

    // MARK: SKUs that the file gives

    private func keepSKUsApart(_ named: inout Named, _ store: CatalogView) throws {
        var own: Set<String> = []
        let draft = named.product.draft
        for (place, sku) in ([draft.sku] + draft.variants.map(\.sku)).enumerated() {
            guard let sku else { continue }
            let variant = place == 0 ? nil : place - 1
            guard let holder = try holder(of: sku, own, draft.slug, store) else {
                // A product's own SKU is never bought when there are variants; in the store one of them may have it too.
                if place > 0 || sharedSKUs != .refused { own.insert(sku) }
                continue
            }
            guard holder.mayBeRenamed else {
                let line = variant.map { named.product.line(ofVariant: $0) }
                throw named.product.problem(
                    "the SKU '\(sku)' of '\(draft.slug ?? draft.name)' is that of \(holder.name) too; "
                        + "every product and variant needs one of its own",
                    line: line,
                    field: "sku",
                    file: file
                )
            }
            let other = try numbered(sku) { candidate in
                try isUnknownHere(candidate, own) && isFree(candidate, draft.slug, store)
            }
            rename(&named, variant, to: other)
            own.insert(other)
        }
    }

    /// What else has a SKU.
    private func holder(
        of sku: String,
        _ own: Set<String>,
        _ slug: String?,
        _ store: CatalogView
    ) throws -> (name: String, mayBeRenamed: Bool)? {
        if let line = skuLines[sku.hashValue] { return ("line \(line)", sharedSKUs != .refused) }
        if own.contains(sku) { return ("another row of the product", sharedSKUs != .refused) }
        guard let owner = try store.owner(ofSKU: sku), owner.slug != slug else { return nil }
        let what = owner.isVariant ? "a variant of the product" : "the product"
        return ("\(what) '\(owner.slug)' in the store", sharedSKUs == .renamed)
    }

    private func rename(_ named: inout Named, _ variant: Int?, to sku: String) {
        let product = named.product
        let line = variant.map { product.line(ofVariant: $0) } ?? product.line
        let old = variant.map { product.draft.variants[$0].sku } ?? product.draft.sku
        named.renames.append(
            ImportRename(line: line, column: product.columns["sku"] ?? "sku", from: old ?? "", to: sku)
        )
        if let variant {
            named.product.draft.variants[variant].sku = sku
        } else {
            named.product.draft.sku = sku
        }
    }

    // MARK: SKUs that are made

    /// What has no SKU in the file keeps that of the store. Variants whose values differ only by what a SKU made from them
    /// has no place for, such as `5` and `5+`, are numbered: `ring-5`, `ring-5-2`.
    private func makeSKUs(_ named: inout Named, _ store: CatalogView) throws {
        let slug = named.product.draft.slug ?? ""
        guard !named.product.describesVariantsOnly(of: named.known) else { return }
        var own = Set(named.product.draft.variants.compactMap(\.sku))
        let known = named.known?.variants ?? []
        let places = try named.product.places(among: known, file: file)
        for index in named.product.draft.variants.indices where named.product.draft.variants[index].sku == nil {
            let variant = named.product.draft.variants[index]
            let kept = places[index].flatMap { known[$0].sku }
            let sku =
                if let kept, isUnknownHere(kept, own) { kept } else {
                    try free(variant.madeSKU(from: slug), own, slug, store)
                }
            named.product.draft.variants[index].sku = sku
            own.insert(sku)
        }
        guard named.product.draft.sku == nil else { return }
        // A product's own SKU is never bought when there are variants; one of them may have the slug as its SKU.
        if let kept = named.known?.sku, isUnknownHere(kept, own) {
            named.product.draft.sku = kept
        } else {
            let made = named.product.madeSKU(from: slug)
            named.product.draft.sku = try free(own.contains(made) ? "\(slug)-product" : made, own, slug, store)
        }
    }

    /// A name that is made, not given, gives way to those that are there.
    private func free(_ name: String, _ own: Set<String>, _ slug: String, _ store: CatalogView) throws -> String {
        func isLeft(_ candidate: String) throws -> Bool {
            try isUnknownHere(candidate, own) && isFree(candidate, slug, store)
        }
        return try isLeft(name) ? name : numbered(name, isLeft)
    }

    private func numbered(_ name: String, _ isFree: (String) throws -> Bool) throws -> String {
        var number = 2
        while try !isFree("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    private func isUnknownHere(_ sku: String, _ own: Set<String>) -> Bool {
        !own.contains(sku) && skuLines[sku.hashValue] == nil && !census.gives(sku: sku)
    }

    private func isFree(_ sku: String, _ slug: String?, _ store: CatalogView) throws -> Bool {
        let owner = try store.owner(ofSKU: sku)
        return owner == nil || owner?.slug == slug
    }
}

extension DraftedProduct {
    /// Rows that only change variants that are there need no names.
    fileprivate func describesVariantsOnly(of known: ProductDraft?) -> Bool {
        guard let known, !known.variants.isEmpty else { return false }
        return draft.variants.isEmpty || !described.has(.options)
    }
}
