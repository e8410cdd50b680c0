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
        let format = options.format
        try await store.withNode { node in
            try await node.export(options) { file, tx in
                let csv = try ProductExport(in: tx)
                if format == .csv { try file.write(csv.header) }
                try tx.each({ page in try ProductStore.list(ProductFilter(), by: .id, page, in: tx) }) { product in
                    switch format {
                    case .csv: try file.write(csv.lines(of: product, in: tx))
                    case .json: try file.write(product.json)
                    }
                }
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
