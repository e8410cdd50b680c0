import Testing
import TotemKernel
import TotemTesting

@Suite("Whoever looks in")
struct WelcomeTests {
    @Test("A browser gets a page on which nothing runs, a program JSON, and both say where the interface is described")
    func welcome() async throws {
        try await withServer { guest, _ in
            let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            let page = try await guest.get("/", headers: ["Accept": browser])
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            let policy = page.headers["content-security-policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
            #expect(!policy.contains("unsafe"))
            let text = String(decoding: page.body, as: UTF8.self)
            #expect(text.contains("href=\"/openapi.json\"") && !text.contains("<script"))
            for accept in ["application/json", "*/*", "application/json, text/html", nil] {
                let json = try await guest.get("/", headers: accept.map { ["Accept": $0] } ?? [:])
                #expect(json.headers["content-type"] == "application/json")
                #expect(json["openapi"] == "/openapi.json" && json["name"] == "Totem")
            }
            #expect(try await guest.post("/", [:]).status == 405)
        }
    }
}
