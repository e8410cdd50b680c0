import Testing
import TotemTesting

@testable import TotemKernel

@Suite("Amounts as Stripe counts them")
struct CurrencyTests {
    @Test(
        "Each currency is sent in Stripe's smallest unit, and comes back the same",
        arguments: [
            ("EUR", 1999, "1999"), ("JPY", 500, "500"), ("KRW", 12_000, "12000"), ("CLP", 990, "990"),
            // Without decimals for ISO 4217, with two zeros for Stripe.
            ("ISK", 500, "50000"), ("UGX", 5000, "500000"),
            // With decimals for ISO 4217, without for Stripe.
            ("MGA", 500_000, "5000"),
            ("KWD", 5120, "5120"), ("BHD", 10_000, "10000"), ("TND", 12_340, "12340"), ("HUF", 17_500, "17500"),
        ] as [(String, Int64, String)]
    )
    func sent(currency: String, amount: Int64, sent: String) async throws {
        let shop = try await StripeShop.open(["capture_method": "manual"])
        let provider = try shop.provider()
        let payment = try shop.payment(amount, currency)
        #expect(try await provider.authorize(payment) == .authorized(transaction: "pi_1"))
        #expect(shop.stripe.heard[0].fields["amount"] == sent)
        #expect(shop.stripe.heard[0].fields["currency"] == currency.lowercased())
        #expect(try await provider.retrieve(payment) == .authorized(transaction: "pi_1"))
        #expect(try await provider.capture(payment.amount, of: payment, key: "k1") == .done)
        #expect(shop.stripe.heard.last?.fields["amount_to_capture"] == sent)
        #expect(try await provider.refund(payment.amount, of: payment, key: "k2") == .done)
        #expect(shop.stripe.heard.last?.fields["amount"] == sent && shop.stripe.held == 0)
    }

    @Test(
        "What Stripe does not take is declined with the reason, and Stripe is not asked",
        arguments: [
            ("KWD", 5125, "the last of its three decimals must be 0"), ("MGA", 500_001, "whole units only"),
            ("USD", 49, "0.50 USD at least"), ("JPY", 49, "50 JPY at least"), ("HUF", 17_499, "175.00 HUF at least"),
            ("GBP", 29, "0.30 GBP at least"), ("USD", 100_000_000, "too large"), ("ISK", Int64.max, "too large"),
        ] as [(String, Int64, String)]
    )
    func refused(currency: String, amount: Int64, words: String) async throws {
        let shop = try await StripeShop.open()
        let provider = try shop.provider()
        let payment = try shop.payment(amount, currency)
        guard case .declined(let reason) = try await provider.authorize(payment) else {
            Issue.record("not declined")
            return
        }
        #expect(reason.contains(words), "\(reason)")
        #expect(shop.stripe.heard.isEmpty)
        // The shop asks no more of it than that it stays so.
        #expect(try await provider.retrieve(payment) == nil)
        #expect(try await provider.void(payment, key: "k") == .done)
        #expect(shop.stripe.heard.isEmpty)
    }

    @Test("A part that Stripe can't give back in that currency is declined, and nothing is given back")
    func oddRefund() async throws {
        let shop = try await StripeShop.open()
        let provider = try shop.provider()
        let payment = try shop.payment(5120, "KWD")
        #expect(try await provider.authorize(payment) == .captured(transaction: "pi_1"))
        let part = Money(5, payment.amount.currency)
        guard case .declined(let reason) = try await provider.refund(part, of: payment, key: "k") else {
            Issue.record("not declined")
            return
        }
        #expect(reason.contains("three decimals") && shop.stripe.refunds.isEmpty)
    }
}
