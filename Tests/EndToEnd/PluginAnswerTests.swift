import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("What a plugin's routes are asked with, and answer, over HTTP")
struct PluginAnswerTests {
    private static let source = """
        #include <string.h>
        #include "totem_plugin.h"

        static totem_status file(totem_call *call, const totem_request *request, void *state) {
          totem_str bytes = {"a;b\\x00\\xff\\n", 6};
          return totem_respond_bytes(call, 200, "text/csv; charset=utf-8", TOTEM_STR("orders 2026.csv"), bytes);
        }
        static totem_status page(totem_call *call, const totem_request *request, void *state) {
          totem_str none = {NULL, 0};
          return totem_respond_bytes(call, 201, "text/html", none, TOTEM_STR("<p>Thank you"));
        }
        static totem_status away(totem_call *call, const totem_request *request, void *state) {
          if (totem_redirect(call, 301, TOTEM_STR("/")) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_redirect(call, 303, TOTEM_STR("//evil.example/")) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_redirect(call, 303, TOTEM_STR("javascript:alert(1)")) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_redirect(call, 303, TOTEM_STR("/a\\r\\nSet-Cookie: x=y")) != TOTEM_INVALID) return TOTEM_ERROR;
          return totem_redirect(call, 303, TOTEM_STR("/v1/x/answers/file"));
        }
        static totem_status wrong(totem_call *call, const totem_request *request, void *state) {
          totem_str none = {NULL, 0};
          if (totem_respond_bytes(call, 200, "csv", none, TOTEM_STR("x")) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_respond_bytes(call, 200, "a/b\\r\\nX: y", none, TOTEM_STR("x")) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_respond_bytes(call, 200, "a/b", TOTEM_STR("../a"), TOTEM_STR("x")) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_respond_bytes(call, 200, "a/b", none, none) != TOTEM_INVALID) return TOTEM_ERROR;
          if (totem_respond_bytes(call, 500, "a/b", none, TOTEM_STR("x")) != TOTEM_INVALID) return TOTEM_ERROR;
          static char large[(1 << 20) + 1];
          totem_str much = {large, sizeof large};
          if (totem_respond_bytes(call, 200, "a/b", none, much) != TOTEM_LIMIT) return TOTEM_ERROR;
          return totem_respond(call, 200, TOTEM_STR("true"));
        }
        static totem_status headers(totem_call *call, const totem_request *request, void *state) {
          totem_str value = TOTEM_STR("as it was");
          if (totem_request_header(call, "Authorization", &value) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
          if (totem_request_header(call, "cookie", &value) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
          if (totem_request_header(call, "X-Nobody", &value) != TOTEM_NOT_FOUND) return TOTEM_ERROR;
          if (!totem_equal(value, TOTEM_STR("as it was"))) return TOTEM_ERROR;
          totem_status status = totem_request_header(call, "x-SIGNATURE", &value);
          return status == TOTEM_OK ? totem_respond_bytes(call, 200, "text/plain", (totem_str){NULL, 0}, value) : status;
        }

        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          totem_status status = totem_route(registry, "GET", "/file", TOTEM_ANYONE, TOTEM_READS, file);
          if (!status) status = totem_route(registry, "POST", "/page", TOTEM_ANYONE, TOTEM_WRITES, page);
          if (!status) status = totem_route(registry, "GET", "/away", TOTEM_ANYONE, TOTEM_READS, away);
          if (!status) status = totem_route(registry, "GET", "/wrong", TOTEM_ANYONE, TOTEM_OUTSIDE, wrong);
          if (!status) status = totem_route(registry, "GET", "/headers", TOTEM_ANYONE, TOTEM_OUTSIDE, headers);
          return status;
        }

        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "answers", .version = "1.0.0", .start = start,
          };
          return &plugin;
        }
        """

    private static func open() async throws -> (Shop, TemporaryFolder) {
        let files = try TemporaryFolder()
        try SmallPlugin.build(
            "answers",
            manifest: ["name": "answers", "version": "1.0.0", "abi": 1],
            source: source,
            into: files.path + "/answers"
        )
        let shop = try await Shop.open(plugins: [files.path])
        let answer = try await shop.admin.patch("/v1/plugins/answers", ["is_active": true])
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
        return (shop, files)
    }

    @Test("Bytes with their type and a file's name, and a page that a repeat is given again")
    func bytes() async throws {
        let (shop, files) = try await Self.open()
        let file = try await shop.guest.get("/v1/x/answers/file")
        #expect(file.status == 200 && file.body == Array("a;b".utf8) + [0, 0xFF, 0x0A])
        #expect(file.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(file.headers["content-disposition"] == "attachment; filename=\"orders 2026.csv\"")
        let tag = try #require(file.headers["etag"])
        #expect(try await shop.guest.get("/v1/x/answers/file", headers: ["If-None-Match": tag]).status == 304)

        let key = ["Idempotency-Key": RandomToken.make()]
        for isReplay in [false, true] {
            let page = try await shop.guest.post("/v1/x/answers/page", nil, headers: key)
            #expect(page.status == 201 && page.body == Array("<p>Thank you".utf8))
            #expect(page.headers["content-type"] == "text/html" && page.headers["content-disposition"] == nil)
            #expect((page.headers["idempotent-replayed"] == "true") == isReplay)
        }
        #expect(try await shop.guest.get("/v1/x/answers/wrong").json == true)
        withExtendedLifetime(files) {}
    }

    @Test("Another address, which a client follows; none that another shop could be meant by")
    func redirect() async throws {
        let (shop, files) = try await Self.open()
        let connection = try RawConnection(to: shop.guest.url)
        connection.send("GET /v1/x/answers/away HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let answer = await connection.everything()
        #expect(answer.hasPrefix("HTTP/1.1 303 "), "\(answer)")
        #expect(answer.lowercased().contains("location: /v1/x/answers/file\r\n"), "\(answer)")
        #expect(try await shop.guest.get("/v1/x/answers/away").headers["content-type"] == "text/csv; charset=utf-8")
        withExtendedLifetime(files) {}
    }

    @Test("Headers of the request, but those with which a plugin could go on as who asks")
    func headers() async throws {
        let (shop, files) = try await Self.open()
        let sent = ["X-Signature": "t=1,v1=abc", "Cookie": "session=1"]
        let answer = try await shop.admin.get("/v1/x/answers/headers", headers: sent)
        #expect(answer.status == 200 && answer.body == Array("t=1,v1=abc".utf8))
        withExtendedLifetime(files) {}
    }
}
