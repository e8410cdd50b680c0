import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("Idempotency keys of guests, and of requests with secrets")
struct GuestKeysTests {
    @Test("A key that another guest could have too is refused with the mend; a UUID is one's own")
    func shortKeys() async throws {
        try await withServer { guest, _ in
            for key in ["1", "order-1", String(repeating: "k", count: 31)] {
                let answer = try await guest.post("/v1/carts", headers: ["Idempotency-Key": key])
                #expect(answer.status == 422, "\(key)")
                #expect(answer["errors"][0]["field"] == "Idempotency-Key")
                #expect(answer["detail"].text?.contains("UUID") == true)
            }
            for key in ["6f1c2ba0-41c5-4b3b-9a6e-0d3f7f1d2a55", "6f1c2ba041c54b3b9a6e0d3f7f1d2a56"] {
                let first = try await guest.post("/v1/carts", headers: ["Idempotency-Key": key])
                #expect(first.status == 201)
                let again = try await guest.post("/v1/carts", headers: ["Idempotency-Key": key])
                #expect(again.body == first.body && again.headers["idempotent-replayed"] == "true")
            }
            // Who is known chooses as he likes.
            let ann = try await guest.customer("ann@shop.example")
            let bob = try await guest.customer("bob@shop.example")
            let carts = [
                try await ann.post("/v1/carts", headers: ["Idempotency-Key": "1"]),
                try await bob.post("/v1/carts", headers: ["Idempotency-Key": "1"]),
            ]
            #expect(carts.map(\.status) == [201, 201])
            #expect(carts[0]["id"] != carts[1]["id"])
        }
    }

    @Test("A registration is repeated with its key and password, and nothing that is kept tells the password")
    func registration() async throws {
        try await withServer { guest, kernel in
            let key = RandomToken.make()
            let headers = ["Idempotency-Key": key]
            let body: JSONValue = ["email": "ann@shop.example", "password": "correct horse"]
            let first = try await guest.post("/v1/customers", body, headers: headers)
            let again = try await guest.post("/v1/customers", body, headers: headers)
            #expect(first.status == 201 && again.status == 201 && again.body == first.body)
            #expect(again.headers["idempotent-replayed"] == "true")
            let other: JSONValue = ["email": "ann@shop.example", "password": "battery staple"]
            #expect(try await guest.post("/v1/customers", other, headers: headers).problem == "idempotency-key-reused")

            // Whoever reads the store can't find the password with it: the kept hash is that of any password.
            let kept = try await kernel.store.read { tx in
                try tx.query("SELECT request_hash FROM idempotency_keys") { try $0.get(0, as: [UInt8].self) }
            }
            let withPassword = try IdempotentRequest(
                actor: .guest,
                key: key,
                method: "POST",
                target: "/v1/customers",
                body: Array("{\"email\":\"ann@shop.example\",\"password\":\"correct horse\"}".utf8)
            )
            let without = try IdempotentRequest(
                actor: .guest,
                key: key,
                method: "POST",
                target: "/v1/customers",
                body: Array("{\"email\":\"ann@shop.example\"}".utf8)
            )
            #expect(kept == [without.hash])
            #expect(kept != [withPassword.hash])
        }
    }

    @Test("A change of password is repeated with its key; the old password is not asked for again")
    func password() async throws {
        try await withServer { guest, _ in
            let ann = try await guest.customer("ann@shop.example")
            let headers = ["Idempotency-Key": "change"]
            let change: JSONValue = ["password": "battery staple", "current_password": "correct horse"]
            #expect(try await ann.patch("/v1/me", change, headers: headers).status == 200)
            let again = try await ann.patch("/v1/me", change, headers: headers)
            #expect(again.status == 200 && again.headers["idempotent-replayed"] == "true")
            let other: JSONValue = ["password": "something else", "current_password": "correct horse"]
            #expect(try await ann.patch("/v1/me", other, headers: headers).problem == "idempotency-key-reused")
            #expect(try await ann.patch("/v1/me", change).status == 422)
        }
    }
}
