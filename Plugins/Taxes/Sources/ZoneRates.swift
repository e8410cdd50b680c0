/// The rates that a zone has for each tax class.
struct ZoneRates {
    private let stacks: [String?: RateStack]

    /// - Parameter rates: all of the zone.
    init(_ rates: [TaxRate]) {
        stacks = Dictionary(grouping: rates, by: \.taxClass).mapValues(RateStack.init)
    }

    /// A place without any tax.
    static let none = ZoneRates([])

    var isEmpty: Bool { stacks.isEmpty }
    /// Besides the usual one.
    var classes: [String] { stacks.keys.compactMap(\.self) }

    /// What things of a class are taxed at: as the usual ones, where the zone has no rate for the class.
    subscript(taxClass: String?) -> RateStack { stacks[taxClass] ?? stacks[nil] ?? .none }
}
