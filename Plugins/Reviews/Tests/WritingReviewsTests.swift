import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Writing reviews")
struct WritingReviewsTests {
    private static let long = JSONValue.string(String(repeating: "x", count: 5001))

    private static let wrongFields: [([String: JSONValue], [String])] = [
        (["rating": 0], ["rating"]), (["rating": 6], ["rating"]), (["rating": 4.5], ["rating"]),
        (["rating": "5"], ["rating"]), (["rating": nil], ["rating"]),
        (["content": ""], ["content"]), (["content": " \n "], ["content"]), (["content": long], ["content"]),
        (["content": "a\u{1}b"], ["content"]), (["content": 12], ["content"]),
        (["title": " "], ["title"]), (["title": "a\nb"], ["title"]), (["title": 7], ["title"]),
        (["title": .string(String(repeating: "x", count: 151))], ["title"]),
        (["author": "a\u{7}b"], ["author"]), (["author": .string(String(repeating: "x", count: 61))], ["author"]),
        (["photos": "https://a.example/1"], ["photos"]), (["photos": [1]], ["photos[0]"]),
        (["photos": ["https://a.example/1", "http://a.example/2"]], ["photos[1]"]),
        (["photos": .array((1...6).map { .string("https://a.example/\($0)") })], ["photos"]),
        (["status": "approved"], ["status"]), (["colour": "red", "answer": "no"], ["answer", "colour"]),
        (["content": " ", "title": " "], ["content", "title"]),
    ]

    @Test("What is wrong is named by its field, and nothing is written", arguments: wrongFields)
    func badFields(change: [String: JSONValue], fields: [String]) async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let refused = await refusal { try await reviews.post(4, change, by: ann) }
        #expect(refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "nothing")")
        #expect(try await reviews.shop.number("SELECT COUNT(*) FROM product_reviews") == 0)
    }

    @Test("What is needed and missing is named; who is nobody, or a program, reviews nothing; nor what is not sold")
    func refusals() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let missing = await refusal { _ = try await reviews.send("POST", "/products/1", [:], by: ann) }
        #expect(missing?.fields.map(\.field).sorted() == ["content", "rating"])
        #expect(
            await refusal { try await reviews.post(4, by: .key(APIKey.ID(1), role: .staff)) }?.code == "no-customer"
        )
        #expect(await refusal { try await reviews.post(4, of: 99, by: ann) }?.kind == .notFound)
        try await reviews.shop.files.store.write { tx in
            _ = try tx.execute("UPDATE products SET is_active = 0 WHERE id = 2")
        }
        #expect(await refusal { try await reviews.post(4, of: 2, by: ann) }?.kind == .notFound)
        #expect(await refusal { _ = try await reviews.send("GET", "/products/2") }?.kind == .notFound)
        #expect(try await reviews.send("GET", "/products/2", by: .system)["data"] == [])
    }

    @Test("Written, waiting, approved, shown, changed, waiting again, deleted")
    func life() async throws {
        let reviews = try await ReviewShop.open(["moderation": "all"])
        let ann = try await reviews.customer("Ann")
        let written = try await reviews.post(
            4,
            [
                "title": "A pot",
                "photos": ["https://photos.example.com/1.jpg?a=b,c", "https://photos.example.com/2.jpg"],
            ],
            by: ann
        )
        #expect(written.status == 201)
        #expect(written["status"] == "pending" && written["author"] == "Ann" && written["is_verified"] == false)
        #expect(written["photos"] == ["https://photos.example.com/1.jpg?a=b,c", "https://photos.example.com/2.jpg"])
        let id = try #require(written["id"].integer)
        #expect(await refusal { _ = try await reviews.send("GET", "/\(id)") }?.kind == .notFound)
        #expect(try await reviews.send("GET", "/\(id)", by: ann)["status"] == "pending")
        #expect(try await reviews.send("GET", "/products/1")["data"] == [])
        #expect(try await reviews.shown() == ["average": nil, "count": 0])

        let approved = try await reviews.send(
            "PATCH",
            "/\(id)",
            ["status": "approved", "answer": "Thanks!"],
            by: .system
        )
        #expect(approved["status"] == "approved" && approved["answered_at"].text != nil)
        let shown = try await reviews.send("GET", "/products/1")["data"][0]
        #expect(shown["rating"] == 4 && shown["answer"] == "Thanks!" && shown["title"] == "A pot")
        #expect(shown["user_id"] == nil && shown["status"] == nil)
        #expect(try await reviews.send("GET", "/\(id)").json == shown)
        #expect(try await reviews.shown() == ["average": 4.0, "count": 1])
        let silent = try await reviews.send("PATCH", "/\(id)", ["answer": nil], by: .system)
        #expect(silent["answer"] == .null && silent["answered_at"] == .null)

        let changed = try await reviews.send(
            "PATCH",
            "/\(id)",
            ["rating": 2, "title": nil, "author": "A. Potter", "photos": []],
            by: ann
        )
        #expect(changed["status"] == "pending" && changed["title"] == .null && changed["photos"] == [])
        #expect(changed["content"] == "Holds water." && changed["author"] == "A. Potter")
        #expect(try await reviews.shown() == ["average": nil, "count": 0])
        #expect(try await reviews.send("GET", "/mine", by: ann)["data"].elements.count == 1)

        #expect(try await reviews.send("DELETE", "/\(id)", by: ann).status == 204)
        #expect(await refusal { _ = try await reviews.send("GET", "/\(id)", by: ann) }?.kind == .notFound)
        #expect(try await reviews.totalsAreExact())
    }

    @Test("A customer reviews a product once, and is told how to change it; others do so too")
    func once() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        let id = try #require(try await reviews.post(4, by: ann)["id"].integer)
        let again = await refusal { try await reviews.post(5, by: ann) }
        #expect(again?.kind == .conflict && again?.code == "already-reviewed")
        #expect(again?.detail.contains("PATCH /v1/x/reviews/\(id)") == true)
        try await reviews.post(5, by: ben)
        let second = try await reviews.post(1, of: 2, by: ann)["id"]
        let mine = try await reviews.send("GET", "/mine", by: ann)["data"].elements
        #expect(mine.map { $0["id"] } == [second, .integer(id)])
        #expect(try await reviews.shown() == ["average": 4.5, "count": 2])
    }

    @Test("Of a customer's twenty reviews at once one is kept, and counted once")
    func onceAtOnce() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { await refusal { try await reviews.post(3, by: ann) } == nil }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(kept == 1)
        #expect(try await reviews.shown() == ["average": 3.0, "count": 1])
    }

    @Test("What a review says is its author's, its status and the answer are staff's")
    func rights() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        let id = try #require(try await reviews.post(4, by: ann)["id"].integer)
        let refusals: [(JSONValue, TotemKernel.Actor, String)] = [
            (["content": "Mine now."], ben, "not-yours"), (["rating": 1], .system, "not-yours"),
            (["status": "rejected"], ann, "staff-only"), (["answer": "Hear, hear."], ann, "staff-only"),
            (["content": "Better.", "status": "approved"], ann, "staff-only"),
        ]
        for (body, actor, code) in refusals {
            let refused = await refusal { _ = try await reviews.send("PATCH", "/\(id)", body, by: actor) }
            #expect(refused?.code == code && refused?.kind == .forbidden, "\(body)")
        }
        #expect(await refusal { _ = try await reviews.send("DELETE", "/\(id)", by: ben) }?.code == "not-yours")
        #expect(try await reviews.send("GET", "/\(id)")["content"] == "Holds water.")
        // A store manager who buys here is both.
        let boss = try await reviews.customer("Boss", roles: [.storeManager, .customer])
        let own = try #require(try await reviews.post(5, by: boss)["id"].integer)
        let both = try await reviews.send("PATCH", "/\(own)", ["rating": 4, "answer": "We agree."], by: boss)
        #expect(both["rating"] == 4 && both["answer"] == "We agree.")
        #expect(try await reviews.send("DELETE", "/\(id)", by: boss).status == 204)
    }

    private static let addresses: [(String, Bool)] = [
        ("https://photos.example.com/a.jpg", true), ("https://photos.example.com", true),
        ("https://PHOTOS.example.com/a%20b.jpg?size=1&x=%22#top", true), ("https://xn--bcher-kva.example/a", true),
        ("http://photos.example.com/a.jpg", false), ("//photos.example.com/a.jpg", false),
        ("javascript:alert(1)", false), ("https://", false), ("https:///a.jpg", false), ("https://localhost/a", false),
        ("https://127.0.0.1/a.jpg", false), ("https://10.1/a.jpg", false), ("https://[::1]/a.jpg", false),
        ("https://user@photos.example.com/a", false), ("https://photos.example.com:8443/a", false),
        ("https://photos..example.com/a", false), ("https://-a.example.com/a", false),
        ("https://photos.example.com/a b.jpg", false), ("https://photos.example.com/\"onerror=", false),
        ("https://photos.example.com/<script>", false), ("https://photos.example.com/\\a", false),
        ("https://photos.example.com/ä.jpg", false), ("https://photos.example.com/a\n", false),
        ("https://photos.example.com/" + String(repeating: "a", count: 2000), false),
    ]

    @Test("Photos are addresses of https, at hosts with names", arguments: addresses)
    func photos(address: String, isTaken: Bool) async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let refused = await refusal { try await reviews.post(4, ["photos": [.string(address)]], by: ann) }
        #expect(refused?.fields.map(\.field) == (isTaken ? nil : ["photos[0]"]), "\(refused?.detail ?? "")")
        guard isTaken else { return }
        #expect(try await reviews.send("GET", "/products/1")["data"][0]["photos"] == [.string(address)])
    }

    @Test("A shop takes photos from its own hosts alone, and as many as it likes")
    func photoSettings() async throws {
        let reviews = try await ReviewShop.open(["photo_hosts": "cdn.example.com  Img.Example.org", "photo_limit": 2])
        let ann = try await reviews.customer("Ann")
        let bad: [(JSONValue, String)] = [
            (["https://example.com/1"], "photos[0]"), (["https://evilcdn.example.com/1"], "photos[0]"),
            (["https://cdn.example.com.evil.example/1"], "photos[0]"),
            (["https://cdn.example.com/1", "https://cdn.example.com/2", "https://cdn.example.com/3"], "photos"),
        ]
        for (photos, field) in bad {
            let refused = await refusal { try await reviews.post(4, ["photos": photos], by: ann) }
            #expect(refused?.fields.map(\.field) == [field], "\(photos)")
        }
        let good: JSONValue = ["https://cdn.example.com/1", "https://eu.img.example.org/2"]
        #expect(try await reviews.post(4, ["photos": good], by: ann).status == 201)
        for hosts in ["not a host", "https://cdn.example.com", "localhost", "10.0.0.1"] {
            let refused = await refusal { try await reviews.set(["photo_hosts": .string(hosts)]) }
            #expect(refused?.fields.map(\.field) == ["settings.photo_hosts"], "\(hosts)")
        }
    }
}
