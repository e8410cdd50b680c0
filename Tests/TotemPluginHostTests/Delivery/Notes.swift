import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

extension CPlugin {
    /// A plugin with a table for words, and a function `note(call, "…", …)` that adds one.
    static func noting(_ name: String) -> CPlugin {
        var plugin = CPlugin(name)
        let table = "\(name)_notes"
        plugin.manifest = ["tables": [.string(table)]]
        plugin.migrations = [
            "1.0.0-notes.sql":
                "CREATE TABLE \(table) (id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL) STRICT;"
        ]
        plugin.prelude = """
            #include <stdarg.h>
            static totem_status note(totem_call *call, const char *format, ...) {
              char text[1000];
              va_list arguments;
              va_start(arguments, format);
              vsnprintf(text, sizeof text, format, arguments);
              va_end(arguments);
              totem_stmt *insert;
              totem_status status = totem_prepare(call, "INSERT INTO \(table) (word) VALUES ($1)", &insert);
              if (status != TOTEM_OK) return status;
              totem_bind_str(insert, 1, totem_text(text));
              status = totem_step(insert);
              return status == TOTEM_DONE ? TOTEM_OK : status;
            }
            #define WORD(text) (int)(text).len, (text).ptr
            static int64_t asked(totem_call *call, const char *sql) {
              totem_stmt *query;
              if (totem_prepare(call, sql, &query) != TOTEM_OK || totem_step(query) != TOTEM_ROW) return -1;
              return totem_column_i64(query, 0);
            }
            """
        return plugin
    }
}

extension PluginShop {
    /// What a plugin has noted, in order.
    func notes(of plugin: String) async throws -> [String] {
        try await files.store.read { tx in
            switch plugin {
            case "a": try tx.query("SELECT word FROM a_notes ORDER BY id") { try $0.get(0) }
            case "c": try tx.query("SELECT word FROM c_notes ORDER BY id") { try $0.get(0) }
            default: try tx.query("SELECT word FROM b_notes ORDER BY id") { try $0.get(0) }
            }
        }
    }

    /// Waits until all that has happened is settled: transactions of other tests hold that up.
    func settle() async throws {
        guard files.store.engine == .postgres else { return }
        try await wait(for: "the feed to be settled") {
            try await number(
                "SELECT COUNT(*) FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            ) == 0
        }
    }

    /// Switches a plugin on that is told of nothing that has happened before: what is not settled yet it would be told of.
    func enableSettled(_ plugin: String, settings: JSONValue? = nil) async throws {
        try await settle()
        try await enable(plugin, settings: settings)
    }

    /// Tells plugins what there is to tell.
    func tell() async throws {
        try await settle()
        try await EventTelling(kernel, log: log.logger).tellIfDue()
    }

    /// Runs every job that is due.
    /// - Returns: how many were.
    @discardableResult
    func runJobs() async throws -> Int {
        let runner = JobRunner(kernel, log: log.logger)
        var count = 0
        while let run = try await runner.next() {
            await runner.perform(run)
            count += 1
        }
        return count
    }

    func jobs() async throws -> [Job] {
        try await files.store.read { tx in try JobQueue.list(PageRequest(limit: 100), in: tx).items.reversed() }
    }

    func failedEvents() async throws -> [FailedEvent] {
        try await files.store.read { tx in try FailedEvents.list(PageRequest(limit: 100), in: tx).items }
    }
}
