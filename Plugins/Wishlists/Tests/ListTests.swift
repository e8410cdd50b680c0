import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Lists, and who sees them")
struct ListTests {
    @Test("Made, shown, renamed, shared, made private and deleted")
    func life() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let made = try await lists.send("POST", "/", ["name": "Küche \"neu\""], by: ann)
        #expect(made.status == 201 && made["is_public"] == false && made["token"] == .null)
        #expect(made["items"] == [] && made["notes"] == [])
        #expect(made["created_at"].text == lists.shop.clock.now.description)
        let id = try #require(made["id"].integer)
        #expect(try await lists.send("GET", "/\(id)", by: ann).json == made.json)
        let shared = try await lists.send("PATCH", "/\(id)", ["name": "Bath", "is_public": true], by: ann)
        #expect(shared["name"] == "Bath" && shared["is_public"] == true)
        let token = try #require(shared["token"].text)
        #expect(token.hasPrefix("\(id)-") && token.count == "\(id)-".count + 48)
        let all = try await lists.send("GET", "/", by: ann)["data"]
        #expect(all[0]["token"] == .string(token) && all[0]["item_count"] == 0)
        let closed = try await lists.send("PATCH", "/\(id)", ["is_public": false], by: ann)
        #expect(closed["token"] == .null)
        #expect(await refusal { _ = try await lists.send("GET", "/public/\(token)", by: .guest) }?.kind == .notFound)
        let again = try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)
        #expect(again["token"].text != nil && again["token"] != .string(token))
        #expect(try await lists.send("DELETE", "/\(id)", by: ann).status == 204)
        #expect(await refusal { _ = try await lists.send("GET", "/\(id)", by: ann) }?.kind == .notFound)
    }

    private static let wrong: [(JSONValue, [String])] = [
        ([:], ["name"]), (["name": ""], ["name"]), (["name": "  "], ["name"]), (["name": "a\tb"], ["name"]),
        (["name": 12], ["name"]), (["name": nil], ["name"]),
        (["name": .string(String(repeating: "x", count: 101))], ["name"]),
        (["name": "A", "is_public": "yes"], ["is_public"]), (["name": "A", "colour": "red"], ["colour"]),
        (["name": "Kitchen"], ["name"]),
    ]

    @Test("What is wrong is named by its field", arguments: wrong)
    func badFields(body: JSONValue, fields: [String]) async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        _ = try await lists.list(by: ann)
        let refused = await refusal { _ = try await lists.send("POST", "/", body, by: ann) }
        #expect(refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "nothing")")
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlists") == 1)
    }

    @Test("A name is one list's; another customer may have it, and so may the list itself")
    func names() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        let id = try await lists.list("A", by: ann)
        _ = try await lists.list("B", by: ann)
        _ = try await lists.list("A", by: ben)
        let renamed = await refusal { _ = try await lists.send("PATCH", "/\(id)", ["name": "B"], by: ann) }
        #expect(renamed?.fields.map(\.field) == ["name"])
        #expect(try await lists.send("PATCH", "/\(id)", ["name": "A"], by: ann)["name"] == "A")
    }

    @Test("A customer has as many lists as the shop keeps, newest first in pages; an API key has none")
    func limits() async throws {
        let lists = try await WishlistShop.open(["max_lists": 3])
        let ann = try await lists.customer("Ann")
        for name in ["A", "B", "C"] { _ = try await lists.list(name, by: ann) }
        #expect(await refusal { _ = try await lists.list("D", by: ann) }?.code == "too-many-lists")
        let page = try await lists.send("GET", "/", query: ["limit": "2"], by: ann)
        #expect(page["data"].elements.map { $0["name"] } == ["C", "B"])
        let cursor = try #require(page["next_cursor"].text)
        let rest = try await lists.send("GET", "/", query: ["limit": "2", "cursor": cursor], by: ann)
        #expect(rest["data"].elements.map { $0["name"] } == ["A"])
        let key = TotemKernel.Actor.key(APIKey.ID(1), role: .admin)
        #expect(await refusal { _ = try await lists.send("GET", "/", by: key) }?.code == "no-customer")
        #expect(await refusal { _ = try await lists.list("K", by: key) }?.code == "no-customer")
    }

    @Test("Who was deactivated shows nothing by a link either")
    func deactivated() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1], by: ann)
        let shared = try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)
        let path = "/public/\(try #require(shared["token"].text))"
        let user = try #require(ann.userID)
        for isActive in [true, false, true] {
            _ = try await lists.shop.kernel.write(as: .system) { tx, _ in
                try tx.execute("UPDATE users SET is_active = $2 WHERE id = $1", user, isActive)
            }
            let refused = await refusal { _ = try await lists.send("GET", path, by: .guest) }
            #expect(refused?.kind == (isActive ? nil : .notFound))
        }
    }

    @Test("Nobody else sees or changes a list, whatever they know of its id")
    func owners() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        let id = try await lists.list("Kitchen", [1], by: ann)
        _ = try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)
        let note = try await lists.send("POST", "/\(id)/notes", ["text": "Red."], by: ann)["notes"][0]["id"]
        let requests: [(String, String, JSONValue?)] = [
            ("GET", "/\(id)", nil), ("PATCH", "/\(id)", ["name": "Mine"]), ("DELETE", "/\(id)", nil),
            ("POST", "/\(id)/rotate", nil), ("POST", "/\(id)/items", ["product_id": 2]),
            ("DELETE", "/\(id)/items/1", nil),
            ("POST", "/\(id)/items/1/move-to-cart", ["cart": "x"]), ("POST", "/\(id)/notes", ["text": "x"]),
            ("DELETE", "/\(id)/notes/\(note?.integer ?? 0)", nil),
        ]
        for (method, path, body) in requests {
            for actor in [ben, .user(User.ID(99), roles: [.admin])] {
                let refused = await refusal { _ = try await lists.send(method, path, body, by: actor) }
                #expect(refused?.kind == .notFound, "\(method) \(path)")
            }
        }
        #expect(try await lists.send("GET", "/", by: ben)["data"] == [])
        // Nor by a list of one's own.
        let own = try await lists.list(by: ben)
        for path in ["/\(own)/notes/\(note?.integer ?? 0)", "/\(own)/items/1"] {
            #expect(await refusal { _ = try await lists.send("DELETE", path, by: ben) }?.kind == .notFound, "\(path)")
        }
        let list = try await lists.send("GET", "/\(id)", by: ann)
        #expect(list["name"] == "Kitchen" && list["items"].elements.count == 1 && list["notes"].elements.count == 1)
    }

    @Test("Whoever has the link sees the list, without what is the owner's; another link ends it")
    func links() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1], by: ann)
        #expect(await refusal { _ = try await lists.send("POST", "/\(id)/rotate", by: ann) }?.code == "not-public")
        let old = try #require(try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)["token"].text)
        let seen = try await lists.send("GET", "/public/\(old)", by: .guest)
        #expect(seen["name"] == "Kitchen" && seen["items"][0]["name"] == "POT-1")
        #expect(seen["id"] == .null && seen["token"] == .null)
        let new = try #require(try await lists.send("POST", "/\(id)/rotate", by: ann)["token"].text)
        #expect(new != old)
        #expect(try await lists.send("GET", "/public/\(new)", by: .guest).status == 200)
        let secret = new.dropFirst("\(id)-".count)
        let wrong = [
            old, "\(id)", "\(id)-", "\(id)-\(secret.dropLast())", "\(id)-\(secret)0",
            "\(id)-" + String(secret.reversed()), "\(id)-\(secret.dropLast())" + (secret.last == "0" ? "1" : "0"),
            "\(id)-\(secret.prefix(24))" + String(repeating: "0", count: 24),
            "0-\(secret)", "2-\(secret)", "x-\(secret)", "-\(secret)", String(secret),
            "99999999999999999999\(id)-\(secret)", "\(id)-" + String(repeating: "0", count: 48), "%00",
        ]
        for token in wrong {
            #expect(
                await refusal { _ = try await lists.send("GET", "/public/\(token)", by: .guest) }?.kind == .notFound,
                "\(token)"
            )
        }
    }

    @Test("Two links never have the same secret")
    func secrets() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let id = try await lists.list(by: ann)
        _ = try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)
        var tokens: Set<String> = []
        for _ in 0..<50 { tokens.insert(try await lists.send("POST", "/\(id)/rotate", by: ann)["token"].text ?? "") }
        #expect(tokens.count == 50)
    }

    @Test("Of thirty lists that one customer makes at once, as many are kept as the shop keeps; others' do not count")
    func limitAtOnce() async throws {
        let lists = try await WishlistShop.open(["max_lists": 3])
        let (ann, ben) = (try await lists.customer("Ann"), try await lists.customer("Ben"))
        let codes = await withTaskGroup(of: String?.self) { group in
            for number in 0..<30 {
                group.addTask { await refusal { _ = try await lists.list("List \(number)", by: ann) }?.code }
            }
            group.addTask { await refusal { _ = try await lists.list(by: ben) }?.code }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == "too-many-lists" } == 27)
        #expect(try await lists.send("GET", "/", by: ann)["data"].elements.count == 3)
        #expect(try await lists.send("GET", "/", by: ben)["data"].elements.count == 1)
    }
}
