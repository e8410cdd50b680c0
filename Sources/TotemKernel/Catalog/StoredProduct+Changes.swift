extension StoredProduct {
    /// The fields of a draft that differ from what is stored, as the HTTP interface names them.
    func changedFields(_ draft: CheckedDraft, _ parts: DraftParts) -> [String] {
        let fields: [(name: String, differs: Bool)] = [
            ("slug", row.slug != draft.slug), ("sku", row.sku != draft.sku), ("name", row.name != draft.name),
            ("description", row.description != draft.description), ("price", row.price != draft.price),
            ("cost", row.cost != draft.cost), ("weight_grams", row.weight != draft.weight),
            ("tax_class", row.taxClass != draft.taxClass),
            ("dimensions", row.dimensions != draft.dimensions), ("is_active", row.isActive != draft.isActive),
            ("categories", categories != parts.categories), ("attributes", attributes != parts.attributes),
            ("images", images != draft.images), ("variants", variantsDiffer(draft, parts)),
            ("manages_stock", row.managesStock != draft.managesStock),
        ]
        return fields.filter(\.differs).map(\.name)
    }

    private func variantsDiffer(_ draft: CheckedDraft, _ parts: DraftParts) -> Bool {
        guard draft.variants.count == variants.count, !parts.match.contains(nil) else { return true }
        return draft.variants.indices.contains { index in
            guard let place = parts.match[index] else { return true }
            let (old, new) = (variants[place], draft.variants[index])
            return old.sku != new.sku || old.price != new.price || old.weight != new.weight
                || old.taxClass != new.taxClass || old.position != index
                || old.options != parts.options[index]
                || old.managesStock != (parts.variantStock[index].levels != nil)
        }
    }
}
