import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What is on a list")
struct ItemTests {
    @Test("Products and variants, each once, by id or SKU, as they are now")
    func added() async throws {
        let lists = try await WishlistShop.open()
        try await lists.variants("VASE", [4000, 5000], stock: 0)
        let ann = try await lists.customer("Ann")
        let id = try await lists.list(by: ann)
        let things: [JSONValue] = [
            ["product_id": 1], ["variant_id": 2], ["sku": "VASE-0"], ["product_id": 4], ["sku": "MUG-1"],
        ]
        for body in things { _ = try await lists.send("POST", "/\(id)/items", body, by: ann) }
        let items = try await lists.send("GET", "/\(id)", by: ann)["items"].elements
        #expect(items.map { $0["sku"] } == ["POT-1", "VASE-1", "VASE-0", "VASE", "MUG-1"])
        #expect(items.map { $0["variant_id"] } == [.null, 2, 1, .null, .null])
        #expect(items.map { $0["price"]?["amount"] } == [1999, 5000, 4000, 4000, 333])
        #expect(items.map { $0["is_available"] } == [true, false, false, false, true])
        #expect(items[0]["price"]?["currency"] == "USD" && items[0]["slug"] != nil)
        for body in [["product_id": 1], ["variant_id": 2], ["sku": "VASE"]] as [JSONValue] {
            #expect(
                await refusal { _ = try await lists.send("POST", "/\(id)/items", body, by: ann) }?.code == "on-list"
            )
        }
        let other = try await lists.list("Other", [1], by: ann)
        #expect(try await lists.send("GET", "/\(other)", by: ann)["items"].elements.count == 1)
    }

    private static let wrong: [(JSONValue, [String])] = [
        ([:], ["product_id"]), (["product_id": 1, "sku": "POT-1"], ["product_id"]),
        (["product_id": 99], ["product_id"]),
        (["variant_id": 99], ["variant_id"]), (["sku": "NONE"], ["sku"]), (["product_id": 0], ["product_id"]),
        (["product_id": "1"], ["product_id"]), (["sku": 1], ["sku"]), (["quantity": 2, "product_id": 1], ["quantity"]),
        (["product_id": 2], ["product_id"]), (["product_id": nil], ["product_id"]),
    ]

    @Test("What names nothing that is sold is refused by its field", arguments: wrong)
    func badFields(body: JSONValue, fields: [String]) async throws {
        let lists = try await WishlistShop.open()
        try await lists.shop.files.store.write { tx in
            _ = try tx.execute("UPDATE products SET is_active = 0 WHERE id = 2")
        }
        let ann = try await lists.customer("Ann")
        let id = try await lists.list(by: ann)
        let refused = await refusal { _ = try await lists.send("POST", "/\(id)/items", body, by: ann) }
        #expect(refused?.kind == .invalid && refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "nothing")")
    }

    @Test("Taken off, what is there is not twice, and a list holds what the shop says")
    func takenOff() async throws {
        let lists = try await WishlistShop.open(["max_items": 2])
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1, 2], by: ann)
        #expect(await refusal { try await lists.add(3, to: id, by: ann) }?.code == "list-full")
        lists.shop.clock.advance(milliseconds: 1)
        #expect(try await lists.send("DELETE", "/\(id)/items/1", by: ann).status == 204)
        #expect(try await lists.send("GET", "/\(id)", by: ann)["updated_at"].text == lists.shop.clock.now.description)
        #expect(await refusal { _ = try await lists.send("DELETE", "/\(id)/items/1", by: ann) }?.kind == .notFound)
        try await lists.add(3, to: id, by: ann)
        let other = try await lists.list("Other", by: ann)
        #expect(await refusal { _ = try await lists.send("DELETE", "/\(other)/items/2", by: ann) }?.kind == .notFound)
        #expect(try await lists.send("GET", "/\(id)", by: ann)["items"].elements.map { $0["product_id"] } == [2, 3])
    }

    @Test("Of twenty that are put on at once none is there twice, and no list holds too many")
    func atOnce() async throws {
        let lists = try await WishlistShop.open(["max_items": 2])
        let ann = try await lists.customer("Ann")
        let id = try await lists.list(by: ann)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<21 {
                group.addTask { _ = await refusal { try await lists.add(Int64(index % 3 + 1), to: id, by: ann) } }
            }
        }
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_items") == 2)
        #expect(try await lists.shop.number("SELECT COUNT(DISTINCT product_id) FROM wishlist_items") == 2)
    }

    @Test("Moved to the cart it is the buyer's own line, and not on the list any more")
    func moved() async throws {
        let lists = try await WishlistShop.open()
        try await lists.variants("VASE", [4000, 5000], stock: 9)
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1], by: ann)
        _ = try await lists.send("POST", "/\(id)/items", ["variant_id": 2], by: ann)
        let cart = try await lists.shop.cart([("POT-1", 1)], by: ann).token
        let move = { (item: Int64, body: JSONValue) in
            try await lists.send("POST", "/\(id)/items/\(item)/move-to-cart", body, by: ann)
        }
        #expect(try await move(1, ["cart": .string(cart), "quantity": 2]).status == 204)
        #expect(try await move(2, ["cart": .string(cart)]).status == 204)
        let items = try await lists.shop.look(cart).items
        #expect(items.map(\.sku) == ["POT-1", "VASE-1"] && items.map(\.quantity.value) == [3, 1])
        #expect(try await lists.send("GET", "/\(id)", by: ann)["items"] == [])
        #expect(await refusal { _ = try await move(1, ["cart": .string(cart)]) }?.kind == .notFound)
    }

    @Test(
        "What is sold out stays on the list and out of the cart, as does more than there is; what nobody counts is moved"
    )
    func soldOut() async throws {
        let lists = try await WishlistShop.open()
        try await lists.variants("VASE", [4000, 5000], stock: 1)
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1, 3], by: ann)
        _ = try await lists.send("POST", "/\(id)/items", ["variant_id": 2], by: ann)
        let cart = try await lists.shop.cart([("MUG-1", 1)], by: ann).token
        let move = { (item: Int64, quantity: Int64) in
            await refusal {
                let body: JSONValue = ["cart": .string(cart), "quantity": .integer(quantity)]
                _ = try await lists.send("POST", "/\(id)/items/\(item)/move-to-cart", body, by: ann)
            }
        }
        try await lists.stock("POT-1", 0)
        let gone = await move(1, 1)
        #expect(gone?.code == "sold-out" && gone?.kind == .conflict && gone?.detail.contains("sold out") == true)
        let few = await move(3, 2)
        #expect(few?.code == "sold-out" && few?.detail.contains("only 1") == true)
        #expect(try await lists.shop.look(cart).items.map(\.sku) == ["MUG-1"])
        #expect(try await lists.send("GET", "/\(id)", by: ann)["items"].elements.count == 3)
        // What lies in a warehouse that sells nothing is not there.
        try await lists.shop.files.store.write { tx in _ = try tx.execute("UPDATE warehouses SET is_active = 0") }
        #expect(await move(3, 1)?.code == "sold-out")
        try await lists.shop.files.store.write { tx in
            try tx.execute("UPDATE warehouses SET is_active = 1")
            try tx.execute("UPDATE products SET manages_stock = 0 WHERE id = 3")
        }
        try await lists.stock("POT-1", 2)
        for (item, quantity) in [(1, 2), (2, 500), (3, 1)] as [(Int64, Int64)] {
            #expect(await move(item, quantity) == nil, "\(item)")
        }
        #expect(try await lists.shop.order(cart, by: ann).items.map(\.quantity.value) == [1, 2, 500, 1])
    }

    @Test("What the cart has of it already counts: nothing is moved that makes more than there is")
    func inTheCartAlready() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1, 2], by: ann)
        let cart = try await lists.shop.cart([("POT-1", 2), ("MUG-1", 1)], by: ann).token
        try await lists.stock("POT-1", 2)
        try await lists.stock("MUG-1", 2)
        let move = { (item: Int64) in
            await refusal {
                let body: JSONValue = ["cart": .string(cart)]
                _ = try await lists.send("POST", "/\(id)/items/\(item)/move-to-cart", body, by: ann)
            }
        }
        let refused = await move(1)
        #expect(refused?.code == "sold-out" && refused?.detail.contains("only 2") == true, "\(refused?.detail ?? "")")
        #expect(await move(2) == nil)
        #expect(try await lists.send("GET", "/\(id)", by: ann)["items"].elements.map { $0["product_id"] } == [1])
        #expect(try await lists.shop.order(cart, by: ann).items.map(\.quantity.value) == [2, 2])
    }

    @Test("What can't be put into the cart stays on the list, with the reason")
    func notMoved() async throws {
        let lists = try await WishlistShop.open()
        try await lists.variants("VASE", [4000, 5000], stock: 9)
        let ann = try await lists.customer("Ann")
        let id = try await lists.list("Kitchen", [1, 4], by: ann)
        let cart = try await lists.shop.cart([("POT-1", 1)], by: ann).token
        let move = { (item: Int64, body: JSONValue) in
            await refusal { _ = try await lists.send("POST", "/\(id)/items/\(item)/move-to-cart", body, by: ann) }
        }
        #expect(await move(1, ["cart": "nobody's"])?.fields.map(\.field) == ["cart"])
        #expect(await move(1, [:])?.fields.map(\.field) == ["cart"])
        #expect(await move(1, ["cart": .string(cart), "quantity": 0])?.fields.map(\.field) == ["quantity"])
        #expect(await move(1, ["cart": "nobody's"])?.kind == .invalid)
        let many = await move(1, ["cart": .string(cart), "quantity": 9_000_000_000_000_000_000])
        #expect(many?.fields.map(\.field) == ["quantity"], "\(many?.detail ?? "")")
        let product = await move(2, ["cart": .string(cart)])
        #expect(product?.code == "not-moved" && product?.detail.contains("comes in variants") == true)
        _ = try await lists.shop.order(cart, by: ann)
        #expect(await move(1, ["cart": .string(cart)])?.detail.contains("has become the order") == true)
        #expect(try await lists.send("GET", "/\(id)", by: ann)["items"].elements.count == 2)
    }

    @Test("The owner and those who have the link write notes; the owner deletes any, others their own")
    func notes() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        let id = try await lists.list("Kitchen", [1], by: ann)
        let token = try #require(try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)["token"].text)
        _ = try await lists.send("POST", "/\(id)/notes", ["text": "The \"big\"\none.", "item_id": 1], by: ann)
        let body: JSONValue = ["text": "I take it.", "author": "Ben"]
        let seen = try await lists.send("POST", "/public/\(token)/notes", body, by: ben)
        #expect(seen.status == 201 && seen["id"] == .null)
        #expect(seen["notes"].elements.map { $0["text"] } == ["The \"big\"\none.", "I take it."])
        #expect(seen["notes"].elements.map { $0["item_id"] } == [1, .null])
        #expect(seen["notes"].elements.map { $0["author"] } == [.null, "Ben"])
        #expect(
            await refusal { _ = try await lists.send("DELETE", "/public/\(token)/notes/1", by: ben) }?.kind == .notFound
        )
        #expect(try await lists.send("DELETE", "/public/\(token)/notes/2", by: ben).status == 204)
        _ = try await lists.send("POST", "/public/\(token)/notes", body, by: ben)
        #expect(try await lists.send("DELETE", "/\(id)/notes/3", by: ann).status == 204)
        // The second thing there is, but on another list.
        _ = try await lists.list("Other", [2], by: ann)
        let wrong: [(JSONValue, [String])] = [
            ([:], ["text"]), (["text": " "], ["text"]), (["text": "a", "item_id": 9], ["item_id"]),
            (["text": "a", "item_id": 2], ["item_id"]),
            (["text": "a", "item_id": "1"], ["item_id"]), (["text": "a", "author": "a\u{1}"], ["author"]),
            (["text": "a", "author": 5], ["author"]),
            (["text": .string(String(repeating: "x", count: 501))], ["text"]),
        ]
        for (body, fields) in wrong {
            let refused = await refusal { _ = try await lists.send("POST", "/public/\(token)/notes", body, by: ben) }
            #expect(refused?.fields.map(\.field) == fields, "\(body)")
        }
        let key = TotemKernel.Actor.key(APIKey.ID(1), role: .admin)
        let program = await refusal { _ = try await lists.send("POST", "/public/\(token)/notes", body, by: key) }
        #expect(program?.code == "no-customer")
        for _ in 0..<99 { _ = try await lists.send("POST", "/\(id)/notes", ["text": "More."], by: ann) }
        let full = await refusal { _ = try await lists.send("POST", "/public/\(token)/notes", body, by: ben) }
        #expect(full?.code == "too-many-notes")
    }

    @Test("A note changes its list, and of twenty at once no more are kept than a list holds")
    func notesAtOnce() async throws {
        let lists = try await WishlistShop.open()
        let (ann, ben) = (try await lists.customer("Ann"), try await lists.customer("Ben"))
        let id = try await lists.list(by: ann)
        let token = try #require(try await lists.send("PATCH", "/\(id)", ["is_public": true], by: ann)["token"].text)
        for _ in 0..<97 { _ = try await lists.send("POST", "/\(id)/notes", ["text": "More."], by: ann) }
        lists.shop.clock.advance(milliseconds: 1000)
        let codes = await withTaskGroup(of: String?.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let body: JSONValue = ["text": .string("Note \(number)")]
                    return await refusal { _ = try await lists.send("POST", "/public/\(token)/notes", body, by: ben) }?
                        .code
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == "too-many-notes" } == 17)
        let list = try await lists.send("GET", "/\(id)", by: ann)
        #expect(list["notes"].elements.count == 100)
        #expect(
            list["updated_at"] == .string(lists.shop.clock.now.description) && list["created_at"] != list["updated_at"]
        )
    }
}
