import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Customers for the shop's staff")
struct CustomerRoutesTests {
    /// People with these names, each with an e-mail made of both.
    private func register(_ names: [(String, String)], _ kernel: Kernel) async throws {
        try await kernel.write(as: .system) { tx, context in
            for (first, last) in names {
                let email = "\(first).\(last)@example.com".replacing(" ", with: "-")
                let new = try NewUser(email: Email(email), passwordHash: "x", firstName: first, lastName: last)
                _ = try UserStore.register(new, in: tx, at: context.now)
            }
        }
    }

    /// First names of every page.
    private func found(_ query: String, limit: Int, as client: TestClient) async throws -> [String] {
        var names: [String] = []
        var cursor: String? = ""
        while let next = cursor {
            let page = try await client.get(
                "/v1/customers?limit=\(limit)\(query)\(next.isEmpty ? "" : "&cursor=\(next)")"
            )
            #expect(page.status == 200)
            names += page["data"].elements.compactMap { $0["first_name"]?.text }
            cursor = page["next_cursor"].text
        }
        return names
    }

    @Test("Customers are found by the beginning of an e-mail or of any word of a name, each once, page after page")
    func search() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            let names = [
                ("Anna", "Smith"), ("Bert", "Annandale"), ("ANNA Maria", "van der Berg"), ("Carl", "Smith-Jones"),
                ("Émile", "Zola"), ("Dora", "50%_Off"),
            ]
            try await register(names, kernel)
            for limit in [1, 2, 100] {
                #expect(
                    try await found("", limit: limit, as: staff)
                        == ["Dora", "Émile", "Carl", "ANNA Maria", "Bert", "Anna"]
                )
                #expect(try await found("&q=anna", limit: limit, as: staff) == ["ANNA Maria", "Anna", "Bert"])
                #expect(try await found("&q=Smith", limit: limit, as: staff) == ["Anna", "Carl"])
            }
            for (query, name) in [
                ("anna.smith@", "Anna"), ("der%20%20BERG", "ANNA Maria"), ("maria+van", "ANNA Maria"),
                ("%C3%A9m", "Émile"),
                ("50%25_", "Dora"),
            ] {
                #expect(try await found("&q=\(query)", limit: 10, as: staff) == [name], "\(query)")
            }
            #expect(try await found("&q=mith", limit: 10, as: staff) == [])
            let page = try await staff.get("/v1/customers?limit=1&q=anna")["next_cursor"].text ?? ""
            #expect(try await staff.get("/v1/customers?q=smith&cursor=\(page)")["errors"][0]["field"] == "cursor")
            #expect(try await staff.get("/v1/customers?limit=0")["errors"][0]["field"] == "limit")
        }
    }

    @Test("A new name or e-mail is found, the old one is not; who has lost the role is no customer")
    func renamed() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let ann = try await guest.customer("ann@shop.example")
            _ = try await ann.patch("/v1/me", ["first_name": "Ann", "last_name": "Smith"])
            _ = try await ann.patch("/v1/me", ["last_name": "Jones"])
            #expect(try await found("&q=smith", limit: 10, as: admin) == [])
            #expect(try await found("&q=jones", limit: 10, as: admin) == ["Ann"])
            let id = try #require(try await ann.get("/v1/me")["id"].integer)
            _ = try await admin.put("/v1/users/\(id)/roles", ["roles": ["staff"]])
            #expect(try await found("&q=jones", limit: 10, as: admin) == [])
            #expect(try await found("", limit: 10, as: admin) == [])
            #expect(try await admin.get("/v1/customers/\(id)").status == 404)
        }
    }

    @Test("A customer is shown with the newest orders, and sums over all that are not cancelled")
    func withOrders() async throws {
        let clock = TestClock()
        try await withServer(clock: clock) { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            _ = try await guest.with(.storeManager, kernel).post(
                "/v1/products",
                ["name": "Mug", "sku": "MUG", "price": ["amount": 500, "currency": "USD"]]
            )
            let ann = try await guest.customer("ann@shop.example")
            var orders: [TestResponse] = []
            for _ in 0..<22 {
                clock.advance(milliseconds: 1000)
                let cart = try await ann.post("/v1/carts", ["items": [["sku": "MUG", "quantity": 2]]])
                orders.append(try await ann.checkout(cart, ["email": "ann@shop.example"]))
            }
            let last = try #require(orders.popLast()?["id"].integer)
            _ = try await staff.post("/v1/orders/\(last)/transitions", ["to": "cancelled"])
            let id = try #require(try await ann.get("/v1/me")["id"].integer)
            let shown = try await staff.get("/v1/customers/\(id)")
            #expect(
                shown["email"] == "ann@shop.example" && shown["is_active"] == true && shown["roles"] == ["customer"]
            )
            #expect(shown["orders_count"] == 21)
            #expect(shown["orders_total"] == ["amount": 21_000, "currency": "USD"])
            #expect(shown["last_order_at"] == orders.last?["created_at"])
            let ids = [last] + orders.reversed().compactMap { $0["id"].integer }
            #expect(shown["orders"].elements.compactMap { $0["id"]?.integer } == Array(ids.prefix(20)))
            let listed = try await staff.get("/v1/customers")["data"][0]
            #expect(listed["orders_count"] == 21 && listed["orders"] == nil)
            #expect(try await staff.get("/v1/customers/99").status == 404)
        }
    }

    @Test("Who is deactivated is logged out at once, and told so only with the right password")
    func deactivated() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let staff = try await guest.with(.staff, kernel)
            let ann = try await guest.customer("ann@shop.example")
            let path = "/v1/customers/\(try #require(try await ann.get("/v1/me")["id"].integer))"
            #expect(try await staff.patch(path, ["is_active": false]).status == 403)
            #expect(try await manager.patch(path, ["is_active": false])["is_active"] == false)
            #expect(try await ann.get("/v1/me").status == 401)
            let right: JSONValue = ["email": "ann@shop.example", "password": "correct horse"]
            let wrong: JSONValue = ["email": "ann@shop.example", "password": "battery staple"]
            #expect(try await guest.post("/v1/sessions", wrong).problem == "bad-login")
            let refused = try await guest.post("/v1/sessions", right)
            #expect(refused.status == 403 && refused.problem == "account-inactive")
            #expect(try await manager.patch(path, ["is_active": true])["is_active"] == true)
            #expect(try await guest.post("/v1/sessions", right).status == 201)
            #expect(try await manager.patch(path, [:])["errors"][0]["field"] == "is_active")
        }
    }

    @Test("Who works for the shop is not deactivated as a customer")
    func staffStay() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let ann = try await guest.customer("ann@shop.example")
            let id = try #require(try await ann.get("/v1/me")["id"].integer)
            _ = try await admin.put("/v1/users/\(id)/roles", ["roles": ["admin", "customer"]])
            #expect(try await admin.patch("/v1/customers/\(id)", ["is_active": false]).problem == "works-for-shop")
            #expect(try await ann.get("/v1/me").status == 200)
        }
    }
}
