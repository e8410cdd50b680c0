/// What one product, or one variant of it, has in one warehouse.
public struct StockLevel: Sendable, Hashable {
    public typealias ID = Identifier<StockLevel>

    public let id: ID
    /// The variant's, or the product's when it has none.
    public let sku: String
    public let productID: Product.ID
    public let variantID: ProductVariant.ID?
    public let warehouseID: Warehouse.ID
    /// Units that can still be sold.
    public let quantity: Int64
    public let updatedAt: Timestamp
}

/// A place where stock is.
public struct Warehouse: Sendable, Hashable {
    public typealias ID = Identifier<Warehouse>

    public let id: ID
    public let name: String
    public let address: String
    /// Whether its stock is on sale.
    public let isActive: Bool
}

/// A product's stock row.
struct StockRow {
    let id: StockLevel.ID
    let variantID: ProductVariant.ID?
    let warehouseID: Warehouse.ID
    let quantity: Int64
}

/// One line that wants stock. Lines whose stock is not managed ask for none.
public struct StockRequest: Sendable, Hashable {
    public let productID: Product.ID
    public let variantID: ProductVariant.ID?
    /// As the buyer knows it; for the error.
    public let sku: String
    public let quantity: Quantity
    /// The plugin that has put the line in; nil: its buyer has. For the error.
    public let plugin: String?
    /// The SKU of the line that it is a part of; for the error.
    public let parent: String?

    public init(
        productID: Product.ID,
        variantID: ProductVariant.ID?,
        sku: String,
        quantity: Quantity,
        plugin: String? = nil,
        parent: String? = nil
    ) {
        self.productID = productID
        self.variantID = variantID
        self.sku = sku
        self.quantity = quantity
        self.plugin = plugin
        self.parent = parent
    }
}

/// Units of one stock row that were taken for one line.
public struct StockAllocation: Sendable, Hashable {
    /// The line's place among the requests, from 0.
    public let line: Int
    public let stockID: StockLevel.ID
    /// Whose units they are: only to stock of the same are they given back.
    public let productID: Product.ID
    public let variantID: ProductVariant.ID?
    public let quantity: Int64
}

/// Which stock rows serve an order.
struct StockPlan {
    struct Take {
        /// The place of what it is for among the products and variants wanted.
        let demand: Int
        let stockID: StockLevel.ID
        let variantID: ProductVariant.ID?
        let warehouseID: Warehouse.ID
        let quantity: Int64
    }

    /// By stock row, each of them once.
    let takes: [Take]
    /// The same, line by line.
    let allocations: [StockAllocation]

    /// By variant.
    var takesOfVariants: [(variant: ProductVariant.ID, taken: Take)] {
        takes.compactMap { taken in taken.variantID.map { ($0, taken) } }
            .sorted { $0.variant.value < $1.variant.value }
    }
}
