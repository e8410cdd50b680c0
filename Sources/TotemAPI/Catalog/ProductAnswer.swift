package import TotemKernel
import TotemStore

/// A product as clients see it. What it costs the shop is for staff.
package struct ProductAnswer: JSONWritable, Sendable {
    static let schema = Schema.named(
        "Product",
        .object(
            [
                "id": .id, "slug": .text, "sku": .text, "name": .text, "description": .text, "price": Money.schema,
                "weight_grams": .integer, "tax_class": .text.orNull, "dimensions": .any, "is_active": .boolean,
                "categories": .list(CategoryReference.schema), "attributes": .map(.any), "images": .list(.text),
                "variants": .list(ProductVariant.schema), "inventory_quantity": Product.stockSchema,
                "metadata": Product.metadataSchema, "extensions": .map(.any), "created_at": .time, "updated_at": .time,
            ],
            sometimes: ["cost": Money.schema.orNull.described("for staff")]
        )
    )

    let product: Product
    let isStaff: Bool

    package init(_ product: Product, for actor: Actor) {
        self.product = product
        isStaff = actor.holds(.staff)
    }

    var answer: Answer { .json(self).of(EntityTag.Subject("\(product.id)", version: product.version)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", product.id)
            json.member("slug", product.slug)
            json.member("sku", product.sku)
            json.member("name", product.name)
            json.member("description", product.description)
            json.member("price", product.price)
            if isStaff { json.member("cost", product.cost) }
            json.member("weight_grams", product.weight)
            json.member("tax_class", product.taxClass)
            json.member("dimensions", product.dimensions)
            json.member("is_active", product.isActive)
            json.member("categories", product.categories)
            json.member("attributes", product.attributes)
            json.member("images", product.images)
            json.member("variants", product.variants)
            json.member("inventory_quantity", product.inventoryQuantity)
            json.member("metadata", product.metadata ?? .object([:]))
            json.member("extensions", product.extensions)
            json.member("created_at", product.createdAt)
            json.member("updated_at", product.updatedAt)
        }
    }
}

/// A page of products, with what was counted of all of them.
struct ProductPageAnswer: JSONWritable {
    static let schema = Schema.object(
        ["data": .list(ProductAnswer.schema), "next_cursor": .text.orNull],
        sometimes: [
            "facets": Schema.map(.list(.any)).described(
                "by the names that were asked for: {id, name, slug, count} of categories, {value, count} of attributes"
            ),
            "facets_complete": .boolean.described(
                "whether all products were counted, or the first \(ProductSearch.largestSet), so that a count is a least one"
            ),
        ]
    )

    private let page: Page<ProductAnswer>
    private let facets: ProductFacets?

    /// - Parameter products: those that were found, at the prices that the actor sees.
    init(_ products: [Product], _ found: ProductSearchPage, in tx: Transaction, _ context: RequestContext) throws {
        let shown = Page(items: products, nextCursor: found.page.nextCursor)
        page = try shown.extended(in: tx, context).map { ProductAnswer($0, for: context.actor) }
        facets = found.facets
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("data", page.items)
            json.member("next_cursor", page.nextCursor)
            guard let facets else { return }
            json.member("facets", facets)
            json.member("facets_complete", facets.isComplete)
        }
    }
}

extension ProductFacets: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            for (field, counts) in counts { json.member(named: field.name, counts) }
        }
    }
}

extension ProductFacets.Counts: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .categories(let counts): counts.map { FacetAnswer.category($0.category, count: $0.count) }.write(to: &json)
        case .values(let counts): counts.map { FacetAnswer.value($0.value, count: $0.count) }.write(to: &json)
        }
    }
}

private enum FacetAnswer: JSONWritable {
    case category(CategoryReference, count: Int)
    case value(JSONValue, count: Int)

    func write(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .category(let category, let count):
                json.member("id", category.id)
                json.member("name", category.name)
                json.member("slug", category.slug)
                json.member("count", count)
            case .value(let value, let count):
                json.member("value", value)
                json.member("count", count)
            }
        }
    }
}

extension Product {
    static let stockSchema = Schema.integer.orNull.described("null: stock is not managed, there is always enough")
    static let metadataSchema = Schema.map(.any).described(
        "what plugins and clients keep here, each under its own name; everybody sees it"
    )
}

extension ProductVariant: JSONWritable {
    static let schema = Schema.named(
        "Variant",
        .object([
            "id": .id, "sku": .text, "price": Money.schema, "weight_grams": .integer.orNull,
            "tax_class": Schema.text.orNull.described("null: the product's"), "attributes": .map(.any),
            "inventory_quantity": Product.stockSchema, "metadata": Product.metadataSchema,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("sku", sku)
            json.member("price", price)
            json.member("weight_grams", weight)
            json.member("tax_class", taxClass)
            json.member("attributes", attributes)
            json.member("inventory_quantity", inventoryQuantity)
            json.member("metadata", metadata ?? .object([:]))
        }
    }
}

extension CategoryReference: JSONWritable {
    static let schema = Schema.object(["id": .id, "name": .text, "slug": .text])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("slug", slug)
        }
    }
}
