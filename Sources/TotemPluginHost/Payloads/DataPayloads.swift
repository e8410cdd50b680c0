internal import CTotem
internal import TotemKernel

/// Products and customers as the structs of the ABI.
extension Payloads {
    func put(_ draft: ProductDraft) throws -> UnsafePointer<totem_product> {
        var raw = totem_product()
        raw.size = UInt32(MemoryLayout<totem_product>.size)
        raw.currency_digits = UInt32(draft.price.currency.digits)
        raw.slug = put(draft.slug)
        raw.sku = put(draft.sku)
        raw.name = put(draft.name)
        raw.description = put(draft.description)
        raw.currency = put(draft.price.currency.code)
        raw.price = draft.price.amount
        raw.cost = draft.cost?.amount ?? -1
        raw.weight = draft.weight
        raw.tax_class = put(draft.taxClass)
        raw.is_active = draft.isActive
        raw.dimensions = put(draft.dimensions?.text())
        let categories = draft.categories.map { path in JSONValue.array(path.map { .string($0) }) }
        raw.categories = put(JSONValue.array(categories).text())
        raw.attributes = put(JSONValue.object(draft.attributes).text())
        raw.images = put(JSONValue.array(draft.images.map { .string($0) }).text())
        raw.variants = putAll(try draft.variants.map { try put($0) })
        raw.variant_count = draft.variants.count
        raw.stock = draft.variants.isEmpty ? draft.stock.units : -1
        return put(raw)
    }

    private func put(_ variant: VariantDraft) throws -> UnsafePointer<totem_variant> {
        var raw = totem_variant()
        raw.size = UInt32(MemoryLayout<totem_variant>.size)
        raw.id = variant.id?.value ?? 0
        raw.sku = put(variant.sku)
        raw.price = variant.price.amount
        raw.weight = variant.weight ?? -1
        raw.tax_class = put(variant.taxClass)
        let options = variant.options.map { option in
            JSONValue.object(["name": .string(option.name), "value": option.value])
        }
        raw.options = put(JSONValue.array(options).text())
        raw.stock = variant.stock.units
        return put(raw)
    }

    func put(_ customer: User) -> UnsafePointer<totem_customer> {
        var raw = totem_customer()
        raw.size = UInt32(MemoryLayout<totem_customer>.size)
        raw.id = customer.id.value
        raw.email = put(customer.email)
        raw.first_name = put(customer.firstName)
        raw.last_name = put(customer.lastName)
        raw.phone_number = put(customer.phoneNumber)
        raw.is_active = customer.isActive
        return put(raw)
    }
}

extension StockDraft {
    /// In all warehouses; -1: not counted.
    fileprivate var units: Int64 {
        switch self {
        case .unmanaged: -1
        case .units(let units): units
        case .byWarehouse(let levels): levels.values.reduce(0, +)
        }
    }
}
