import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemPluginHost

@Suite("The border between host and plugins")
struct BorderTests {
    @Test("Every hook of the header has its place in the host")
    func everyHook() {
        let told = AfterHook.allCases.map(\.rawValue)
        let asked = PaymentQuestion.points.map(\.rawValue) + HostedOutsideHooks.all.map { $0.point.rawValue }
        #expect(
            Set(HostedHooks.all.map { $0.point.rawValue } + told + asked) == Set(HookPoint.allCases.map(\.rawValue))
        )
        #expect(HostedHooks.all.count + told.count + asked.count == HookPoint.allCases.count)
    }

    /// A plugin that looks at what it is given before it follows a pointer of it: where the border is broken it says so, and
    /// does not bring down the tests with itself.
    private static let isWhole = """
        if (cart == NULL || cart->lines == NULL || cart->line_count != 2 || cart->lines[0]->sku.len != 5)
          return totem_fail(call, TOTEM_STR("not as it was"));

        """

    @Test("A plugin that writes into what it was given changes no money, and the next one sees it as it was")
    func scribbles() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("scribbler")
        plugin.hooks = [
            "cart.discounts": Self.isWhole + """
                totem_cart *mine = (totem_cart *)cart;
                totem_line *line = (totem_line *)cart->lines[0];
                int64_t id = line->id;
                mine->subtotal = INT64_MAX; mine->discount = INT64_MIN; mine->total = 1 << 30; mine->line_count = 0;
                line->total = INT64_MAX; line->discount = INT64_MIN; line->price = 0;
                memset((void *)line->sku.ptr, 'x', line->sku.len);
                ((totem_cart_event *)event)->cart = NULL;
                totem_discount discount = {.size = sizeof discount, .line = id, .amount = 2000, .label = TOTEM_STR("x")};
                if (totem_add_discount(call, &discount) != TOTEM_LIMIT) return TOTEM_ERROR;
                discount.amount = 1000;
                return totem_add_discount(call, &discount);
                """
        ]
        try plugin.build(in: shop.folder)
        var next = CPlugin("next")
        next.priority = ["cart.discounts": 200]
        next.hooks = [
            "cart.discounts": Self.isWhole + """
                const totem_line *line = cart->lines[0];
                bool right = cart->subtotal == 2332 && cart->discount == 1000 && cart->total == 1332 && cart->line_count == 2
                  && line->total == 1999 && line->discount == 1000 && line->price == 1999
                  && totem_equal(line->sku, TOTEM_STR("POT-1"));
                if (!right) return totem_fail(call, TOTEM_STR("not as it was"));
                """ + takeOff("line->total - line->discount")
        ]
        try next.build(in: shop.folder)
        try await shop.enable("scribbler")
        try await shop.enable("next")
        let cart = try await shop.cart([("POT-1", 1), ("MUG-1", 1)])
        #expect(cart.totals.subtotal.amount == 2332)
        #expect(cart.adjustments.map(\.amount.amount) == [-1000, -999])
        #expect(
            shop.log.lines.contains { $0.hasPrefix("warning: a plugin writes into") && $0.contains("plugin=scribbler") }
        )
        #expect(
            !shop.log.lines.contains { $0.hasPrefix("warning: a plugin writes into") && $0.contains("plugin=next") }
        )
    }

    @Test("Writing into it from a route, or as another's call begins, changes nothing either")
    func scribblesElsewhere() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("scribbler")
        plugin.prelude = "static totem_cart *kept;"
        plugin.hooks = [
            "cart.discounts": """
            if (kept != NULL) kept->line_count = 99;
            kept = (totem_cart *)cart;
            """
        ]
        plugin.routes = [
            .init(
                "GET",
                "/path",
                """
                if (request->path.len != 5) return totem_fail(call, TOTEM_STR("not as it was"));
                ((totem_request *)request)->role = TOTEM_ADMIN;
                memset((char *)request->path.ptr, 0, request->path.len);
                return totem_respond(call, 200, TOTEM_STR("true"));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("scribbler")
        var next = CPlugin("witness")
        next.priority = ["cart.discounts": 200]
        next.hooks = ["cart.discounts": Self.isWhole + takeOff("cart->line_count")]
        try next.build(in: shop.folder)
        try await shop.enable("witness")
        for _ in 0..<3 { #expect(try await shop.cart([("POT-1", 1), ("MUG-1", 1)]).totals.discount.amount == 2) }
        #expect(try await shop.send("GET", "/path", of: "scribbler").status == 200)
        #expect(shop.log.lines.contains { $0.contains("place=GET /path") })
    }

    @Test("A veto that can't be shown is a veto, whatever the manifest says of failures")
    func garbledVeto() async throws {
        let shop = try await PluginShop.open()
        for (name, veto) in [
            ("capitals", #"totem_veto(call, "No Good", TOTEM_STR("x"))"#),
            ("empty", #"totem_veto(call, "empty", TOTEM_STR(""))"#),
            ("null", #"totem_veto(call, NULL, TOTEM_STR("x"))"#),
            ("bytes", #"totem_veto(call, "no", TOTEM_STR("\xff"))"#),
            ("status", #"totem_problem(call, 200, "fine", TOTEM_STR("Fine."))"#),
            ("field", #"totem_veto_field(call, "", TOTEM_STR("is wrong"))"#),
        ] {
            var plugin = CPlugin(name)
            plugin.failsOpen = ["order.placing"]
            plugin.hooks = ["order.placing": "if (\(veto) != TOTEM_INVALID) abort();"]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
            let cart = try await shop.cart()
            let refused = await refusal { _ = try await shop.order(cart.token) }
            #expect(refused?.code == "refused" && refused?.detail.contains(name) == true, "\(name)")
            try await shop.disable(name)
        }
        #expect(try await shop.number("SELECT COUNT(*) FROM orders") == 0)
    }

    @Test("A hook that is pure can't write, and one that can't be vetoed can't say no")
    func pure() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("writer")
        plugin.manifest = ["tables": ["writer_rows"]]
        plugin.migrations = ["1.0.0-a.sql": "CREATE TABLE writer_rows (id INTEGER PRIMARY KEY, note TEXT) STRICT;"]
        plugin.hooks = [
            "cart.discounts": """
            totem_stmt *insert;
            if (totem_prepare(call, "INSERT INTO writer_rows (note) VALUES ('x')", &insert) != TOTEM_OK) return TOTEM_ERROR;
            if (totem_step(insert) != TOTEM_MISUSE) return totem_fail(call, TOTEM_STR("it wrote"));
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            totem_stmt *held;
            if (totem_prepare(call, "SELECT id FROM writer_rows FOR UPDATE", &held) != TOTEM_OK) return TOTEM_ERROR;
            if (totem_step(held) != TOTEM_MISUSE) return totem_fail(call, TOTEM_STR("it holds rows"));
            if (totem_veto(call, "no", TOTEM_STR("No.")) != TOTEM_MISUSE) return totem_fail(call, TOTEM_STR("it vetoed"));
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            """ + takeOff(7)
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("writer")
        #expect(try await shop.cart().totals.discount.amount == 7)
        #expect(try await shop.number("SELECT COUNT(*) FROM writer_rows") == 0)
        #expect(shop.log.has("cart.discounts is pure: its statements only read"))
        #expect(shop.log.has("cart.discounts can't be vetoed"))
    }

    @Test("A handle passed for another is TOTEM_MISUSE, and harms nothing")
    func kinds() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("mixer")
        plugin.prelude = "static totem_instance *self;"
        plugin.start = "self = instance;"
        plugin.routes = [
            .init(
                "POST",
                "/mix",
                writes: true,
                """
                totem_stmt *statement;
                totem_prepare(call, "SELECT 1", &statement);
                bool right = totem_log((totem_call *)statement, 1, TOTEM_STR("x")) == TOTEM_MISUSE
                  && totem_claim((totem_call *)self) == TOTEM_MISUSE
                  && totem_step((totem_stmt *)call) == TOTEM_MISUSE && totem_step((totem_stmt *)self) == TOTEM_MISUSE
                  && totem_instance_log((totem_instance *)call, 1, TOTEM_STR("x")) == TOTEM_MISUSE
                  && totem_fail_start((totem_registry *)call, TOTEM_STR("x")) == TOTEM_MISUSE
                  && totem_step(statement) == TOTEM_ROW && totem_column_i64(statement, 0) == 1;
                return totem_respond(call, 200, right ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            )
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("mixer")
        #expect(try await shop.send("POST", "/mix", of: "mixer").body == Array("true".utf8))
    }

    @Test("A plugin's own thread logs, and learns that its plugin was switched off")
    func ownThread() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("worker")
        plugin.prelude = """
            static pthread_t thread;
            static void *work(void *self) {
              totem_instance_log(self, TOTEM_LOG_INFO, TOTEM_STR("at work\\nerror: forged\\x1b[31m"));
              while (totem_instance_is_on(self)) usleep(1000);
              totem_instance_log(self, TOTEM_LOG_INFO, TOTEM_STR("done"));
              return NULL;
            }
            """
        plugin.start = "pthread_create(&thread, NULL, work, instance);"
        plugin.stop = "pthread_join(thread, NULL);"
        try plugin.build(in: shop.folder)
        try await shop.enable("worker")
        try await wait(for: "the thread's first line") { shop.log.has(#"at work\nerror: forged\u{1b}[31m"#) }
        #expect(!shop.log.has("done"))
        try await shop.disable("worker")
        try await wait(for: "the thread's last line") { shop.log.has("done") }
    }

    @Test("A library may refuse a host with a reason")
    func refusesHost() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("picky")
        plugin.source = """
            #include "totem_plugin.h"
            TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
              if (host->version == NULL || host->abi != TOTEM_ABI) return NULL;
              host->refuse(host, TOTEM_STR("picky 1.0 wants the moon"));
              return NULL;
            }
            """
        try plugin.build(in: shop.folder)
        let refused = await refusal { try await shop.enable("picky") }
        #expect(refused?.detail.contains("refuses to work with this Totem: picky 1.0 wants the moon") == true)
    }
}
