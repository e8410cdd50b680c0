/// `inventory.allocate`: an order is about to take its stock. The answer says where parts of it come from; the rest is the kernel's
/// to choose.
public struct InventoryAllocate: Hook {
    public static var unheard: [StockChoice] { [] }

    public let demands: [StockDemand]
    /// Where it is sent; nil: nothing is.
    public let address: Address?
}

/// What an order wants of one product or variant, and who has it.
public struct StockDemand: Sendable {
    public struct Stock: Sendable {
        public let warehouse: Warehouse.ID
        public let quantity: Int64
    }

    public let product: Product.ID
    public let variant: ProductVariant.ID?
    public let sku: String
    public let quantity: Int64
    /// Of the active warehouses, by their ids.
    public let stock: [Stock]
}

/// Where a part of a demand comes from.
public struct StockChoice: Sendable {
    /// Its place among the demands.
    public let demand: Int
    /// Nil: it waits for stock that is to come.
    public let warehouse: Warehouse.ID?
    public let quantity: Int64
    /// The plugin that chose.
    public let source: String

    public init(demand: Int, warehouse: Warehouse.ID?, quantity: Int64, source: String) {
        self.demand = demand
        self.warehouse = warehouse
        self.quantity = quantity
        self.source = source
    }
}

extension KernelError {
    static func badChoice(_ choice: StockChoice) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(choice.source) takes stock that is not there. Ask the shop to look at it."
        )
    }
}
