internal import CTotem
internal import TotemKernel

/// What a plugin adds to the price of a cart.
protocol CartAmount {
    /// How long the hook took that added it.
    var nanoseconds: Int64 { get set }
}

extension Adjustment: CartAmount {}

/// What the plugins of one hook have added to a cart so far, and the amounts that come of it. The sums are the host's own: those
/// in the structs are for plugins to read.
final class CartEffects<Added: CartAmount>: HookEffects {
    let cart: Cart
    private(set) var added: [Added] = []
    private(set) var sheet: PriceSheet
    private let shown: ShownCart
    /// As it was when the plugin's turn began.
    private var sheetOfTurn: PriceSheet
    private var firstOfTurn = 0

    init(_ cart: Cart, _ sheet: PriceSheet, _ shown: ShownCart) {
        self.cart = cart
        self.sheet = sheet
        self.shown = shown
        sheetOfTurn = sheet
    }

    var countOfTurn: Int { added.count - firstOfTurn }

    /// The places of the lines that plugins see, by their ids.
    private(set) lazy var lines = Dictionary(
        uniqueKeysWithValues: cart.items.enumerated().filter(\.element.isAvailable).map { ($1.id.value, $0) }
    )

    /// What a cart may come to with what plugins add: taxes that follow still fit then.
    static var largestTotal: Int64 { 1 << 53 }

    /// - Throws: ``KernelError`` when the amounts are too large.
    private func fittingTotals(_ sheet: PriceSheet) throws(KernelError) -> Totals {
        let totals = try sheet.totals(in: cart.currency)
        guard totals.total.amount <= Self.largestTotal else {
            throw KernelError(
                .invalid,
                "amount-too-large",
                "a cart comes to at most \(Self.largestTotal), with all that is added"
            )
        }
        return totals
    }

    /// Adds what makes no amount before all plugins have spoken.
    func append(_ new: Added) { added.append(new) }

    /// The same for what could be too large then.
    /// - Throws: ``KernelError`` when it would make amounts that are too large; then nothing was added.
    func note(_ new: Added, _ change: (inout PriceSheet) -> Void) throws(KernelError) {
        var changed = sheet
        change(&changed)
        _ = try fittingTotals(changed)
        added.append(new)
    }

    /// Adds it, and shows the amounts as they are with it.
    /// - Throws: ``KernelError`` when they are too large; then nothing was added.
    func add(_ new: Added, _ change: (inout PriceSheet) -> Void) throws(KernelError) {
        var changed = sheet
        change(&changed)
        let totals = try fittingTotals(changed)
        sheet = changed
        added.append(new)
        shown.show(sheet, totals)
    }

    /// Keeps the turn's amounts with the time that the hook took, or drops them when it failed.
    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        guard countOfTurn != 0 else { return true }
        if turn.ran {
            let nanoseconds = Ticks.nanoseconds(turn.ticks)
            for index in firstOfTurn..<added.count { added[index].nanoseconds = nanoseconds }
        } else {
            added.removeSubrange(firstOfTurn...)
            sheet = sheetOfTurn
            if let totals = try? sheet.totals(in: cart.currency) { shown.show(sheet, totals) }
        }
        firstOfTurn = added.count
        sheetOfTurn = sheet
        return true
    }
}

extension CallFrame {
    /// Adds an amount to a cart, where what comes of it fits.
    func add<Added>(_ new: Added, to amounts: CartEffects<Added>, _ change: (inout PriceSheet) -> Void) -> totem_status
    {
        fitting { () throws(KernelError) in try amounts.add(new, change) }
    }

    /// The same for what makes no amount before all plugins have spoken.
    func note<Added>(_ new: Added, in amounts: CartEffects<Added>, _ change: (inout PriceSheet) -> Void) -> totem_status
    {
        fitting { () throws(KernelError) in try amounts.note(new, change) }
    }

    private func fitting(_ add: () throws(KernelError) -> Void) -> totem_status {
        do {
            try add()
            return HostTable.ok
        } catch {
            return refuse(TOTEM_LIMIT, error.detail)
        }
    }

    private static let labelRule = TextRule(1...200)
    /// Bytes.
    private static let largestRule = 400

    /// Amounts of one kind that a plugin adds to a cart in one turn.
    static let largestAmountCount = 64

    /// How an amount is called: for the buyer, and by its plugin. Nil when that can't be; then ``lastError`` says why.
    func words(_ label: totem_str, _ rule: totem_str) -> (label: String, rule: String?)? {
        guard let label = label.string(atMost: 4 * Self.labelRule.lengths.upperBound) else {
            lastError = "a label is 1 to \(Self.labelRule.lengths.upperBound) characters of UTF-8"
            return nil
        }
        if let objection = Self.labelRule.objection(to: label) {
            lastError = "a label \(objection)"
            return nil
        }
        let ownRule = rule.string(atMost: Self.largestRule)
        guard ownRule != nil || rule.ptr == nil else {
            lastError = "a rule is UTF-8 of at most \(Self.largestRule) bytes"
            return nil
        }
        return (label, ownRule)
    }
}
