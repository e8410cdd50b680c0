import ArgumentParser
import TotemImport
import TotemKernel
import TotemNode
import TotemStore

struct ExportProducts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products",
        abstract: "Every product, active or not. The CSV is what totem import reads: it gives the same products again."
    )

    @OptionGroup var options: ExportOptions
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            try await node.export(options) { page, tx in
                try ProductStore.list(ProductFilter(), by: .id, page, in: tx)
            } json: {
                $0.json
            } csv: { tx in
                let export = try ProductExport(in: tx)
                return ExportedLines(header: export.header) { try export.lines(of: $0, in: tx) }
            }
        }
    }
}

extension Product {
    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "slug": .string(slug), "sku": .string(sku), "name": .string(name),
            "description": .string(description), "price": price.json, "cost": cost?.json ?? .null,
            "weight_grams": .integer(weight), "dimensions": dimensions ?? .null, "is_active": .boolean(isActive),
            "categories": .array(categories.map(\.json)), "attributes": .object(attributes),
            "images": .array(images.map(JSONValue.string)), "variants": .array(variants.map(\.json)),
            "inventory_quantity": inventoryQuantity.map(JSONValue.integer) ?? .null,
            "created_at": .string(createdAt.description), "updated_at": .string(updatedAt.description),
        ])
    }
}

extension ProductVariant {
    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "sku": .string(sku), "price": price.json,
            "weight_grams": weight.map(JSONValue.integer) ?? .null, "attributes": .object(attributes),
            "inventory_quantity": inventoryQuantity.map(JSONValue.integer) ?? .null,
        ])
    }
}

extension CategoryReference {
    fileprivate var json: JSONValue {
        .object(["id": .integer(id.value), "name": .string(name), "slug": .string(slug)])
    }
}

extension Money {
    /// As the HTTP interface has it.
    var json: JSONValue { .object(["amount": .integer(amount), "currency": .string(currency.code)]) }
}
