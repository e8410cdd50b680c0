import Testing
import TotemKernel
import TotemTesting

@Suite("A daemon whose PostgreSQL goes away", .enabled(if: TestEngine.current == .postgres, "it is about PostgreSQL"))
struct PostgresOutageTests {
    @Test("answers 503 and is not ready meanwhile, and sells again by itself afterwards")
    func outage() async throws {
        let shop = try await Shop.open(stock: 10)
        let database = try #require(shop.files.database)
        let cart = try await Shop.fill([("POT-1", 2)], shop.guest)
        #expect(try await shop.guest.get("/health/ready").status == 200)
        try database.shut()
        let refused = try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        #expect(refused.status == 503)
        #expect(refused["type"].text?.hasSuffix("store-unavailable") == true)
        #expect(refused.headers["retry-after"] != nil)
        let ready = try await shop.guest.get("/health/ready")
        #expect(ready.status == 503)
        #expect(try await shop.guest.get("/health/live").status == 200)
        try database.open()
        #expect(try await shop.guest.get("/health/ready").status == 200)
        #expect(try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout).status == 201)
        let books = try await shop.books()
        #expect(books.orderIDs.count == 1 && books.addUp(to: 10))
        #expect(await shop.daemon.stop() == 0)
    }
}
