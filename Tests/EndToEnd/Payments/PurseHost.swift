import Foundation
import TotemKernel
import TotemStore
import TotemTesting

/// A shop of a real daemon whose buyers pay by a plugin with books in files, which is told in `payment.details` where to hang.
struct PurseHost {
    let files: TemporaryStore
    let plugins: String
    /// Of the plugin's books: a file for each payment, named by its key.
    let books: String
    let daemon: TotemDaemon
    let admin: TestClient
    var guest: TestClient { daemon.client() }

    static func open() async throws -> PurseHost {
        let files = try await TemporaryStore()
        let key = try await Shop.stock(files.store, units: 1)
        let (plugins, books) = (files.folder + "/plugins", files.folder + "/purse")
        try FileManager.default.createDirectory(atPath: books, withIntermediateDirectories: true)
        try build(into: plugins + "/purse")
        let host = try await start(files, plugins, books, key)
        let enabled = try await host.admin.patch(
            "/v1/plugins/purse",
            ["is_active": true, "grant": ["do": ["payments.provide"]], "settings": ["folder": .string(books)]]
        )
        guard enabled.status == 200 else { throw UnexpectedAnswer(enabled) }
        return host
    }

    /// The same shop with a new daemon, after the old one has ended.
    func reopened() async throws -> PurseHost { try await Self.start(files, plugins, books, admin.token) }

    private static func start(
        _ files: TemporaryStore,
        _ plugins: String,
        _ books: String,
        _ key: String?
    ) async throws -> PurseHost {
        let arguments = [files.address, files.folder + "/payments", plugins]
        let daemon = try await TotemDaemon.start(arguments, program: "PaymentDaemon")
        return PurseHost(
            files: files,
            plugins: plugins,
            books: books,
            daemon: daemon,
            admin: daemon.client(token: key)
        )
    }

    func checkOut(_ details: JSONValue) async throws -> TestResponse {
        try await checkOut(try await Shop.fill([("POT-1", 1)], guest), details, key: RandomToken.make())
    }

    func checkOut(_ cart: String, _ details: JSONValue, key: String) async throws -> TestResponse {
        guard case .object(var body) = Shop.checkout else { throw CocoaError(.coderInvalidValue) }
        body["payment"] = ["method": "purse.coins", "details": details]
        return try await guest.post("/v1/carts/\(cart)/checkout", .object(body), headers: ["Idempotency-Key": key])
    }

    func letGo() { _ = FileManager.default.createFile(atPath: books + "/go", contents: nil) }
    func has(_ file: String) -> Bool { FileManager.default.fileExists(atPath: books + "/" + file) }

    /// What the plugin has reserved of buyers' money: how many payments, and how many it gave up.
    func reserved() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: books).filter { !["go", "asked", "after"].contains($0) }.map
        {
            try String(contentsOfFile: books + "/" + $0, encoding: .utf8)
        }
    }

    func orders(_ status: String) async throws -> Int64? {
        try await files.store.read { tx in
            try tx.first("SELECT COUNT(*) FROM orders WHERE status = $1", status) { try $0.get(0, as: Int64.self) }
        }
    }

    /// While no daemon runs.
    func switchOff() async throws {
        _ = try await files.store.write { tx in try tx.execute("UPDATE plugins SET is_active = 0") }
    }

    func stock() async throws -> Int64? {
        try await files.store.read { tx in
            try tx.first(
                """
                SELECT quantity FROM inventory JOIN products ON products.id = inventory.product_id
                WHERE products.sku = 'POT-1'
                """
            ) { try $0.get(0, as: Int64.self) }
        }
    }

    private static func build(into folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(manifest.utf8).write(to: URL(filePath: folder + "/plugin.json"))
        try Data(source.utf8).write(to: URL(filePath: folder + "/purse.c"))
        try ChildProcess.run([
            "cc", "-std=gnu11", "-Wall", "-shared", "-fPIC", "-fvisibility=hidden", "-I",
            PluginFixtures.packageFolder + "/Sources/CTotem/include", "-o", folder + "/purse.so", folder + "/purse.c",
        ])
    }

    private static let manifest = """
        {"name": "purse", "version": "1.0.0", "abi": 1, "permissions": {"do": ["payments.provide"]},
         "settings": {"type": "object", "properties": {"folder": {"type": "string"}}},
         "hooks": {"payment.authorize": {"budget_ms": 2000}, "payment.retrieve": {"budget_ms": 2000},
           "payment.capture": {"budget_ms": 2000}, "payment.void": {"budget_ms": 2000}, "payment.refund": {"budget_ms": 2000}}}
        """

    private static let source = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdio.h>
        #include <string.h>
        #include <unistd.h>
        #include "totem_plugin.h"

        static void place(totem_call *call, totem_str name, char *path, size_t size) {
          totem_str folder = totem_setting_str(call, "folder", TOTEM_STR("."));
          snprintf(path, size, "%.*s/%.*s", (int)folder.len, folder.ptr, (int)name.len, name.ptr);
        }

        static void keep(totem_call *call, totem_str name, const char *text, int flags) {
          char path[1000];
          place(call, name, path, sizeof path);
          int file = open(path, O_WRONLY | O_CREAT | flags, 0600);
          if (file < 0) return;
          if (write(file, text, strlen(text)) < 0) perror(path);
          close(file);
        }

        static void hang(totem_call *call) {
          char path[1000];
          place(call, TOTEM_STR("go"), path, sizeof path);
          for (int i = 0; i < 60000 && access(path, F_OK) != 0; i++) usleep(1000);
        }

        static totem_status say(totem_call *call, uint32_t outcome, totem_str text) {
          totem_payment_answer answer = {.size = sizeof answer, .outcome = outcome, .transaction_id = text, .reason = text};
          return totem_answer_payment(call, &answer);
        }

        static totem_status authorize(totem_call *call, const totem_payment_event *event, void *state) {
          (void)state;
          bool before = totem_equal(event->details, TOTEM_STR("\\"hang-before\\""));
          bool after = totem_equal(event->details, TOTEM_STR("\\"hang-after\\""));
          keep(call, TOTEM_STR("asked"), "", 0);
          if (before) hang(call);
          keep(call, event->key, "authorized", O_EXCL);
          if (after) {
            keep(call, TOTEM_STR("after"), "", 0);
            hang(call);
          }
          return say(call, TOTEM_PAYMENT_AUTHORIZED, event->key);
        }

        static totem_status retrieve(totem_call *call, const totem_payment_event *event, void *state) {
          (void)state;
          char path[1000], text[20] = "";
          place(call, event->key, path, sizeof path);
          int file = open(path, O_RDONLY);
          if (file < 0) return say(call, TOTEM_PAYMENT_UNKNOWN, event->key);
          if (read(file, text, sizeof text - 1) < 0) perror(path);
          close(file);
          if (strcmp(text, "voided") == 0) return say(call, TOTEM_PAYMENT_DECLINED, TOTEM_STR("It was given up."));
          return say(call, TOTEM_PAYMENT_AUTHORIZED, event->key);
        }

        static totem_status give_up(totem_call *call, const totem_payment_event *event, void *state) {
          (void)state;
          keep(call, event->key, "voided", O_TRUNC);
          return say(call, TOTEM_PAYMENT_DONE, event->key);
        }

        static totem_status done(totem_call *call, const totem_payment_event *event, void *state) {
          (void)state;
          return say(call, TOTEM_PAYMENT_DONE, event->key);
        }

        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          (void)instance;
          *state = NULL;
          totem_status status = totem_payment_provider(registry, "coins", TOTEM_STR("Coins"));
          if (!status) status = totem_on_payment_authorize(registry, authorize, 0);
          if (!status) status = totem_on_payment_retrieve(registry, retrieve, 0);
          if (!status) status = totem_on_payment_capture(registry, done, 0);
          if (!status) status = totem_on_payment_void(registry, give_up, 0);
          if (!status) status = totem_on_payment_refund(registry, done, 0);
          return status;
        }

        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          (void)host;
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "purse", .version = "1.0.0", .start = start,
          };
          return &plugin;
        }
        """
}
