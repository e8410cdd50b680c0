import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Outside of transactions")
struct OutsideTests {
    /// A plugin with a route POST /go outside, and functions before it.
    private func shop(
        _ body: String,
        before: String = "",
        hosts: [String] = [],
        network: PluginNetwork = PluginNetwork()
    ) async throws -> PluginShop {
        let shop = try await PluginShop.open(network: network)
        var plugin = CPlugin.noting("a")
        plugin.manifest["permissions"] = ["network": .array(hosts.map { .string($0) })]
        plugin.prelude += """

            \(before)
            static totem_status go(totem_call *call, const totem_request *request, void *state) {
              \(body)
            }
            """
        plugin.start = """
            if (!status) status = totem_route(registry, "POST", "/go", TOTEM_ANYONE, TOTEM_OUTSIDE, go);
            """
        try plugin.build(in: shop.folder)
        try await shop.enable("a")
        return shop
    }

    private func go(_ shop: PluginShop, _ body: JSONValue? = nil) async throws -> TestResponse {
        try await shop.send("POST", "/go", of: "a", body)
    }

    @Test(
        "SQL means nothing there; a transaction that is opened commits what it writes, and can read and answer the request"
    )
    func transaction() async throws {
        let shop = try await shop(
            """
            totem_stmt *query;
            if (totem_prepare(call, "SELECT 1", &query) != TOTEM_MISUSE) return TOTEM_ERROR;
            totem_str why = totem_last_error(call);
            if (memmem(why.ptr, why.len, "totem_transaction", 17) == NULL) return TOTEM_ERROR;
            int64_t count = 0;
            totem_status status = totem_transaction(call, inner, &count);
            if (status != TOTEM_OK) return status;
            return count == 1 ? TOTEM_OK : TOTEM_ERROR;
            """,
            before: """
                static totem_status inner(totem_call *call, void *state) {
                  totem_str word;
                  totem_status status = totem_body_str(call, "word", &word);
                  if (status == TOTEM_OK) status = note(call, "%.*s", WORD(word));
                  if (status != TOTEM_OK) return status;
                  if (totem_transaction(call, inner, state) != TOTEM_MISUSE) return TOTEM_ERROR;
                  *(int64_t *)state = asked(call, "SELECT COUNT(*) FROM a_notes");
                  return totem_respond(call, 201, TOTEM_STR("{\\"done\\": true}"));
                }
                """
        )
        let answer = try await go(shop, ["word": "clay"])
        #expect(answer.status == 201 && answer["done"] == true)
        #expect(try await shop.notes(of: "a") == ["clay"])
        let refused = await refusal { _ = try await go(shop, ["word": 1]) }
        #expect(refused?.fields.map(\.field) == ["word"])
    }

    @Test("A veto or an error in a transaction undoes it alone, and is the route's when the route returns it")
    func undone() async throws {
        let shop = try await shop(
            """
            totem_status status = totem_transaction(call, good, NULL);
            if (status == TOTEM_OK) status = totem_transaction(call, failing, NULL);
            if (status != TOTEM_ERROR) return totem_fail(call, TOTEM_STR("no error"));
            return totem_transaction(call, bad, NULL);
            """,
            before: """
                static totem_status good(totem_call *call, void *state) { return note(call, "kept"); }
                static totem_status failing(totem_call *call, void *state) { note(call, "gone"); return TOTEM_ERROR; }
                static totem_status bad(totem_call *call, void *state) {
                  note(call, "gone");
                  return totem_problem(call, 409, "too-late", TOTEM_STR("It is too late."));
                }
                """
        )
        let refused = await refusal { _ = try await go(shop) }
        #expect(refused?.code == "too-late" && refused?.kind == .conflict)
        #expect(try await shop.notes(of: "a") == ["kept"])
    }

    @Test("The call outside can't be used in its transaction, nor the inner one after it")
    func mixed() async throws {
        let shop = try await shop(
            """
            totem_call *calls[2] = {call, NULL};
            totem_status status = totem_transaction(call, inner, calls);
            if (status != TOTEM_OK) return status;
            totem_stmt *query;
            if (totem_prepare(calls[1], "SELECT 1", &query) != TOTEM_MISUSE) return TOTEM_ERROR;
            return totem_respond(call, 204, TOTEM_STR(""));
            """,
            before: """
                static totem_status inner(totem_call *call, void *state) {
                  totem_call **calls = state;
                  calls[1] = call;
                  return totem_respond(calls[0], 204, TOTEM_STR("")) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;
                }
                """
        )
        #expect(try await go(shop).status == 204)
    }

    @Test("The network is refused in every transaction, with words that name the place")
    func noNetworkInTransactions() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.noting("a")
        plugin.manifest["permissions"] = ["network": ["example.com"]]
        plugin.prelude += """

            static totem_status ask(totem_call *call) {
              totem_http_request r = {.size = sizeof r, .method = TOTEM_STR("GET"), .url = TOTEM_STR("https://example.com/")};
              totem_http_response answer = {.size = sizeof answer};
              if (totem_http(call, &r, &answer) != TOTEM_MISUSE) return TOTEM_ERROR;
              totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
              return TOTEM_OK;
            }
            """
        plugin.hooks = [
            "cart.discounts": "return ask(call);", "order.placed": "return ask(call);",
            "order.committed": "return ask(call);",
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("a")
        _ = try await shop.order(try await shop.cart().token)
        try await shop.tell()
        for place in ["cart.discounts", "order.placed", "order.committed"] {
            #expect(shop.log.has("\(place) runs in a transaction"))
        }
        #expect(try await shop.failedEvents().isEmpty)
    }

    /// Sends what the body of the request says, with the time that it says or a machine that has other things to do may need, and
    /// answers with what came of it.
    private static let send = """
        totem_str method, url, body = {NULL, 0};
        totem_status status = totem_body_str(call, "method", &method);
        if (status == TOTEM_OK) status = totem_body_str(call, "url", &url);
        if (status != TOTEM_OK) return status;
        if (totem_body_kind(call, "body") == TOTEM_TEXT) totem_body_str(call, "body", &body);
        int64_t timeout = 60000;
        if (totem_body_kind(call, "timeout") == TOTEM_INTEGER) totem_body_i64(call, "timeout", &timeout);
        totem_header header = {.size = sizeof header, .name = TOTEM_STR("X-Shop"), .value = TOTEM_STR("clay")};
        const totem_header *headers[] = {&header};
        totem_http_request sent = {.size = sizeof sent, .timeout = (uint32_t)timeout, .method = method, .url = url,
          .headers = headers, .header_count = 1, .body = body};
        totem_http_response answer = {.size = sizeof answer};
        status = totem_http(call, &sent, &answer);
        static char text[8000];
        totem_str words = status == TOTEM_OK ? answer.body : totem_last_error(call);
        snprintf(text, sizeof text, "{\\"status\\": %d, \\"http\\": %d, \\"headers\\": %d, \\"words\\": \\"%.*s\\"}", status,
          answer.status, (int)answer.header_count, words.len > 300 ? 300 : (int)words.len, words.ptr);
        return totem_respond(call, 200, totem_text(text));
        """

    private static let open = PluginNetwork(reachesPrivateNetworks: true) { _ in ["127.0.0.1"] }

    @Test("A request goes to the hosts of the manifest, as it was made, and its answer comes back whole")
    func http() async throws {
        let server = try TinyServer { _ in
            "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Answer: yes\r\nConnection: close\r\n\r\nhello"
        }
        defer { server.close() }
        let shop = try await shop(Self.send, hosts: ["api.example.com"], network: Self.open)
        let answer = try await go(
            shop,
            ["method": "PUT", "url": .string("http://API.example.com:\(server.port)/a?b=c"), "body": "clay pot"]
        )
        #expect(answer["status"] == 0 && answer["http"] == 404 && answer["words"] == "hello")
        #expect(answer["headers"] == 3)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("PUT /a?b=c HTTP/1.1\r\n") && request.hasSuffix("\r\n\r\nclay pot"))
        #expect(request.lowercased().contains("host: api.example.com:\(server.port)\r\n"))
        #expect(request.contains("X-Shop: clay\r\n"))
    }

    @Test("A redirect is followed at the same host, and is the answer when it leads elsewhere")
    func redirects() async throws {
        let server = try TinyServer { request in
            let target = request.hasPrefix("GET /away") ? "http://127.0.0.1:1/secret" : "/there"
            return request.hasPrefix("GET /there")
                ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthere"
                : "HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        }
        defer { server.close() }
        let shop = try await shop(Self.send, hosts: ["api.example.com"], network: Self.open)
        let url = "http://api.example.com:\(server.port)"
        let followed = try await go(shop, ["method": "GET", "url": .string("\(url)/here")])
        #expect(followed["http"] == 200 && followed["words"] == "there")
        let away = try await go(shop, ["method": "GET", "url": .string("\(url)/away")])
        #expect(away["status"] == 0 && away["http"] == 302)
        let posted = try await go(shop, ["method": "POST", "url": .string("\(url)/here")])
        #expect(posted["http"] == 302)
    }

    @Test("What does not answer in time, answers too much or is not there is told as that")
    func troubles() async throws {
        let silent = try TinyServer { _ in nil }
        let endless = try TinyServer { _ in
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + String(repeating: "x", count: 5 << 20)
        }
        defer {
            silent.close()
            endless.close()
        }
        let shop = try await shop(Self.send, hosts: ["api.example.com"], network: Self.open)
        let late = try await go(
            shop,
            ["method": "GET", "url": .string("http://api.example.com:\(silent.port)/"), "timeout": 500]
        )
        #expect(late["status"] == -9 && late["words"].text?.contains("within 500 ms") == true)
        let large = try await go(shop, ["method": "GET", "url": .string("http://api.example.com:\(endless.port)/")])
        #expect(large["status"] == -9)
        let gone = try await go(shop, ["method": "GET", "url": "http://api.example.com:1/"])
        #expect(gone["status"] == -13)
    }

    @Test(
        "Hosts that are not granted, private addresses, plain http and what is no URL are refused",
        arguments: [
            ("https://other.example.com/", -5, "permissions.network"), ("https://1.2.3.4/", -5, "permissions.network"),
            ("https://inside.example.com/", -5, "private address 10.0.0.7"),
            ("https://loop.example.com/", -5, "private address ::1"),
            ("https://mapped.example.com/", -5, "private address ::ffff:127.0.0.1"),
            ("http://inside.example.com/", -5, "plain http"), ("https://nowhere.example.com/", -13, "no host"),
            ("ftp://inside.example.com/", -4, "no absolute"),
            ("https://user:pw@inside.example.com/", -4, "no absolute"),
            ("/relative", -4, "no absolute"),
        ]
    )
    func refused(_ url: String, _ status: Int64, _ words: String) async throws {
        let addresses = [
            "inside.example.com": "10.0.0.7", "loop.example.com": "::1", "mapped.example.com": "::ffff:127.0.0.1",
        ]
        let network = PluginNetwork { addresses[$0].map { [$0] } ?? [] }
        let hosts = Array(addresses.keys) + ["nowhere.example.com"]
        let shop = try await shop(Self.send, hosts: hosts, network: network)
        let answer = try await go(shop, ["method": "GET", "url": .string(url)])
        #expect(answer["status"] == .integer(status))
        #expect(answer["words"].text?.contains(words) == true, "\(answer["words"])")
    }
}
