import Foundation
import TotemKernel
import TotemTesting

/// A plugin that asks `segments.contains`, and answers with the result or the status.
enum Asker {
    static func build(into folder: String) throws {
        try SmallPlugin.build(
            "asker",
            """
            static totem_status ask(totem_call *call, const totem_request *request, void *state) {
              totem_value arguments[2], result;
              totem_status status = totem_param_i64(call, "user", &arguments[0].i);
              if (status == TOTEM_OK) status = totem_param_i64(call, "segment", &arguments[1].i);
              if (status != TOTEM_OK) return status;
              status = totem_invoke(call, "segments.contains", "ii>b", arguments, &result);
              char text[20];
              snprintf(text, sizeof text, "%d", status == TOTEM_OK ? (int)result.b : status);
              return totem_respond(call, 200, totem_text(text));
            }
            static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
              return totem_route(registry, "GET", "/{user}/{segment}", TOTEM_ANYONE, TOTEM_READS, ask);
            }
            """,
            into: folder
        )
    }
}

/// A stand-in for Reviews: a customer has written as many as the id says, less one.
enum CountingReviews {
    static func build(into folder: String) throws {
        try SmallPlugin.build(
            "reviews",
            """
            static totem_status count_of(totem_call *call, int64_t user, int64_t *result, void *state) {
              *result = user - 1;
              return TOTEM_OK;
            }
            static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
              return totem_service(registry, "count_of", "i>i", (totem_function)count_of);
            }
            """,
            into: folder
        )
    }
}

private enum SmallPlugin {
    static func build(_ name: String, _ functions: String, into folder: String) throws {
        let own = folder + "/" + name
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        let source = """
            #include <stdio.h>
            #include "totem_plugin.h"
            \(functions)
            TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
              static const totem_plugin plugin = {
                .size = sizeof plugin, .abi = TOTEM_ABI, .name = "\(name)", .version = "1.0.0", .start = start,
              };
              return &plugin;
            }
            """
        try Data(source.utf8).write(to: URL(fileURLWithPath: own + "/\(name).c"))
        try Data(#"{"name": "\#(name)", "version": "1.0.0", "abi": 1}"#.utf8)
            .write(to: URL(fileURLWithPath: own + "/plugin.json"))
        try ChildProcess.run(
            [
                "cc", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden", "-I",
                PluginFixtures.packageFolder + "/Sources/CTotem/include", "-o", "\(name).so", "\(name).c",
            ],
            in: own
        )
    }
}
