import Testing
import TotemKernel

@Suite("Amounts")
struct PriceSheetTests {
    private static let spreads: [(Int64, [Int64], [Int64])] = [
        (0, [3, 4], [0, 0]), (0, [], []), (0, [0, 0], [0, 0]), (10, [1, 1, 1], [4, 3, 3]), (1, [1, 1], [1, 0]),
        (2, [5, 5, 5], [1, 1, 0]), (100, [999, 1], [100, 0]), (5, [0, 10, 0], [0, 5, 0]), (7, [3, 0, 4], [3, 0, 4]),
        (3, [1, 2, 3], [1, 1, 1]), (1, [1, 2, 3], [0, 0, 1]),
        (.max, [.max], [.max]), (.max - 1, [.max - 1, 1], [.max - 2, 1]),
    ]

    @Test("What is spread goes by the largest remainder, of equal ones to the earlier line", arguments: spreads)
    func spread(amount: Int64, weights: [Int64], shares: [Int64]) {
        #expect(Spread.shares(of: amount, over: weights) == shares)
    }

    private static let rates: [(Int64, Int64, added: Int64, included: Int64)] = [
        (1900, 10_000, 1900, 1597), (1900, 1, 0, 0), (1900, 3, 1, 0), (5000, 1, 1, 0), (550, 1000, 55, 52),
        (725, 1999, 145, 135), (0, 12345, 0, 0), (10_000, 5, 5, 3), (10_000, .max, .max, 4_611_686_018_427_387_904),
    ]

    @Test("Half a unit of tax is rounded up, added and included", arguments: rates)
    func rounding(basisPoints: Int64, net: Int64, added: Int64, included: Int64) throws {
        let currency = try Shop.money(0).currency
        let rate = try #require(TaxRate(basisPoints: basisPoints))
        for (isIncluded, tax) in [(false, added), (true, included)] {
            var sheet = PriceSheet(pricesIncludeTax: isIncluded)
            try sheet.add(line: net)
            try sheet.tax(by: PricingRules(currency: currency, pricesIncludeTax: isIncluded, taxRate: rate))
            #expect(sheet.lines[0].tax == tax)
        }
    }

    @Test("Thousands of baskets come to the same cent as another calculation", arguments: 0..<40 as Range<UInt64>)
    func baskets(seed: UInt64) throws {
        var numbers = SeededNumbers(seed)
        let currency = try Shop.money(0).currency
        for _ in 0..<150 {
            let slow = SlowPrices.random(&numbers, currency)
            guard max(slow.total, slow.subtotal) <= PriceSheet.largest else { continue }
            let sheet = try PriceSheet(slow)
            let totals = try sheet.totals(in: currency)
            #expect(sheet.lines.map { Int128($0.discount) } == slow.lineDiscounts)
            #expect(sheet.lines.map { Int128($0.tax) } == slow.lineTaxes)
            #expect(Int128(sheet.shipping.tax) == slow.shippingTax)
            #expect(sheet.fees.map { Int128($0.tax) } == slow.feeTaxes)
            #expect(Int128(totals.subtotal.amount) == slow.subtotal && Int128(totals.discount.amount) == slow.discount)
            #expect(Int128(totals.tax.amount) == slow.tax && Int128(totals.total.amount) == slow.total)
            #expect(sheet.lines.allSatisfy { (0...$0.total).contains($0.discount) })
        }
    }

    @Test("What can be taken off is what is left of the lines that take discounts, to the last unit")
    func left() throws {
        var sheet = PriceSheet()
        try sheet.add(line: 100)
        try sheet.add(line: 50, takesDiscounts: false)
        #expect(sheet.left(ofLine: nil) == 100 && sheet.left(ofLine: 1) == 0)
        #expect(sheet.take(99, offLine: nil) == [99, 0])
        #expect(sheet.left(ofLine: 0) == 1 && sheet.left(ofLine: nil) == 1)
        #expect(sheet.take(1, offLine: 0).isEmpty)
        #expect(sheet.left(ofLine: nil) == 0 && sheet.discount == 100)
    }

    @Test("Amounts that do not fit are refused, whatever makes them too large")
    func overflow() throws {
        let rules = PricingRules(
            currency: try Shop.money(0).currency,
            taxRate: try #require(TaxRate(basisPoints: 1900)),
            taxRounding: .order
        )
        var lines = PriceSheet()
        try lines.add(line: .max)
        #expect(throws: KernelError.self) { try lines.add(line: 1) }
        var taxed = PriceSheet()
        try taxed.add(line: .max)
        try taxed.tax(by: rules)
        #expect(throws: KernelError.self) { try taxed.totals(in: rules.currency) }
        var shipped = PriceSheet()
        try shipped.add(line: .max)
        shipped.ship(for: 1)
        #expect(throws: KernelError.self) { try shipped.tax(by: rules) }
        #expect(throws: KernelError.self) { try shipped.totals(in: rules.currency) }
    }

    @Test("Tenders pay a part of the total, and the rest is due")
    func tenders() throws {
        var sheet = PriceSheet()
        try sheet.add(line: 1000)
        sheet.ship(for: 500)
        sheet.add(fee: 25)
        sheet.pay(1500)
        let totals = try sheet.totals(in: try Shop.money(0).currency)
        #expect(totals.total.amount == 1525 && totals.tenders.amount == 1500 && totals.due.amount == 25)
        #expect(totals.fees.amount == 25 && totals.shipping.amount == 500)
    }
}

extension PriceSheet {
    /// The basket, with the discounts that were taken off it there.
    fileprivate init(_ slow: SlowPrices) throws {
        self.init(pricesIncludeTax: slow.rules.pricesIncludeTax)
        for line in slow.lines { try add(line: Int64(line.total), takesDiscounts: line.takesDiscounts) }
        for discount in slow.taken { _ = take(discount.amount, offLine: discount.line) }
        ship(for: slow.shipping)
        for fee in slow.fees { add(fee: fee) }
        try tax(by: slow.rules)
    }
}
