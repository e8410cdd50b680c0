import TotemKernel

/// Where WooCommerce's export has what.
struct WooColumns: Sendable {
    /// One of `Attribute 1`, `Attribute 2`, …
    struct Attribute: Sendable {
        let name: Int
        let values: Int
    }

    /// A length, and the unit in its column's name: `Length (in)`.
    struct Measure: Sendable {
        let key: String
        let index: Int
        let unit: String
    }

    let id: Int?
    let type: Int?
    let sku: Int?
    let barcode: Int?
    let name: Int?
    let published: Int?
    let shortDescription: Int?
    let description: Int?
    let saleStarts: Int?
    let saleEnds: Int?
    let inStock: Int?
    let stock: Int?
    let backorders: Int?
    let weight: Int?
    let weightUnit: WeightUnit
    let measures: [Measure]
    let reviews: Int?
    let salePrice: Int?
    let regularPrice: Int?
    let cost: Int?
    let categories: Int?
    let tags: Int?
    let brands: Int?
    let images: Int?
    let parent: Int?
    let grouped: Int?
    let externalURL: Int?
    let buttonText: Int?
    let position: Int?
    let attributes: [Attribute]

    init(_ sheet: Sheet, _ claims: inout ColumnClaims) throws(ImportProblem) {
        id = claims.claim("ID")
        type = claims.claim("Type")
        sku = claims.claim("SKU")
        barcode = claims.claim("GTIN, UPC, EAN, or ISBN")
        name = claims.claim("Name")
        published = claims.claim("Published")
        shortDescription = claims.claim("Short description")
        description = claims.claim("Description")
        saleStarts = claims.claim("Date sale price starts")
        saleEnds = claims.claim("Date sale price ends")
        inStock = claims.claim("In stock?")
        stock = claims.claim("Stock")
        backorders = claims.claim("Backorders allowed?")
        (weight, weightUnit) = try Self.weight(sheet, &claims)
        measures = Self.measures(&claims)
        reviews = claims.claim("Allow customer reviews?")
        salePrice = claims.claim("Sale price")
        regularPrice = claims.claim("Regular price")
        cost = claims.claim("Cost of goods")
        categories = claims.claim("Categories")
        tags = claims.claim("Tags")
        brands = claims.claim("Brands")
        images = claims.claim("Images")
        parent = claims.claim("Parent")
        grouped = claims.claim("Grouped products")
        externalURL = claims.claim("External URL")
        buttonText = claims.claim("Button text")
        position = claims.claim("Position")
        var attributes: [Attribute] = []
        while let name = claims.claim("Attribute \(attributes.count + 1) name"),
            let values = claims.claim("Attribute \(attributes.count + 1) value(s)")
        {
            attributes.append(Attribute(name: name, values: values))
        }
        self.attributes = attributes
    }

    /// Where the price is, of one kind or the other.
    var price: Int? { regularPrice ?? salePrice }

    /// What the file speaks of in every row. Attributes are named in the rows.
    var described: DraftedProduct.Description {
        // Whether there is stock tells how much there is of what is new; what is counted has its count.
        let ofRows: [(DraftedProduct.Description.Field, [Int?])] = [
            (.price, [price]), (.weight, [weight]), (.stock, [stock]),
        ]
        var described = DraftedProduct.Description(
            [
                (.name, [name]), (.description, [description]), (.cost, [cost]), (.isActive, [published]),
                (.categories, [categories]), (.images, [images]), (.options, [type]),
            ] + ofRows,
            rows: ofRows
        )
        if measures.count == 3 { described.fields.insert(.dimensions) }
        described.partly = [.dimensions]
        let facts = [
            ("Short description", description == nil ? nil : shortDescription), ("Tags", tags), ("Brand", brands),
            ("Barcode", barcode), ("Grouped products", grouped), ("External URL", externalURL),
            ("Button text", buttonText),
        ]
        described.attributes = Set(facts.filter { $0.1 != nil }.map(\.0))
        return described
    }

    /// What every product has that was never told otherwise.
    static func neutral(_ header: Header) -> [String: Set<String>] {
        var neutral: [String: Set<String>] = [
            "is featured?": ["0"],
            "visibility in catalog": ["visible"],
            "tax status": ["taxable"],
            "tax class": ["parent"],
            "sold individually?": ["0"],
            "download limit": ["-1"],
            "download expiry days": ["-1"],
        ]
        for column in header.columns(beginning: "Attribute ") {
            let name = header.knownNames[column.index].lowercased()
            if name.hasSuffix(" visible") { neutral[name] = ["1"] }
            if name.hasSuffix(" global") { neutral[name] = ["0", "1"] }
        }
        return neutral
    }

    private static func weight(
        _ sheet: Sheet,
        _ claims: inout ColumnClaims
    ) throws(ImportProblem) -> (index: Int?, unit: WeightUnit) {
        guard let column = claims.claim(beginning: "Weight").first else { return (nil, .gram) }
        let name = unit(of: column.rest)
        guard let unit = WeightUnit(name: name) else {
            throw ImportProblem(
                file: sheet.file,
                line: 1,
                column: sheet.header.names[column.index],
                "names no unit of weight; write 'Weight (kg)', with kg, g, lbs or oz"
            )
        }
        return (column.index, unit)
    }

    private static func measures(_ claims: inout ColumnClaims) -> [Measure] {
        ["Length", "Width", "Height"].compactMap { name in
            guard let column = claims.claim(beginning: name + " (").first else { return nil }
            return Measure(key: name.lowercased(), index: column.index, unit: unit(of: column.rest))
        }
    }

    private static func unit(of text: String) -> String { String(text.filter { $0 != "(" && $0 != ")" }).trimmed() }
}
