import Logging
import NIOHTTP1
import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Products in memory are answered before a request becomes a task")
struct InstantAnswersTests {
    private func head(
        _ path: String,
        _ method: HTTPMethod = .GET,
        _ headers: [(String, String)] = []
    ) -> HTTPRequestHead {
        HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: HTTPHeaders([("Host", "x")] + headers))
    }

    @Test("Only what everybody is answered the same, and only while it holds")
    func only() async throws {
        let store = try await TemporaryStore()
        let plugins = NoPlugins()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = TotemServer(kernel: Kernel(store: store.store, hooks: plugins), plugins: plugins, log: log)
        let (cache, answers) = (server.state.api.products, InstantAnswers(server: server.state))
        let kept = Answer.encoded(Array(#"{"id":7}"#.utf8)).with(.eTag, #""7.1-a""#)
        let id = Product.ID(7)
        let now = server.state.api.kernel.clock.uptime
        cache.keep(kept, of: id, in: [], for: .id(id), isStaff: false, cache.ticket(), at: now)

        try await server.follower.catchUp()
        #expect(answers.answer(to: head("/v1/products/7"))?.bytes == kept.bytes)
        let known = answers.answer(to: head("/v1/products/7", .GET, [("If-None-Match", #""7.1-a""#)]))
        #expect(known?.status == 304 && known?.bytes.isEmpty == true)
        #expect(answers.answer(to: head("/v1/products/7", .GET, [("If-None-Match", #""7.2-b""#)]))?.status == 200)
        for path in ["/v1/products/8", "/v1/products/07", "/v1/products/7/", "/v1/products/7?a=b", "/v1/orders/7"] {
            #expect(answers.answer(to: head(path)) == nil, "\(path)")
        }
        for method in [HTTPMethod.HEAD, .POST, .DELETE] {
            #expect(answers.answer(to: head("/v1/products/7", method)) == nil, "\(method)")
        }
        for header in ["authorization", "origin", "content-length", "transfer-encoding", "expect"] {
            #expect(answers.answer(to: head("/v1/products/7", .GET, [(header, "1")])) == nil, "\(header)")
        }
        cache.forget(.products([id]))
        #expect(answers.answer(to: head("/v1/products/7")) == nil)
    }

    @Test("They have the headers and bytes that the route answers with, and are counted with it")
    func same() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            let path = "/v1/products/\(id)"
            // What is asked with a query that says nothing is up to the route.
            let routed = try await guest.get(path + "?")
            _ = try await guest.get(path)
            let instant = try await guest.get(path)
            #expect(instant.status == 200 && instant.body == routed.body)
            func told(_ answer: TestResponse) -> [String: String] {
                answer.headers.filter { !["date", "x-request-id"].contains($0.key) }
            }
            #expect(told(instant) == told(routed))
            #expect(instant.headers["date"]?.hasSuffix(" GMT") == true)
            #expect(try await guest.get(path, headers: ["X-Request-Id": "mine-1"]).headers["x-request-id"] == "mine-1")
            let tag = try #require(instant.headers["etag"])
            let known = try await guest.get(path, headers: ["If-None-Match": "W/\(tag)"])
            #expect(known.status == 304 && known.body.isEmpty && known.headers["etag"] == tag)

            let metrics = String(decoding: try await manager.get("/metrics").body, as: UTF8.self)
            let name = "totem_http_request_duration_seconds_count{route=\"/v1/products/{product}\",method=\"GET\""
            #expect(metrics.contains("\(name),status=\"200\"} 4"), "\(metrics)")
            #expect(metrics.contains("\(name),status=\"304\"} 1"))
        }
    }

    @Test("Thousands behind each other, and behind a slower one, are answered in their order to who reads late")
    func pipelined() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            let connection = try RawConnection(to: guest.url)
            func request(_ path: String, _ number: Int, _ more: String = "") -> String {
                "GET \(path) HTTP/1.1\r\nHost: x\r\nX-Request-Id: n\(number)\r\n\(more)\r\n"
            }
            let count = 3000
            var text = ""
            for number in 0..<count {
                text += request(number % 500 == 0 ? "/v1/products?q=pot" : "/v1/products/\(id)", number)
            }
            connection.send(text + request("/v1/products/\(id)", count, "Connection: close\r\n"))
            // Until nothing more fits into what lies between them.
            try await Task.sleep(for: .milliseconds(300))
            let received = await connection.everything()
            let lines = received.split(separator: "\r\n")
            let numbers = lines.compactMap { line in
                line.hasPrefix("X-Request-Id: n") ? Int(line.dropFirst(15)) : nil
            }
            #expect(numbers == Array(0...count))
            #expect(lines.filter { $0.hasSuffix("HTTP/1.1 200 OK") }.count == count + 1)
        }
    }
}
