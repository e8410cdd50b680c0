import Testing
import TotemKernel
import TotemStore

@Suite("Requests that are sent again")
struct IdempotencyTests {
    private static let customer = Actor.user(Identifier(7), roles: [.customer])

    private static func request(by actor: Actor = customer, body: [UInt8] = [1]) throws -> IdempotentRequest {
        try IdempotentRequest(actor: actor, key: "k", method: "POST", target: "/v1/orders", body: body)
    }

    /// - Returns: whether the answer is one that was kept.
    private func send(_ request: IdempotentRequest, at now: Timestamp = Shop.now, in shop: Shop) async throws -> Bool {
        try await shop.store.write { tx in
            try IdempotencyKeys.run(request, in: tx, at: now) { StoredAnswer(status: 201, headers: [], body: []) }
                .isReplay
        }
    }

    @Test("A key is kept for 24 hours, and means another request after that")
    func lifetime() async throws {
        let shop = try await Shop()
        let day: Int64 = 24 * 60 * 60 * 1000
        #expect(try await !send(Self.request(), in: shop))
        #expect(try await send(Self.request(), at: Shop.now.adding(milliseconds: day - 1), in: shop))
        let later = Shop.now.adding(milliseconds: day)
        #expect(try await !send(Self.request(body: [2]), at: later, in: shop))
        #expect(try await send(Self.request(body: [2]), at: later.adding(milliseconds: day - 1), in: shop))
    }

    @Test("A key that came with another request is refused, and both stay what they were")
    func otherRequest() async throws {
        let shop = try await Shop()
        #expect(try await !send(Self.request(), in: shop))
        let other = try Self.request(body: [2])
        #expect(await kernelError { _ = try await send(other, in: shop) }?.code == "idempotency-key-reused")
        #expect(try await send(Self.request(), in: shop))
    }

    @Test("A key is its owner's: others who choose the same are somebody else")
    func owners() async throws {
        let shop = try await Shop()
        let others: [Actor] = [
            .user(Identifier(8), roles: [.customer]), .key(Identifier(7), role: .staff),
            .key(Identifier(8), role: .staff),
            .plugin("ant"), .plugin("bee"), .system,
        ]
        for actor in [Self.customer] + others { #expect(try await !send(Self.request(by: actor), in: shop)) }
        for actor in [Self.customer] + others { #expect(try await send(Self.request(by: actor), in: shop)) }
    }
}
