import TotemKernel
import TotemTesting

/// Offers `points_for` and `award`, which writes a row and tells `points_awarded`.
func loyalty(hook: String = "ii") -> CPlugin {
    var plugin = rowsPlugin("loyalty")
    plugin.prelude += """
        static totem_status points_for(totem_call *call, int64_t amount, totem_str currency, int64_t *result, void *state) {
          if (amount < 0) return totem_veto(call, "negative", TOTEM_STR("There are no points for that."));
          *result = totem_equal(currency, TOTEM_STR("EUR")) ? amount / 100 : 0;
          return TOTEM_OK;
        }
        static totem_status award(totem_call *call, int64_t user, int64_t points, void *state) {
          if (note(call, TOTEM_STR("award")) != TOTEM_OK) {
            totem_log(call, TOTEM_LOG_INFO, totem_last_error(call));
            return TOTEM_ERROR;
          }
          totem_value values[2] = {{.i = user}, {.i = points}};
          totem_status status = totem_fire(call, "points_awarded", "\(hook)", values);
          if (status == TOTEM_OK || status == TOTEM_VETO) return status;
          return totem_fail(call, totem_last_error(call));
        }
        """
    plugin.start = """
        if (!status) status = totem_service(registry, "points_for", "is>i", (totem_function)points_for);
        if (!status) status = totem_service_role(registry, "points_for", TOTEM_CUSTOMER);
        if (!status) status = totem_service(registry, "award", "ii", (totem_function)award);
        if (!status) status = totem_define_hook(registry, "points_awarded", "\(hook)");
        """
    return plugin
}

/// Has a table of its own, and `note(call, text)` that writes a row of it.
func rowsPlugin(_ name: String) -> CPlugin {
    var plugin = CPlugin(name)
    plugin.manifest = ["tables": [.string("\(name)_rows")]]
    plugin.migrations = [
        "1.0.0-rows.sql":
            "CREATE TABLE \(name)_rows (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT NOT NULL) STRICT;"
    ]
    plugin.prelude = """
        static totem_status note(totem_call *call, totem_str text) {
          totem_stmt *insert;
          totem_status status = totem_prepare(call, "INSERT INTO \(name)_rows (note) VALUES ($1)", &insert);
          if (status != TOTEM_OK) return status;
          totem_bind_str(insert, 1, text);
          status = totem_step(insert);
          return status == TOTEM_DONE ? TOTEM_OK : status;
        }

        """
    return plugin
}

extension PluginShop {
    func service(_ name: String) throws -> any PluginService { try kernel.context(for: .system).hooks.service(name) }

    /// Calls a service from outside.
    func invoke(_ name: String, _ arguments: [JSONValue]) async throws -> JSONValue {
        try await kernel.write(as: .system) { tx, context in
            try context.hooks.service(name).call(arguments, in: HookCall(tx, context))
        }
    }
}
