import TotemKernel

/// Where Shopify's export has what: the names of old (`Handle`, `Variant Price`) or those since 2024 (`URL handle`,
/// `Price`). A file may mix them.
struct ShopifyColumns: Sendable {
    struct Option: Sendable {
        let name: Int
        let value: Int
    }

    let handle: Int?
    let title: Int?
    let body: Int?
    let vendor: Int?
    let category: Int?
    let type: Int?
    let tags: Int?
    let published: Int?
    let status: Int?
    let options: [Option]
    let sku: Int?
    let barcode: Int?
    let grams: Int?
    let tracker: Int?
    let quantity: Int?
    let policy: Int?
    let price: Int?
    let cost: Int?
    let image: Int?
    let imagePosition: Int?
    let variantImage: Int?
    /// Facts of the shop's own making: `Color (product.metafields.shopify.color-pattern)`.
    let metafields: [(name: String, index: Int)]

    init(_ header: Header, _ claims: inout ColumnClaims) {
        handle = claims.claim("Handle", "URL handle")
        title = claims.claim("Title")
        body = claims.claim("Body (HTML)", "Body HTML", "Description")
        vendor = claims.claim("Vendor")
        category = claims.claim("Product Category", "Standardized Product Type", "Standard Product Type")
        type = claims.claim("Type", "Custom Product Type")
        tags = claims.claim("Tags")
        published = claims.claim("Published", "Published on online store")
        status = claims.claim("Status")
        options = (1...3).compactMap { number in
            guard let name = claims.claim("Option\(number) Name"), let value = claims.claim("Option\(number) Value")
            else {
                return nil
            }
            return Option(name: name, value: value)
        }
        sku = claims.claim("Variant SKU", "SKU")
        barcode = claims.claim("Variant Barcode", "Variant Barcodes", "Barcode")
        grams = claims.claim("Variant Grams", "Weight value (grams)")
        tracker = claims.claim("Variant Inventory Tracker", "Inventory tracker")
        quantity = claims.claim("Variant Inventory Qty", "Inventory quantity")
        policy = claims.claim("Variant Inventory Policy", "Continue selling when out of stock")
        price = claims.claim("Variant Price", "Price")
        cost = claims.claim("Cost per item")
        image = claims.claim("Image Src", "Product image URL")
        imagePosition = claims.claim("Image Position")
        variantImage = claims.claim("Variant Image", "Variant image URL")
        // The unit is for display only: the weight itself is in grams.
        _ = claims.claim("Variant Weight Unit", "Weight unit for display")
        metafields = Self.claimMetafields(header, &claims)
    }

    /// The columns of what is kept as a product's attributes, by their names.
    var facts: [(name: String, index: Int?)] {
        [("Vendor", vendor), ("Tags", tags), ("Barcode", barcode)] + metafields.map { ($0.name, $0.index) }
    }

    /// Whether any is about what the inventory's export is silent of.
    var describesProducts: Bool {
        let columns = [
            body, category, type, tags, published, status, grams, tracker, quantity, policy, price, cost, image,
            imagePosition, variantImage,
        ]
        return columns.contains { $0 != nil } || !metafields.isEmpty
    }

    var described: DraftedProduct.Description {
        let ofRows: [(DraftedProduct.Description.Field, [Int?])] = [
            (.price, [price]), (.weight, [grams]), (.stock, [quantity, tracker]),
        ]
        var described = DraftedProduct.Description(
            [
                (.name, [title]), (.description, [body]), (.cost, [cost]), (.isActive, [published, status]),
                (.images, [image]), (.options, options.map(\.value)),
            ] + ofRows,
            rows: ofRows
        )
        if category != nil, type != nil { described.fields.insert(.categories) }
        described.partly = [.categories, .images]
        described.attributes = Set(facts.filter { $0.index != nil }.map(\.name))
        return described
    }

    /// What every product has that was never told otherwise.
    static let neutral: [String: Set<String>] = [
        "variant requires shipping": ["true"],
        "requires shipping": ["true"],
        "variant taxable": ["true"],
        "charge tax": ["true"],
        "variant fulfillment service": ["manual"],
        "fulfillment service": ["manual"],
        "gift card": ["false"],
    ]

    private static func claimMetafields(_ header: Header, _ claims: inout ColumnClaims) -> [(name: String, index: Int)]
    {
        var found: [(name: String, index: Int)] = []
        for column in header.names {
            guard let end = column.firstRange(of: " (product.metafields."), let index = claims.claim(column) else {
                continue
            }
            let name = String(column[..<end.lowerBound]).trimmed()
            found.append((name.isEmpty || found.contains { $0.name == name } ? column : name, index))
        }
        return found
    }
}
