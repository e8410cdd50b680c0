import Foundation
import Testing
import TotemTesting

/// A plugin that hears what owners of lists are told, logs it, and says no to goods that are back.
enum Listener {
    private static let manifest = """
        {
          "name": "mailer", "version": "1.0.0", "abi": 1, "requires": {"plugins": {"wishlists": "^1.0.0"}},
          "hooks": {"wishlists.price_fell": {"fail": "closed"}, "wishlists.back_in_stock": {"fail": "closed"}}
        }
        """

    private static let source = """
        #include "totem_plugin.h"
        #include <stdio.h>
        static totem_status fell(totem_call *call, int64_t user, int64_t list, int64_t product, int64_t variant,
            int64_t before, int64_t price, void *state) {
          (void)state;
          char text[200];
          snprintf(text, sizeof text, "fell %lld %lld %lld %lld %lld %lld", (long long)user, (long long)list,
            (long long)product, (long long)variant, (long long)before, (long long)price);
          return totem_log(call, TOTEM_LOG_INFO, totem_text(text));
        }
        static totem_status back(totem_call *call, int64_t user, int64_t list, int64_t product, int64_t variant,
            void *state) {
          (void)state;
          char text[200];
          snprintf(text, sizeof text, "back %lld %lld %lld %lld", (long long)user, (long long)list, (long long)product,
            (long long)variant);
          totem_log(call, TOTEM_LOG_INFO, totem_text(text));
          return totem_veto(call, "no-more", TOTEM_STR("Enough."));
        }
        static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
          (void)instance;
          *state = NULL;
          totem_status status = totem_on(registry, "wishlists.price_fell", "iiiiii", (totem_function)fell, 100);
          if (status != TOTEM_OK) return status;
          return totem_on(registry, "wishlists.back_in_stock", "iiii", (totem_function)back, 100);
        }
        TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
          (void)host;
          static const totem_plugin plugin = {
            .size = sizeof plugin, .abi = TOTEM_ABI, .name = "mailer", .version = "1.0.0", .start = start,
          };
          return &plugin;
        }
        """

    static func build(in folder: String) async throws {
        let own = folder + "/mailer"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: own + "/plugin.json"))
        try Data(source.utf8).write(to: URL(fileURLWithPath: own + "/mailer.c"))
        let include = PluginFixtures.packageFolder + "/Sources/CTotem/include"
        let built = try await TotemCommand.shell(
            "cc -std=c11 -Wall -shared -fPIC -fvisibility=hidden -I \(include) -o mailer.so mailer.c",
            in: own
        )
        #expect(built.status == 0, "\(built.errors)")
    }
}
