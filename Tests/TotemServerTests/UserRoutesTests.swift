import Testing
import TotemKernel
import TotemTesting

@Suite("Users over HTTP")
struct UserRoutesTests {
    @Test("A customer registers, logs in, is somebody, and logs out")
    func session() async throws {
        try await withServer { guest, _ in
            let body: JSONValue = ["email": "Anna@Example.com", "password": "correct horse", "first_name": "Anna"]
            let registered = try await guest.post("/v1/customers", body)
            #expect(registered.status == 201 && registered["email"] == "anna@example.com")
            #expect(registered["roles"] == ["customer"])
            #expect(try await guest.post("/v1/customers", body).status == 409)
            let session = try await guest.post(
                "/v1/sessions",
                ["email": "anna@example.com", "password": "correct horse"]
            )
            #expect(session.status == 201 && session["user"]["first_name"] == "Anna")
            let anna = TestClient(url: guest.url, token: session["token"].text)
            #expect(try await anna.get("/v1/me")["email"] == "anna@example.com")
            #expect(try await anna.delete("/v1/sessions/current").status == 204)
            #expect(try await anna.get("/v1/me").status == 401)
            #expect(try await guest.get("/v1/me").status == 401)
        }
    }

    @Test("Wrong passwords and unknown emails are told alike, and throttled with Retry-After")
    func throttled() async throws {
        try await withServer(clock: TestClock()) { guest, _ in
            let email = "anna@example.com"
            _ = try await guest.post("/v1/customers", ["email": .string(email), "password": "correct horse"])
            for address in [email, "nobody@example.com"] {
                var problems: Set<String?> = []
                for _ in 0..<5 {
                    problems.insert(
                        try await guest.post("/v1/sessions", ["email": .string(address), "password": "wrong"]).problem
                    )
                }
                #expect(problems == ["bad-login"])
                let answer = try await guest.post(
                    "/v1/sessions",
                    ["email": .string(address), "password": "correct horse"]
                )
                #expect(answer.status == 429)
                #expect(answer.headers["retry-after"] == "1")
            }
        }
    }

    @Test("A profile changes freely, a password with the old one, which ends other sessions")
    func profile() async throws {
        try await withServer { guest, _ in
            let here = try await guest.customer("anna@example.com")
            let credentials: JSONValue = ["email": "anna@example.com", "password": "correct horse"]
            let there = TestClient(
                url: guest.url,
                token: try await guest.post("/v1/sessions", credentials)["token"].text
            )
            #expect(try await here.patch("/v1/me", ["last_name": "Smith"])["last_name"] == "Smith")
            let wrong = try await here.patch("/v1/me", ["password": "battery staple", "current_password": "no"])
            #expect(wrong.status == 422 && wrong["errors"][0]["field"] == "current_password")
            #expect(try await there.get("/v1/me").status == 200)
            let changed = try await here.patch(
                "/v1/me",
                ["password": "battery staple", "current_password": "correct horse"]
            )
            #expect(changed.status == 200)
            #expect(try await here.get("/v1/me").status == 200)
            #expect(try await there.get("/v1/me").status == 401)
            #expect(try await guest.post("/v1/sessions", credentials).status == 401)
        }
    }

    @Test("An address book is its owner's alone")
    func addresses() async throws {
        try await withServer { guest, _ in
            let anna = try await guest.customer("anna@example.com")
            let bert = try await guest.customer("bert@example.com")
            let body: JSONValue = [
                "address_type": "billing", "address_line1": "Main St 1", "city": "Berlin", "postal_code": "10115",
                "country": "de",
            ]
            let made = try await anna.post("/v1/me/addresses", body)
            #expect(made.status == 201 && made["country"] == "DE" && made["is_default"] == true)
            let path = "/v1/me/addresses/\(try #require(made["id"].integer))"
            #expect(try await bert.patch(path, ["city": "Bonn"]).status == 404)
            #expect(try await bert.delete(path).status == 404)
            let moved = try await anna.patch(path, ["city": "Bonn", "address_line2": "2nd floor"])
            #expect(moved["city"] == "Bonn" && moved["address_line1"] == "Main St 1")
            #expect(try await anna.get("/v1/me/addresses")["data"].elements.count == 1)
            let bad = try await anna.post("/v1/me/addresses", ["city": "Bonn"])
            #expect(bad.status == 422)
            #expect(try await anna.delete(path).status == 204)
        }
    }

    @Test("Roles are an administrator's matter and work at once; the last administrator stays")
    func roles() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let anna = try await guest.customer("anna@example.com")
            let id = try #require(try await anna.get("/v1/me")["id"].integer)
            #expect(try await anna.get("/v1/users").status == 403)
            let path = "/v1/users/\(id)/roles"
            let promoted = try await admin.put(path, ["roles": ["admin", "customer"]])
            #expect(promoted["roles"] == ["admin", "customer"])
            #expect(try await anna.get("/v1/users")["data"].elements.count == 1)
            _ = try await guest.customer("bert@example.com")
            _ = try await guest.customer("carl@example.com")
            let first = try await anna.get("/v1/users?limit=2")
            #expect(first["data"].elements.map { $0["email"] } == ["carl@example.com", "bert@example.com"])
            let second = try await anna.get("/v1/users?limit=2&cursor=\(first["next_cursor"].text ?? "")")
            #expect(second["data"].elements.map { $0["email"] } == ["anna@example.com"])
            #expect(second["next_cursor"] == .null)
            #expect(try await admin.put(path, ["roles": []]).problem == "last-admin")
            #expect(try await admin.put(path, ["roles": ["king"]])["errors"][0]["field"] == "roles[0]")
        }
    }
}
