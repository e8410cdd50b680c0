import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Who may do what")
struct AccessTests {
    @Test("A guest gets 401 and a customer 403 on every route that is not theirs, whatever else is wrong")
    func beforeTheBody() async throws {
        try await withServer { guest, kernel in
            let customer = try await guest.customer("ann@shop.example")
            let guarded = operations(of: kernel).filter { $0.role != nil }
            #expect(guarded.count > 40)
            for operation in guarded {
                let (method, path) = (operation.method.rawValue, operation.pathWithIDs)
                for body in [nil, "{", "{\"unknown\": 1}", "null"] where method != "GET" || body == nil {
                    let bytes = body.map { Array($0.utf8) }
                    let refused = try await guest.send(
                        method,
                        path,
                        bytes: bytes,
                        headers: ["Idempotency-Key": " ", "If-Match": "x"]
                    )
                    #expect(refused.status == 401, "\(operation) \(body ?? "")")
                    #expect(refused.headers["www-authenticate"] == "Bearer")
                    guard operation.role != .customer else { continue }
                    #expect(
                        try await customer.send(method, path, bytes: bytes).status == 403,
                        "\(operation) \(body ?? "")"
                    )
                }
            }
        }
    }

    @Test("A guest who logs out gets 401, whatever else is wrong")
    func logOutOfNothing() async throws {
        try await withServer { guest, kernel in
            let key = try await guest.with(.admin, kernel)
            for client in [guest, key] {
                let path = "/v1/sessions/current"
                #expect(try await client.send("DELETE", path + "?unknown=1").status == 401)
                let large = [UInt8](repeating: 0x20, count: ServerLimits.bodyBytes + 1)
                #expect(try await client.send("DELETE", path, bytes: large).status == 401)
            }
        }
    }

    @Test("Nobody waits for the body of a guest who may not send it")
    func withoutTheBody() async throws {
        try await withServer { guest, _ in
            let connection = try RawConnection(to: guest.url)
            connection.send(
                "POST /v1/products HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n{"
            )
            #expect(await connection.everything().hasPrefix("HTTP/1.1 401 "))
        }
    }

    @Test("A key that is revoked while a body arrives does nothing with it", .timeLimit(.minutes(5)))
    func revokedMeanwhile() async throws {
        let clock = CountingClock()
        try await withServer(clock: clock) { guest, kernel in
            let made = try await kernel.write(as: .system) { tx, context in
                try APIKeyStore.create(name: "till", role: .admin, in: tx, at: context.now)
            }
            let looks = clock.looks
            let connection = try RawConnection(to: guest.url)
            connection.send(
                """
                POST /v1/categories HTTP/1.1\r
                Host: shop.example\r
                Authorization: Bearer \(made.token.text)\r
                Content-Length: 15\r
                Connection: close\r
                \r
                {"name":
                """
            )
            // The time is asked for to look at the key, and again for the request of the one who was found good.
            try await wait(for: "a look at the key") { clock.looks >= looks + 2 }
            try await kernel.write(as: .system) { tx, context in
                try APIKeyStore.revoke(made.key.id, in: tx, at: context.now)
            }
            connection.send("\"Home\"}")
            #expect(await connection.everything().hasPrefix("HTTP/1.1 401 "))
            #expect(try await guest.get("/v1/categories")["data"].elements.isEmpty)
        }
    }

    @Test("A role that is taken, and a log-out, end with the answer")
    func ended() async throws {
        try await withServer { guest, kernel in
            let admin = try await guest.with(.admin, kernel)
            let ann = try await guest.customer("ann@shop.example")
            let id = try #require(try await ann.get("/v1/me")["id"].integer)
            for (roles, status) in [(["staff"], 200), (["customer"], 403), ([], 403)] as [([String], Int)] {
                let body: JSONValue = ["roles": .array(roles.map { .string($0) })]
                #expect(try await admin.put("/v1/users/\(id)/roles", body).status == 200)
                #expect(try await ann.get("/v1/inventory").status == status)
            }
            #expect(try await ann.delete("/v1/sessions/current").status == 204)
            #expect(try await ann.get("/v1/me").status == 401)
        }
    }

    @Test(
        "A log-in and a change of password that were checked with the old password are refused when it was changed since"
    )
    func changedMeanwhile() async throws {
        try await withServer { _, kernel in
            try await kernel.write(as: .system) { tx, context in
                let new = try NewUser(email: Email("ann@shop.example"), passwordHash: "old")
                let user = try UserStore.register(new, in: tx, at: context.now).id
                let own = try SessionStore.logIn(user, checked: "old", in: tx, at: context.now).token
                let stolen = try SessionStore.logIn(user, checked: "old", in: tx, at: context.now).token
                let change = ProfileChange(passwordHash: "new")
                _ = try UserStore.updateCredentials(user, change, askedBy: own, checked: "old", in: tx, at: context.now)
                #expect(throws: KernelError.self) {
                    try SessionStore.logIn(user, checked: "old", in: tx, at: context.now)
                }
                for (token, hash) in [(stolen, "new"), (own, "old")] {
                    #expect(throws: KernelError.self) {
                        try UserStore.updateCredentials(
                            user,
                            ProfileChange(passwordHash: "worse"),
                            askedBy: token,
                            checked: hash,
                            in: tx,
                            at: context.now
                        )
                    }
                }
            }
        }
    }
}

/// The machine's time, and how often it was asked for.
private final class CountingClock: TotemKernel.Clock {
    private let count = Atomic(0)

    var looks: Int { count.load(ordering: .acquiring) }
    var uptime: Duration { SystemClock().uptime }

    var now: Timestamp {
        count.add(1, ordering: .acquiringAndReleasing)
        return SystemClock().now
    }
}
