import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("After the order, in a real daemon")
struct DeliveryTests {
    @Test("A job whose daemon is killed in the middle goes on from its checkpoint, and does no step twice")
    func killedJob() async throws {
        let shop = try await Shop.open(plugins: [try WorkerPlugin.build()])
        let files = shop.files
        try await shop.enableWorker()
        #expect(try await shop.guest.post("/v1/x/worker/start").status == 202)
        try await wait(for: "the first steps") { try await steps(files) >= 5 }
        await shop.daemon.kill()
        let before = try await steps(files)
        #expect(before < WorkerPlugin.steps)
        let again = try await shop.reopened()
        try await wait(for: "the end of the job") {
            try await again.admin.get("/v1/jobs")["data"][0]["status"] == "done"
        }
        #expect(try await steps(files) == WorkerPlugin.steps)
        let job = try await again.admin.get("/v1/jobs?status=done")["data"][0]
        #expect(job["plugin"] == "worker" && job["job"] == "walk" && job["attempts"] == 2)
        #expect(job["checkpoint"] == .integer(Int64(WorkerPlugin.steps)))
        let list = try await TotemCommand.run(["jobs", "list", "--store", files.address], in: files.folder)
        #expect(list.status == 0 && list.output.contains("worker.walk"))
        #expect(try await again.guest.get("/v1/jobs").status == 401)
        #expect(await again.daemon.stop() == 0)
    }

    @Test("A daemon that is stopped does not wait for a job that runs")
    func stopped() async throws {
        let shop = try await Shop.open(plugins: [try WorkerPlugin.build()])
        try await shop.enableWorker()
        #expect(try await shop.guest.post("/v1/x/worker/start").status == 202)
        try await wait(for: "the first step") { [files = shop.files] in try await steps(files) >= 1 }
        #expect(await shop.daemon.stop() == 0)
        #expect(try await steps(shop.files) < WorkerPlugin.steps)
    }

    @Test("Plugins are told what happened without anybody asking for it, and the command line queues their jobs")
    func told() async throws {
        let shop = try await Shop.open(plugins: [try WorkerPlugin.build()])
        try await shop.enableWorker()
        for _ in 0..<3 {
            let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
            #expect(try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout).status == 201)
        }
        let files = shop.files
        try await wait(for: "three orders told of") {
            try await files.store.read { tx in
                try tx.first("SELECT COUNT(*) FROM worker_orders") { try $0.get(0, as: Int.self) } == 3
            }
        }
        try await wait(for: "the job to be known") { [files] in
            try await TotemCommand.run(["jobs", "list", "--store", files.address], in: files.folder).output
                .contains("worker.walk")
        }
        let run = try await TotemCommand.run(["jobs", "run", "walk", "--store", files.address], in: files.folder)
        #expect(run.status == 0)
        try await wait(for: "the job") { try await steps(files) > 0 }
        _ = try await files.store.write { tx in
            try tx.execute("UPDATE jobs SET error = $1", "no\u{1B}[31m luck\nforged")
        }
        let shown = try await TotemCommand.run(["jobs", "list", "--store", files.address], in: files.folder).output
        #expect(shown.contains("no\\u{1b}[31m luck\\nforged") && !shown.contains("\u{1B}"), "\(shown)")
        let none = try await TotemCommand.run(["jobs", "run", "other", "--store", files.address], in: files.folder)
        none.expectFailure(1, "there are: worker.walk")
        let failed = try await TotemCommand.run(
            ["events", "failed", "--json", "--store", files.address],
            in: files.folder
        )
        let rows = try JSONValue(text: failed.output)
        #expect(failed.status == 0 && rows == [])
        let replay = try await TotemCommand.run(["events", "replay", "7", "--store", files.address], in: files.folder)
        replay.expectFailure(1, "failed event 7")
        #expect(try await shop.admin.get("/v1/events/failed")["data"] == [])
    }

    private func steps(_ files: TemporaryStore) async throws -> Int {
        try await files.store.read { tx in
            try tx.first("SELECT COUNT(*) FROM worker_steps") { try $0.get(0, as: Int.self) } ?? 0
        }
    }
}

extension Shop {
    fileprivate func enableWorker() async throws {
        let answer = try await admin.patch("/v1/plugins/worker", ["is_active": true])
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
    }
}

/// A plugin whose job walks slowly, a step in each transaction, and that notes each order after its commit.
private enum WorkerPlugin {
    static let steps = 60

    /// - Returns: the folder that it lies in, for `--plugins`.
    static func build() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "worker-\(UUID().uuidString)")
        let own = folder.appending(path: "worker")
        try FileManager.default.createDirectory(
            at: own.appending(path: "migrations"),
            withIntermediateDirectories: true
        )
        try Data(manifest.utf8).write(to: own.appending(path: "plugin.json"))
        try Data(tables.utf8).write(to: own.appending(path: "migrations/1.0.0-steps.sql"))
        try Data(source.utf8).write(to: own.appending(path: "worker.c"))
        try ChildProcess.run([
            "cc", "-std=c11", "-Wall", "-D_GNU_SOURCE", "-shared", "-fPIC", "-fvisibility=hidden", "-I",
            PluginFixtures.packageFolder + "/Sources/CTotem/include", "-o", own.path + "/worker.so",
            own.path + "/worker.c",
        ])
        return folder.path
    }

    private static let manifest = """
        {"name": "worker", "version": "1.0.0", "abi": 1, "tables": ["worker_steps", "worker_orders"],
         "hooks": {"order.committed": {"budget_ms": 5000}}}
        """
    private static let tables = """
        CREATE TABLE worker_steps (number INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE worker_orders (event INTEGER PRIMARY KEY) STRICT;
        """
    private static let source = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <unistd.h>
        #include "totem_plugin.h"

        static totem_status insert(totem_call *call, const char *sql, int64_t number) {
          totem_stmt *statement;
          totem_status status = totem_prepare(call, sql, &statement);
          if (status != TOTEM_OK) return status;
          totem_bind_i64(statement, 1, number);
          status = totem_step(statement);
          return status == TOTEM_DONE ? TOTEM_OK : status;
        }

        static totem_status step(totem_call *call, void *state) {
          int64_t number = *(int64_t *)state;
          totem_status status = insert(call, "INSERT INTO worker_steps (number) VALUES ($1)", number);
          if (status != TOTEM_OK) return status;
          char text[30];
          snprintf(text, sizeof text, "%lld", (long long)number);
          return totem_checkpoint(call, totem_text(text));
        }

        static totem_status walk(totem_call *call, const totem_job_run *run, void *state) {
          (void)state;
          int64_t number = run->checkpoint.ptr == NULL ? 0 : strtoll(run->checkpoint.ptr, NULL, 10);
          while (number < \(steps)) {
            number++;
            totem_status status = totem_transaction(call, step, &number);
            if (status != TOTEM_OK) return status;
            usleep(50 * 1000);
          }
          return TOTEM_OK;
        }

        static totem_status start_walk(totem_call *call, const totem_request *request, void *state) {
          (void)request; (void)state;
          totem_str none = {NULL, 0};
          totem_status status = totem_enqueue(call, "walk", none, 0, TOTEM_STR("walk"));
          return status == TOTEM_OK ? totem_respond(call, 202, TOTEM_STR("{}")) : status;
        }

        static totem_status note(totem_call *call, const totem_events *told, void *state) {
          (void)state;
          for (size_t i = 0; i < told->event_count; i++) {
            totem_status status = insert(call, "INSERT INTO worker_orders (event) VALUES ($1)", told->events[i]->id);
            if (status != TOTEM_OK) return status;
          }
          return TOTEM_OK;
        }

        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          (void)instance;
          *state = NULL;
          totem_status status = totem_job(registry, "walk", NULL, walk);
          if (status == TOTEM_OK) status = totem_on_order_committed(registry, note, 100);
          if (status == TOTEM_OK) status = totem_route(registry, "POST", "/start", TOTEM_ANYONE, TOTEM_WRITES, start_walk);
          return status;
        }

        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          (void)host;
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "worker", .version = "1.0.0", .start = start,
          };
          return &plugin;
        }
        """
}
