/// What a variant is recognised by when its product is saved again: its id, else its SKU, else the options that it alone
/// has. One that is recognised keeps its id, and with it its stock, its lines in carts and what orders took of it, whatever
/// else of it has changed.
package struct VariantIdentity<Options: Hashable> {
    let id: ProductVariant.ID?
    let sku: String?
    /// Nil when they are not said.
    let options: Options?

    package init(id: ProductVariant.ID?, sku: String?, options: Options?) {
        self.id = id
        self.sku = sku
        self.options = options
    }

    /// - Returns: for each of `new`, the place among `old` of the variant that it is; nil for a new one.
    /// - Throws: ``KernelError`` naming `variants[2].id` when `old` has no such id, or two of `new` have it.
    package static func match(_ new: [Self], to old: [Self]) throws(KernelError) -> [Int?] {
        var match = try byID(new, old)
        var free = Set(old.indices).subtracting(match.compactMap { $0 })
        let skus = Dictionary(old.indices.compactMap { place in old[place].sku.map { ($0, place) } }) { first, _ in
            first
        }
        for index in new.indices where match[index] == nil && new[index].id == nil {
            guard let place = new[index].sku.flatMap({ skus[$0] }), free.remove(place) != nil else { continue }
            match[index] = place
        }
        let rest = new.indices.filter { match[$0] == nil && new[$0].options != nil }
        let byOptions = Dictionary(grouping: rest) { new[$0].options }
        let freeByOptions = Dictionary(grouping: free) { old[$0].options }
        for (options, indices) in byOptions where indices.count == 1 {
            guard let places = freeByOptions[options], places.count == 1 else { continue }
            match[indices[0]] = places[0]
        }
        return match
    }

    private static func byID(_ new: [Self], _ old: [Self]) throws(KernelError) -> [Int?] {
        let ids = Dictionary(old.indices.compactMap { place in old[place].id.map { ($0, place) } }) { first, _ in first
        }
        var check = FieldCheck()
        var seen: [Int: Int] = [:]
        let match = new.indices.map { index -> Int? in
            guard let id = new[index].id else { return nil }
            guard let place = ids[id] else {
                check.miss("variants[\(index)].id", "\(id) is no variant of this product")
                return nil
            }
            if let other = seen.updateValue(index, forKey: place) {
                check.object("variants[\(index)].id", "\(id) is the id of variants[\(other)] too")
            }
            return place
        }
        guard check.isPassed else { throw check.error }
        return match
    }
}
