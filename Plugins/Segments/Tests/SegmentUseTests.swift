import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("What others learn of segments")
struct SegmentUseTests {
    private static let buyers: JSONValue = ["orders.count": ["gte": 1]]

    @Test("A customer belongs to an audience for each segment; guests, keys and others to none")
    func audiences() async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com")
        let bob = try await segments.customer("bob@example.com")
        try await segments.buy(ada)
        try await segments.add("Buyers", Self.buyers)
        try await segments.add("Everybody", ["created.days_ago": ["gte": 0]])
        let asked = TotemKernel.Actor.user(ada, roles: [.customer])
        #expect(try await segments.audiences(asked) == ["segment:buyers", "segment:everybody"])
        #expect(try await segments.audiences(.user(bob, roles: [.customer])) == ["segment:everybody"])
        #expect(try await segments.audiences(.guest) == [])
        try await segments.shop.disable("segments")
        #expect(try await segments.audiences(asked) == [])
    }

    @Test("Other plugins ask over libffi whether a customer belongs to a segment", arguments: [true, false])
    func contains(isDeleted: Bool) async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com")
        let bob = try await segments.customer("bob@example.com")
        try await segments.buy(ada)
        let id = try #require(try await segments.add("Buyers", Self.buyers)["id"].integer)
        if isDeleted { _ = try await segments.send("DELETE", "/\(id)") }
        try Asker.build(into: segments.shop.folder)
        try await segments.shop.enable("asker")
        let ask = { (user: Int64, segment: Int64) in
            try await segments.shop.send("GET", "/\(user)/\(segment)", of: "asker").json
        }
        // TOTEM_VETO: there is no such segment.
        #expect(try await ask(ada.value, id) == (isDeleted ? -1 : 1))
        #expect(try await ask(bob.value, id) == (isDeleted ? -1 : 0))
        #expect(try await ask(ada.value, 999) == -1)
        try await segments.shop.disable("segments")
        #expect(try await ask(ada.value, id) == -10)
    }

    @Test("What Reviews counts is asked of Reviews; while it is off, members stay and the segment says why")
    func reviews() async throws {
        let segments = try await SegmentShop.open()
        for name in ["ada", "bob", "cem"] { try await segments.customer("\(name)@example.com") }
        try CountingReviews.build(into: segments.shop.folder)
        try await segments.shop.enable("reviews")
        // The stand-in counts as many reviews as the customer's id says, less one.
        #expect(try await segments.found(["reviews.count": ["gte": 1]]) == ["bob", "cem"])
        #expect(try await segments.found(["reviews.count": ["eq": 0]]) == ["ada"])
        #expect(try await segments.found(["reviews.count": ["lt": 2]]) == ["ada", "bob"])
        #expect(try await segments.found(["reviews.count": ["in": [0, 2]]]) == ["ada", "cem"])
        let made = try await segments.add("Writers", ["not": ["reviews.count": ["eq": 0]]])
        let id = try #require(made["id"].integer)
        #expect(try await segments.members(id) == ["bob", "cem"])
        try await segments.shop.disable("reviews")
        try await segments.customer("dan@example.com")
        try await segments.settle()
        let refreshed = try await segments.send("POST", "/\(id)/refresh")
        #expect(refreshed["problem"].text?.contains("totem plugin enable reviews") == true)
        #expect(refreshed["is_refreshing"] == false)
        #expect(try await segments.members(id) == ["bob", "cem"])
        try await segments.shop.enable("reviews")
        segments.shop.clock.advance(milliseconds: 86_400_000)
        try await segments.runJobs()
        #expect(try await segments.members(id) == ["bob", "cem", "dan"])
        #expect(try await segments.send("GET", "/\(id)")["problem"] == .null)
    }

    @Test("Staff see a customer's segments, the customer's own data has them, and they go with the customer")
    func people() async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com")
        try await segments.customer("bob@example.com")
        let id = try #require(try await segments.add("All", ["orders.count": ["eq": 0]])["id"].integer)
        let shown = try await segments.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.get(ada, in: tx, context).extended(in: tx, context)
        }
        #expect(shown.extensions == ["segments": [["id": .integer(id), "name": "All"]]])
        let data = try await segments.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: ada, in: tx, context)
        }
        #expect(data.extensions == ["segments": ["segments": ["All"]]])
        try await segments.shop.kernel.prepareErasure(of: ada, segments.shop.kernel.context(for: .system))
        try await segments.shop.kernel.write(as: .system) { tx, context in
            try CustomerErasure.finish(ada, in: tx, context)
        }
        #expect(try await segments.members(id) == ["bob"])
        #expect(try await segments.send("GET", "/\(id)")["member_count"] == 1)
    }

    @Test("What happened while it was off is found when it is switched on; removed, it leaves nothing")
    func off() async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com")
        let id = try #require(try await segments.add("Buyers", Self.buyers)["id"].integer)
        let bob = try await segments.customer("bob@example.com")
        try await segments.buy(bob)
        try await segments.settle()
        try await segments.shop.disable("segments")
        try await segments.buy(ada)
        try await segments.shop.kernel.prepareErasure(of: bob, segments.shop.kernel.context(for: .system))
        try await segments.shop.kernel.write(as: .system) { tx, context in
            try CustomerErasure.finish(bob, in: tx, context)
        }
        try await segments.shop.enable("segments")
        try await segments.runJobs()
        #expect(try await segments.members(id) == ["ada"])
        #expect(try await segments.send("GET", "/\(id)")["member_count"] == 1)
        try await segments.shop.disable("segments")
        try await segments.shop.host.remove("segments", dropData: true)
        #expect(try await segments.shop.tables().filter { $0.contains("segment") } == [])
    }

    @Test("Roles: customers see nothing, staff read, managers write")
    func roles() async throws {
        let shop = try await SegmentShop.open().shop
        let kinds: [(String, String, TotemKernel.Role)] = [
            ("GET", "/", .staff), ("POST", "/", .storeManager), ("POST", "/preview", .staff),
            ("GET", "/{id}", .staff), ("PATCH", "/{id}", .storeManager), ("DELETE", "/{id}", .storeManager),
            ("GET", "/{id}/members", .staff), ("POST", "/{id}/refresh", .storeManager),
        ]
        for (method, path, role) in kinds {
            let parts = path.replacing("{id}", with: "1").split(separator: "/").map(String.init)
            guard case .found(let route) = shop.kernel.context(for: .system).hooks.route(method, parts, of: "segments")
            else {
                Issue.record("\(method) \(path) is not there")
                continue
            }
            #expect(route.role == role, "\(method) \(path)")
        }
    }
}
