import TotemKernel
import TotemStore
import TotemTesting

/// A plugin whose versions can be told by what they leave: each takes amounts of its own off, charges amounts of its own, names
/// itself in their rule, and notes the order in a table that its version knows.
struct WalkPlugin: Sendable {
    let name: String
    /// The migration to its second version fails.
    var failsToUpgrade = false
    /// What its tables have.
    let marks: SQL
    let noted: SQL

    static let all = [
        WalkPlugin(
            name: "gift",
            marks: "SELECT version FROM gift_marks ORDER BY version",
            noted: "SELECT order_id, rule, discount, fee FROM gift_orders"
        ),
        WalkPlugin(
            name: "toll",
            marks: "SELECT version FROM toll_marks ORDER BY version",
            noted: "SELECT order_id, rule, discount, fee FROM toll_orders"
        ),
        WalkPlugin(
            name: "cursed",
            failsToUpgrade: true,
            marks: "SELECT version FROM cursed_marks ORDER BY version",
            noted: "SELECT order_id, rule, discount, fee FROM cursed_orders"
        ),
    ]

    /// What an order with it shows: of version and setting, so that one set of plugins can be told from another.
    struct Rule: Hashable {
        let generation: Int64
        let extra: Int64

        /// - Parameter text: `GENERATION/EXTRA`, as the library writes it.
        init?(_ text: String) {
            let parts = text.split(separator: "/").compactMap { Int64($0) }
            guard parts.count == 2 else { return nil }
            (generation, extra) = (parts[0], parts[1])
        }

        var discount: Int64 { 100 * generation + extra }
        var fee: Int64 { 10 * generation + extra }
    }

    static let largestExtra: Int64 = 9

    /// Builds its two versions.
    /// - Returns: their folders, the older one first.
    func build(in folder: String) throws -> [String] {
        try [1, 2].map { generation in
            let own = "\(folder)/\(name)-\(generation)"
            var migrations = ["1.0.0-orders.sql": tables]
            if generation == 2 { migrations["1.1.0-note.sql"] = upgrade }
            try SmallPlugin.build(
                name,
                manifest: manifest(generation),
                migrations: migrations,
                source: source(generation),
                into: own
            )
            return own
        }
    }

    static func version(_ generation: Int) -> String { "1.\(generation - 1).0" }

    private func manifest(_ generation: Int) -> JSONValue {
        [
            "name": .string(name), "version": .string(Self.version(generation)), "abi": 1,
            "tables": [.string("\(name)_orders"), .string("\(name)_marks")],
            "settings": [
                "type": "object", "additionalProperties": false,
                "properties": [
                    "extra": [
                        "type": "integer", "minimum": 0, "maximum": .integer(Self.largestExtra), "default": 0,
                    ],
                    "locked": ["type": "boolean", "default": false],
                ],
            ],
            "hooks": [
                "cart.discounts": ["writes": ["discounts"], "budget_ms": 5000], "cart.fees": ["budget_ms": 5000],
                "order.placed": ["budget_ms": 5000], "plugin.disabled": ["budget_ms": 5000],
            ],
        ]
    }

    /// Each migration leaves a mark, and one more when it is run once more.
    private var tables: String {
        """
        CREATE TABLE \(name)_orders (
          order_id INTEGER PRIMARY KEY, rule TEXT NOT NULL, discount INTEGER NOT NULL, fee INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE \(name)_marks (version TEXT NOT NULL) STRICT;
        INSERT INTO \(name)_marks (version) VALUES ('1.0.0');
        """
    }

    private var upgrade: String {
        """
        ALTER TABLE \(name)_orders ADD COLUMN note TEXT NOT NULL DEFAULT 'from before';
        INSERT INTO \(name)_marks (version) VALUES ('1.1.0');
        \(failsToUpgrade ? "INSERT INTO \(name)_marks (version) VALUES (NULL);" : "")
        """
    }

    private func source(_ generation: Int) -> String {
        """
        #include <stdio.h>
        #include "totem_plugin.h"

        static int64_t extra(totem_call *call) { return totem_setting_i64(call, "extra", 0); }

        static totem_str rule(totem_call *call, char *text, size_t size) {
          snprintf(text, size, "\(generation)/%lld", (long long)extra(call));
          return totem_text(text);
        }

        static totem_status take_off(totem_call *call, const totem_cart_event *event, void *state) {
          char text[40];
          totem_discount discount = {
            .size = sizeof discount, .amount = 100 * \(generation) + extra(call), .label = TOTEM_STR("Less"),
            .rule = rule(call, text, sizeof text),
          };
          return totem_add_discount(call, &discount);
        }

        static totem_status charge(totem_call *call, const totem_cart_event *event, void *state) {
          char text[40];
          totem_fee fee = {
            .size = sizeof fee, .amount = 10 * \(generation) + extra(call), .label = TOTEM_STR("More"),
            .rule = rule(call, text, sizeof text),
          };
          return totem_add_fee(call, &fee);
        }

        static totem_status remember(totem_call *call, const totem_order_event *event, void *state) {
          const totem_order *order = event->order;
          int64_t discount = 0, fee = 0;
          for (size_t i = 0; i < order->adjustment_count; i++) {
            const totem_adjustment *adjustment = order->adjustments[i];
            if (!totem_equal(adjustment->plugin, TOTEM_STR("\(name)"))) continue;
            if (totem_equal(adjustment->kind, TOTEM_STR("discount"))) discount -= adjustment->amount;
            if (totem_equal(adjustment->kind, TOTEM_STR("fee"))) fee += adjustment->amount;
          }
          char text[40];
          totem_stmt *insert;
          totem_status status = totem_prepare(call, "\(insert(generation))", &insert);
          if (status != TOTEM_OK) return status;
          totem_bind_i64(insert, 1, order->id);
          totem_bind_str(insert, 2, rule(call, text, sizeof text));
          totem_bind_i64(insert, 3, discount);
          totem_bind_i64(insert, 4, fee);
          status = totem_step(insert);
          return status == TOTEM_DONE ? TOTEM_OK : status;
        }

        static totem_status let_go(totem_call *call, const totem_plugin_event *event, void *state) {
          if (totem_setting_bool(call, "locked", false))
            return totem_veto(call, "locked", TOTEM_STR("It is locked; unlock it first."));
          return TOTEM_OK;
        }

        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          totem_status status = totem_on_cart_discounts(registry, take_off, 50);
          if (status == TOTEM_OK) status = totem_on_cart_fees(registry, charge, 50);
          if (status == TOTEM_OK) status = totem_on_order_placed(registry, remember, 50);
          if (status == TOTEM_OK) status = totem_on_plugin_disabled(registry, let_go, 50);
          return status;
        }

        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "\(name)", .version = "\(Self.version(generation))",
            .start = start,
          };
          return &plugin;
        }
        """
    }

    /// The second version needs the column that its migration adds.
    private func insert(_ generation: Int) -> String {
        let (column, value) = generation == 1 ? ("", "") : (", note", ", 'noted'")
        return "INSERT INTO \(name)_orders (order_id, rule, discount, fee\(column)) VALUES ($1, $2, $3, $4\(value))"
    }
}
