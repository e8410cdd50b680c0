/// `price.resolve`: what one unit costs this buyer, of up to ``largestBatch`` things at once.
public struct PriceResolve: Hook {
    public enum Purpose: Sendable {
        case listing
        case cart
        case order
    }

    public static let largestBatch = 100
    public static var unheard: [PriceChange] { [] }

    public let items: [PricedItem]
    public let purpose: Purpose
    public let currency: Currency
    public let userID: User.ID?
    public let pricesIncludeTax: Bool
}

/// Something that has a price.
public struct PricedItem: Sendable {
    /// Nil: it is in no cart.
    public let line: CartItem.ID?
    public let product: Product.ID
    public let variant: ProductVariant.ID?
    public let sku: String
    public let quantity: Quantity
    /// Of one unit in the catalog, in minor units.
    public let price: Int64
    public let taxClass: String?
    public let properties: LineProperties
    /// The line that it is a part of.
    public let parent: CartItem.ID?
    /// The plugin that has put it into the cart, and its own name for it; nil: the buyer has.
    public let plugin: String?
    public let pluginKey: String?
}

/// What a plugin makes of a price.
public struct PriceChange: Sendable {
    public enum Kind: Sendable, Hashable {
        /// Minor units.
        case set(Int64)
        /// Basis points: -1000 takes 10 % off.
        case percent(Int64)
        /// Minor units.
        case add(Int64)
    }

    public static let percents: ClosedRange<Int64> = -10_000...90_000

    /// Its place in the batch.
    public let item: Int
    public let kind: Kind
    public let source: String
    public let hook: String
    /// The source's own name for the reason.
    public let rule: String?
    public let label: String
    /// How long the hook took that asked for it.
    public var nanoseconds: Int64 = 0

    public init(item: Int, _ kind: Kind, source: String, hook: String, rule: String?, label: String) {
        self.item = item
        self.kind = kind
        self.source = source
        self.hook = hook
        self.rule = rule
        self.label = label
    }
}

/// What changes make of one price: the first that sets it, then percents, then what is added.
struct ResolvedPrice {
    let price: Int64
    /// Each change with what it did; 0 for one that sets what another has set.
    let steps: [(change: PriceChange, difference: Int64)]

    init(_ price: Int64, _ changes: [PriceChange]) {
        var current = price
        var steps: [(change: PriceChange, difference: Int64)] = []
        var isSet = false
        for rank in 0...2 {
            for change in changes where change.kind.rank == rank {
                let next = rank == 0 && isSet ? current : change.kind.applied(to: current)
                isSet = isSet || rank == 0
                steps.append((change, next - current))
                current = next
            }
        }
        self.price = current
        self.steps = steps
    }
}

extension PriceChange.Kind {
    fileprivate var rank: Int {
        switch self {
        case .set: 0
        case .percent: 1
        case .add: 2
        }
    }

    /// Prices and values have limits, so that nothing overflows.
    fileprivate func applied(to price: Int64) -> Int64 {
        let next =
            switch self {
            case .set(let value): value
            case .percent(let basisPoints): (price * (10_000 + basisPoints) + 5000) / 10_000
            case .add(let value): price + value
            }
        return min(max(next, 0), CatalogLimits.price)
    }

    /// Whether plugins may ask for it.
    public var isSane: Bool {
        switch self {
        case .set(let value): (0...CatalogLimits.price).contains(value)
        case .percent(let basisPoints): PriceChange.percents.contains(basisPoints)
        case .add(let value): (-CatalogLimits.price...CatalogLimits.price).contains(value)
        }
    }
}

/// Asks for prices in batches.
struct PriceResolver {
    let purpose: PriceResolve.Purpose
    let rules: PricingRules
    let userID: User.ID?
    let call: HookCall

    /// - Returns: what came of each, in their order; nil where nothing did.
    /// - Throws: ``KernelError`` when a plugin's answer makes no sense.
    func resolve(_ items: [PricedItem]) throws -> [ResolvedPrice?] {
        var resolved: [ResolvedPrice?] = []
        resolved.reserveCapacity(items.count)
        for start in stride(from: 0, to: items.count, by: PriceResolve.largestBatch) {
            let batch = Array(items[start..<min(start + PriceResolve.largestBatch, items.count)])
            let changes = try call.run(
                PriceResolve(
                    items: batch,
                    purpose: purpose,
                    currency: rules.currency,
                    userID: userID,
                    pricesIncludeTax: rules.pricesIncludeTax
                )
            )
            var ofItem: [Int: [PriceChange]] = [:]
            for change in changes {
                guard batch.indices.contains(change.item), change.kind.isSane else {
                    throw KernelError.badPrice(change)
                }
                ofItem[change.item, default: []].append(change)
            }
            resolved += batch.enumerated().map { place, item in
                ofItem[place].map { ResolvedPrice(item.price, $0) }
            }
        }
        return resolved
    }
}

extension KernelError {
    fileprivate static func badPrice(_ change: PriceChange) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(change.source) made a price by '\(change.label)' that is none. Ask the shop to look at it."
        )
    }
}
