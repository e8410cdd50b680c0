import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("The border between HTTP and the routes")
struct BorderTests {
    @Test("What is no path, and what a path can't do, are problems")
    func unknownPathsAndMethods() async throws {
        try await withServer { client, _ in
            let missing = try await client.get("/v1/nothing")
            #expect(missing.status == 404)
            #expect(missing.headers["content-type"] == "application/problem+json")
            #expect(missing["detail"].text?.isEmpty == false)
            let method = try await client.delete("/health/live")
            #expect(method.status == 405)
            #expect(method.headers["allow"] == "GET, HEAD, OPTIONS")
            #expect(method.problem == "method-not-allowed")
        }
    }

    @Test(
        "Every kind of error has its status",
        arguments: [
            (KernelError.Kind.invalid, 422), (.unauthenticated, 401), (.forbidden, 403), (.notFound, 404),
            (.conflict, 409), (.stale, 412), (.throttled, 429), (.unavailable, 503),
        ]
    )
    func kernelErrors(kind: KernelError.Kind, status: Int) async throws {
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.get("/test", "A test", answering: .any)) { _ in
                throw KernelError(kind, "some-code", "Why.", retryAfter: 7)
            }
        }
        try await withServer(routes: routes) { client, _ in
            let answer = try await client.get("/test")
            #expect(answer.status == status)
            #expect(answer["type"] == "https://totem.dev/problems/some-code")
            #expect(answer["title"] == "Some code")
            #expect(answer.headers["retry-after"] == "7")
        }
    }

    @Test("A store that is full is 503 with Retry-After, and only staff are told where it is")
    func fullStore() async throws {
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.get("/full", "A test", answering: .any)) { _ in
                throw StoreError(.full, "The disk of /srv/shop is full.")
            }
        }
        try await withServer(routes: routes) { client, kernel in
            let full = try await client.get("/full")
            #expect(full.status == 503)
            #expect(full.headers["retry-after"] != nil)
            #expect(full["detail"].text?.contains("/srv/shop") == false)
            let token = try await kernel.write(as: .system) { tx, context in
                try APIKeyStore.create(name: "test", role: .staff, in: tx, at: context.now).token.text
            }
            let told = try await TestClient(url: client.url, token: token).get("/full")
            #expect(told["detail"].text?.hasSuffix("The disk of /srv/shop is full.") == true)
        }
    }

    @Test("What the server can't explain is 500 and says nothing but the name that the log has for it")
    func internalErrors() async throws {
        let log = TestLog()
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.get("/broken", "A test", answering: .any)) { _ in
                throw StoreError(.misuse, "secret path", sql: "SELECT secret")
            }
        }
        try await withServer(log: log.logger, routes: routes) { client, _ in
            let broken = try await client.get("/broken")
            #expect(broken.status == 500)
            #expect(!String(decoding: broken.body, as: UTF8.self).contains("secret"))
            let id = try #require(broken["request_id"].text)
            #expect(broken.headers["x-request-id"] == id)
            #expect(log.has("request_id=\(id)"))
        }
    }

    @Test("Who goes away in the middle of a request is no fault of the server's, and fills no log")
    func goneClients() async throws {
        let log = TestLog()
        try await withServer(log: log.logger) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send("POST /v1/carts HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n")
            connection.send("Content-Length: 100\r\nExpect: 100-continue\r\n\r\n{")
            // The route has it when the server asks for the rest.
            #expect(await connection.next().contains("100"))
            connection.reset()
            try await wait(for: "the end of the request") { log.has("route=/v1/carts") }
            #expect(log.has("status=400"))
            #expect(!log.has("a request failed"))
        }
    }

    @Test(
        "Every answer names its request, as a proxy has named it when that is short and plain",
        arguments: [
            ("/health/live", "a-proxy.has_named-it", true), ("/nothing", "a-proxy.has_named-it", true),
            ("/nothing", String(repeating: "a", count: 65), false), ("/nothing", "a b", false),
            ("/nothing", "<script>", false),
        ]
    )
    func names(path: String, given: String, isKept: Bool) async throws {
        try await withServer { client, _ in
            let answer = try await client.get(path, headers: ["X-Request-Id": given])
            let name = try #require(answer.headers["x-request-id"])
            #expect((name == given) == isKept)
            #expect(try await client.get(path).headers["x-request-id"] != name)
        }
    }

    @Test("A body over 1 MiB is 413, one that is no JSON 400, one with unknown fields 422")
    func bodies() async throws {
        struct Body: Decodable {
            let name: String
        }
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.post("/test", "A test", taking: .any, answering: .any)) { request in
                .json(try request.json(Body.self).name)
            }
        }
        try await withServer(routes: routes) { client, _ in
            let large = Array(repeating: UInt8(ascii: " "), count: ServerLimits.bodyBytes + 1)
            #expect(try await client.send("POST", "/test", bytes: large).status == 413)
            #expect(try await client.send("POST", "/test", bytes: Array("{".utf8)).status == 400)
            #expect(try await client.send("POST", "/test", bytes: nil).status == 400)
            let unknown = try await client.post("/test", ["name": "a", "nmae": "b"])
            #expect(unknown.status == 422)
            #expect(unknown["errors"][0]["field"] == "nmae")
            #expect(try await client.post("/test", ["name": "a"]).json == "a")
        }
    }

    @Test("A token that is not known is 401, and so is a key from the moment in which it is revoked, whoever did it")
    func credentials() async throws {
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.get("/whoami", "A test", answering: .any)) { request in
                try request.actor.require(.staff)
                return .json("staff")
            }
        }
        try await withServer(routes: routes) { client, kernel in
            let made = try await kernel.write(as: .system) { tx, context in
                try APIKeyStore.create(name: "test", role: .admin, in: tx, at: context.now)
            }
            let known = TestClient(url: client.url, token: made.token.text)
            #expect(try await client.get("/whoami").status == 401)
            #expect(try await TestClient(url: client.url, token: "totem_k_wrong").get("/whoami").status == 401)
            #expect(try await client.get("/whoami", headers: ["Authorization": "Basic YQ=="]).status == 401)
            #expect(try await known.get("/whoami").status == 200)
            // Past the server, as another process does.
            try await kernel.store.write { tx in
                try APIKeyStore.revoke(made.key.id, in: tx, at: Timestamp(milliseconds: 1))
            }
            #expect(try await known.get("/whoami").status == 401)
        }
    }

    @Test("Equal requests with one Idempotency-Key run once; another body with it is 422; a failed one is not kept")
    func idempotency() async throws {
        let runs = Counter()
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.post("/test", "A test", taking: .any, answering: .any)) { request in
                let body = try request.json(JSONValue.self)
                return try await request.change { tx, context in
                    guard body["fail"] == nil || runs.count > 5 else { throw KernelError.invalid("fail", "failed") }
                    return Answer.created(["run": runs.next()], at: "/test/1")
                }
            }
        }
        let (key, otherKey) = (RandomToken.make(), RandomToken.make())
        try await withServer(routes: routes) { client, _ in
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<5 {
                    group.addTask { try await client.post("/test", ["a": 1], headers: ["Idempotency-Key": key]) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.status)) == [201])
            #expect(Set(answers.map { $0["run"] }) == [1])
            #expect(Set(answers.map { $0.headers["location"] }) == ["/test/1"])
            #expect(answers.filter { $0.headers["idempotent-replayed"] == "true" }.count == 4)
            let other = try await client.post("/test", ["a": 2], headers: ["Idempotency-Key": key])
            #expect(other.status == 422)
            let tooLong = String(repeating: "k", count: 256)
            #expect(try await client.post("/test", ["a": 1], headers: ["Idempotency-Key": tooLong]).status == 422)
            #expect(try await client.post("/test", ["fail": 1], headers: ["Idempotency-Key": otherKey]).status == 422)
            for _ in 0..<5 { _ = try await client.post("/test", ["a": 1]) }
            #expect(try await client.post("/test", ["fail": 1], headers: ["Idempotency-Key": otherKey]).status == 201)
        }
    }

    @Test("A client that has an answer already gets 304, and If-Match compares the thing and its version")
    func entityTags() async throws {
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.get("/test/{body}", "A test", answering: .any)) { request in
                let answer = Answer.json(try request.parameter("body"))
                return request.unlessKnown(answer.of(EntityTag.Subject("a-b.c", version: 3)))
            }
            routes.add(.patch("/test/{body}", "A test", taking: .any, answering: .any)) { request in
                .json(try request.expectedVersions(of: "a-b.c")?.sorted().map { String($0) })
            }
        }
        try await withServer(routes: routes) { client, _ in
            let tag = try #require(try await client.get("/test/x").headers["etag"])
            #expect(tag.hasPrefix("\"a-b.c.3-") && tag.count == 26)
            #expect(try await client.get("/test/x").headers["vary"] == "Authorization")
            for known in ["\"1\", W/\(tag)", "*", tag] {
                let answer = try await client.get("/test/x", headers: ["If-None-Match": known])
                #expect(answer.status == 304 && answer.body.isEmpty && answer.headers["etag"] == tag)
            }
            // The same version of the same thing with another body.
            #expect(try await client.get("/test/y", headers: ["If-None-Match": tag]).status == 200)
            let cases: [(String, JSONValue)] = [
                (tag, ["3"]), ("W/\(tag)", ["3"]), ("\"a-b.c.4-zzz\", \(tag)", ["3", "4"]), ("*", nil),
                ("\"x.3-0\"", []),
                ("\"3\"", []), ("\"\"", []),
            ]
            for (header, versions) in cases {
                #expect(
                    try await client.patch("/test/x", [:], headers: ["If-Match": header]).json == versions,
                    "\(header)"
                )
            }
            #expect(try await client.patch("/test/x", [:]).json == nil)
            for bad in ["nonsense", "\"", "", "W/3", "*, \"a\""] {
                #expect(try await client.patch("/test/x", [:], headers: ["If-Match": bad]).status == 422, "\(bad)")
            }
        }
    }

    @Test("Query parameters are decoded, and a bad one is named")
    func queries() async throws {
        let routes: @Sendable (inout Routes) -> Void = { routes in
            routes.add(.list("/test/{name}", "Echoes", query: ["q": .text], of: .any)) { request in
                let query = try request.query()
                return .json([try request.parameter("name"), query["q"], String(try query.page().limit)])
            }
        }
        try await withServer(routes: routes) { client, _ in
            #expect(try await client.get("/test/a%2Fb?q=x+y%26z").json == ["a/b", "x y&z", "20"])
            for (query, field) in [("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("q=%FF", "q")] {
                let answer = try await client.get("/test/a?\(query)")
                #expect(answer.status == 422)
                #expect(answer["errors"][0]["field"] == .string(field))
            }
            // Past the client, which asks for another path than that.
            let connection = try RawConnection(to: client.url)
            connection.send("GET /test/%FF HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
            #expect(await connection.everything().hasPrefix("HTTP/1.1 404 "))
        }
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
