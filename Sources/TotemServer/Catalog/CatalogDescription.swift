import TotemKernel

extension FeatureDescription {
    static let catalog = FeatureDescription(
        operations: productOperations.merging(categoryOperations) { one, _ in one },
        schemas: [
            "Product": .object(
                [
                    "id": .id, "slug": .text, "sku": .text, "name": .text, "description": .text,
                    "price": .named("Money"), "weight_grams": .integer, "dimensions": .any, "is_active": .boolean,
                    "categories": .list(.object(["id": .id, "name": .text, "slug": .text])),
                    "attributes": .map(.any), "images": .list(.text), "variants": .list(.named("Variant")),
                    "inventory_quantity": stock, "created_at": .time, "updated_at": .time,
                ],
                sometimes: ["cost": .named("Money").orNull.described("for staff")]
            ),
            "Variant": .object([
                "id": .id, "sku": .text, "price": .named("Money"), "weight_grams": .integer.orNull,
                "attributes": .map(.any), "inventory_quantity": stock,
            ]),
            "NewProduct": .form(["name": .text, "price": .named("Money")], optional: productMembers),
            "ProductChange": .form([:], optional: productMembers),
            "VariantForm": .form(
                [:],
                optional: [
                    "id": .id.orNull.described("of a variant that is there: what is not given stays, its id always"),
                    "sku": .text.orNull.described("without an id: of a variant that is there, or of a new one"),
                    "price": .named("Money").orNull, "weight_grams": .integer.orNull,
                    "attributes": Schema.map(.any).orNull.described("without both: those of a variant that is there"),
                    "inventory_quantity": stock,
                ]
            ),
            "Category": .object([
                "id": .id, "name": .text, "slug": .text, "description": .text, "parent_id": Schema.id.orNull,
            ]),
            "CategoryTree": .object([
                "id": .id, "name": .text, "slug": .text, "description": .text, "parent_id": Schema.id.orNull,
                "children": .list(.named("CategoryTree")),
            ]),
            "Attribute": .object(["id": .id, "name": .text, "type": .choice(Attribute.Kind.self)]),
        ]
    )

    private static let stock = Schema.integer.orNull.described("null: stock is not managed, there is always enough")

    private static let productMembers: [String: Schema] = [
        "slug": .text.orNull, "sku": .text.orNull, "name": .text.orNull, "description": .text.orNull,
        "price": .named("Money").orNull, "cost": .named("Money").orNull, "weight_grams": .integer.orNull,
        "dimensions": .any, "is_active": .boolean.orNull,
        "categories": Schema.list(.any).orNull.described("ids, or paths by names such as [\"Home\", \"Garden\"]"),
        "attributes": Schema.map(.any).orNull.described("null takes one away"), "images": Schema.list(.text).orNull,
        "variants": Schema.list(.named("VariantForm")).orNull, "inventory_quantity": stock,
    ]

    private static let productOperations: [String: Operation] = [
        "GET /v1/products": .list(
            "Products on sale; staff see all",
            query: [
                "q": .text.described("words"), "category": .text.described("slug or id"),
                "attribute.{name}": .text.described("attribute.color=red"),
                "min_price": .integer.described("minor units, of something that can be bought"),
                "max_price": .integer, "sort": .choice(ProductSort.self),
                "is_active": .boolean.described("for staff"),
            ],
            of: "Product"
        ),
        "GET /v1/products/{product}": .read("A product", .named("Product")).ifChanged,
        "GET /v1/products/by-slug/{slug}": .read("A product by its slug", .named("Product")).ifChanged,
        "GET /v1/products/by-sku/{sku}": .read("A product by its or a variant's SKU", .named("Product")).ifChanged,
        "POST /v1/products": .change(
            "Add a product",
            for: .storeManager,
            taking: .named("NewProduct"),
            status: 201,
            .named("Product")
        ),
        "PATCH /v1/products/{product}": .change(
            "Change a product",
            for: .storeManager,
            taking: .named("ProductChange"),
            .named("Product")
        ).ifMatching,
        "DELETE /v1/products/{product}": .remove("Delete a product", for: .storeManager).ifMatching,
    ]

    private static let categoryMembers: [String: Schema] = [
        "name": .text.orNull, "slug": .text.orNull, "description": .text.orNull, "parent_id": .id.orNull,
    ]

    private static let categoryOperations: [String: Operation] = [
        "GET /v1/categories": .read("The tree of categories", .page("CategoryTree")),
        "GET /v1/categories/{category}": .read("A category", .named("Category")),
        "POST /v1/categories": .change(
            "Add a category",
            for: .storeManager,
            taking: .form(["name": .text], optional: categoryMembers),
            status: 201,
            .named("Category")
        ),
        "PATCH /v1/categories/{category}": .change(
            "Change a category",
            for: .storeManager,
            taking: .form([:], optional: categoryMembers),
            .named("Category")
        ),
        "DELETE /v1/categories/{category}": .remove("Delete a category", for: .storeManager),
        "GET /v1/attributes": .list("Attributes of products", of: "Attribute"),
        "POST /v1/attributes": .change(
            "Add an attribute",
            for: .storeManager,
            taking: .form(["name": .text], optional: ["type": .choice(Attribute.Kind.self).orNull]),
            status: 201,
            .named("Attribute")
        ),
        "PATCH /v1/attributes/{attribute}": .change(
            "Rename an attribute",
            for: .storeManager,
            taking: .form(["name": .text]),
            .named("Attribute")
        ),
        "DELETE /v1/attributes/{attribute}": .remove("Delete an attribute", for: .storeManager),
    ]
}
