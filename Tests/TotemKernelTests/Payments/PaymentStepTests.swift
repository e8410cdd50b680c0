import Testing

@testable import TotemKernel

@Suite("What follows from a provider's answer")
struct PaymentStepTests {
    @Test(
        "Money for an order that waits settles it, and for one that was cancelled goes back",
        arguments: [true, false]
    )
    func money(isCaptured: Bool) {
        let news = PaymentNews.result(isCaptured ? .captured(transaction: "t") : .authorized(transaction: "t"))
        for order in [OrderStatus.pending, .open, .completed] {
            #expect(
                PaymentStep.next(.pending, of: order, isDue: true, after: news)
                    == .settle(transaction: "t", isCaptured: isCaptured)
            )
        }
        let back = PaymentStep.giveBack(transaction: "t", isCaptured: isCaptured)
        #expect(PaymentStep.next(.pending, of: .cancelled, isDue: true, after: news) == back)
        for order in OrderStatus.allCases {
            #expect(PaymentStep.next(.failed, of: order, isDue: true, after: news) == back)
            #expect(PaymentStep.next(.pending, of: order, isDue: false, after: news) == back)
        }
    }

    @Test("What is not clear releases nothing")
    func unclear() {
        for order in OrderStatus.allCases {
            let next = { (news: PaymentNews) in PaymentStep.next(.pending, of: order, isDue: true, after: news) }
            #expect(next(.unclear) == .wait(action: nil))
            #expect(next(.result(.pending)) == .wait(action: nil))
            #expect(next(.result(.action(.null))) == .wait(action: .null))
        }
    }

    @Test("A decline releases once")
    func declined() {
        for news in [PaymentNews.result(.declined(reason: "no")), .voided(reason: "no")] {
            #expect(PaymentStep.next(.pending, of: .pending, isDue: true, after: news) == .release(reason: "no"))
            #expect(PaymentStep.next(.failed, of: .cancelled, isDue: true, after: news) == .nothing)
        }
    }

    @Test("A settled payment is settled, whatever is said later", arguments: Payment.Status.allCases)
    func settled(status: Payment.Status) {
        guard status != .pending, status != .failed else { return }
        for news in [PaymentNews.result(.declined(reason: "no")), .result(.captured(transaction: "t")), .unclear] {
            #expect(PaymentStep.next(status, of: .open, isDue: true, after: news) == .nothing)
        }
    }
}
