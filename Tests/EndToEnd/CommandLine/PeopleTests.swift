import Testing
import TotemKernel
import TotemTesting

@Suite("totem and the people of a shop")
struct CommandLinePeopleTests {
    @Test("key create prints the bare key alone; a daemon takes it until it is revoked")
    func keys() async throws {
        let shop = try await CommandLineShop()
        let made = try await shop.totem("key", "create", "--name", "till", "--role", "admin")
        #expect(made.status == 0)
        #expect(made.errors.isEmpty)
        let key = try #require(made.output.split(separator: "\n").first.map(String.init))
        #expect(made.output == key + "\n")
        #expect(!key.contains(" "))

        let daemon = try await TotemDaemon.start(on: shop.address)
        #expect(try await daemon.client(token: key).get("/v1/users").status == 200)
        let list = try await shop.totem("key", "list", "--json")
        #expect(list.json[0]["name"] == "till")
        #expect(list.json[0]["role"] == "admin")
        #expect(list.json[0]["revoked_at"] == .null)
        #expect(!list.output.contains(key))
        #expect(try await shop.totem("key", "revoke", "1").output == "Key 1 is revoked.\n")
        #expect(try await daemon.client(token: key).get("/v1/users").status == 401)
        #expect(try await shop.totem("key", "list", "--json").json[0]["revoked_at"] != .null)
        try await shop.totem("key", "revoke", "99").expectFailure(1, "99")
        try await shop.totem("key", "create", "--name", "x", "--role", "king")
            .expectFailure(2, "Please provide one of 'admin', 'store_manager', 'staff' or 'customer'")
        try await shop.totem("key", "create", "--name", "", "--role", "admin").expectFailure(1, "name")
        #expect(await daemon.stop() == 0)
    }

    @Test("user add takes the password from stdin, makes one when there is none, and never prints a given one")
    func users() async throws {
        let shop = try await CommandLineShop()
        let given = try await shop.totem(
            "user",
            "add",
            "ann@shop.example",
            "--role",
            "admin",
            input: "correct horse battery\n"
        )
        #expect(given.status == 0)
        #expect(given.output.isEmpty)
        #expect(!given.errors.contains("correct horse"))
        let made = try await shop.totem("user", "add", "bob@shop.example", "--role", "customer", "--generate")
        let password = try #require(made.output.split(separator: "\n").first.map(String.init))

        let client = try await TotemDaemon.start(on: shop.address)
        let logIn: (String, String) async throws -> Int = { email, password in
            try await client.client().post(
                "/v1/sessions",
                .object(["email": .string(email), "password": .string(password)])
            ).status
        }
        #expect(try await logIn("ann@shop.example", "correct horse battery") == 201)
        #expect(try await logIn("bob@shop.example", password) == 201)
        #expect(try await logIn("bob@shop.example", "correct horse battery") == 401)
        #expect(await client.stop() == 0)

        try await shop.totem("user", "add", "ann@shop.example", "--role", "staff", input: "another password\n")
            .expectFailure(1, "ann@shop.example")
        try await shop.totem("user", "add", "ann", "--role", "staff", input: "another password\n")
            .expectFailure(1, "email")
        try await shop.totem("user", "add", "eve@shop.example", "--role", "staff", input: "short\n")
            .expectFailure(1, "password")
        let list = try await shop.totem("user", "list", "--json").json
        #expect(list[1]["email"] == "ann@shop.example")
        #expect(list[1]["roles"] == ["admin"])
    }

    @Test("The last administrator stays one; everybody else becomes what the roles say")
    func lastAdmin() async throws {
        let shop = try await CommandLineShop()
        for (email, role) in [("ann@shop.example", "admin"), ("bob@shop.example", "customer")] {
            _ = try await shop.totem("user", "add", email, "--role", role, "--generate")
        }
        try await shop.totem("user", "role", "ann@shop.example", "staff").expectFailure(1, "admin")
        #expect(
            try await shop.totem("user", "role", "bob@shop.example", "--role", "admin", "--role", "staff").status == 0
        )
        #expect(try await shop.totem("user", "list", "--json").json[0]["roles"] == ["admin", "staff"])
        #expect(try await shop.totem("user", "role", "bob@shop.example", "admin", "staff").status == 0)
        #expect(try await shop.totem("user", "role", "ann@shop.example", "staff").status == 0)
        try await shop.totem("user", "role", "nobody@shop.example", "staff").expectFailure(1, "nobody@shop.example")
        #expect(try await shop.totem("user", "list").output.contains("bob@shop.example  admin, staff"))
    }
}
