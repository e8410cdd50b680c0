import Foundation
import TotemKernel
import TotemTesting

/// A plugin in C that a test writes down in parts: bodies of hooks and routes, around which the rest is put. It is
/// compiled by the machine's own compiler against the real header.
///
/// Bodies see `call`, `event` and, by their hook, `cart`, `order`, `transition`, `code`, `json` or `request`. A body that ends
/// without `return` answers TOTEM_OK.
struct CPlugin {
    struct Route {
        let method: String
        let path: String
        let writes: Bool
        let body: String

        init(_ method: String, _ path: String, writes: Bool = false, _ body: String) {
            self.method = method
            self.path = path
            self.writes = writes
            self.body = body
        }
    }

    var name: String
    var version = "1.0.0"
    /// What the library says, when that is not what the manifest says.
    var libraryName: String?
    var libraryVersion: String?
    var hooks: [String: String] = [:]
    var priority: [String: Int] = [:]
    /// By hook: `open` or `closed`, and the budget.
    var failsOpen: Set<String> = []
    var budget: [String: Int64] = [:]
    /// Hooks that the manifest names; those of ``hooks`` when nil.
    var declaredHooks: [String]?
    var routes: [Route] = []
    /// Before the functions.
    var prelude = ""
    /// In `start`, after everything was registered; sees `registry`, `state` and `status`.
    var start = ""
    var stop = ""
    var abi = "TOTEM_ABI"
    /// The whole library, instead of the parts.
    var source: String?
    /// Members of the manifest that are added or replaced.
    var manifest: [String: JSONValue] = [:]
    /// By file name.
    var migrations: [String: String] = [:]

    init(_ name: String) {
        self.name = name
    }

    /// Builds it into a folder of its name.
    /// - Returns: its folder.
    @discardableResult
    func build(in folder: String) throws -> String {
        let own = try writeManifest(in: folder)
        let source = own + "/\(name).c"
        try write(self.source ?? text, to: source)
        try CCompiler.run(
            [
                "-std=gnu11", "-Wall", "-Wno-unused-function", "-Wno-unused-variable", "-shared", "-fPIC",
                "-fvisibility=hidden", "-pthread",
            ]
                + ["-I", CCompiler.include, "-o", own + "/\(name).so", source]
        )
        return own
    }

    /// The same without a library.
    @discardableResult
    func writeManifest(in folder: String) throws -> String {
        let own = folder + "/" + name
        try? FileManager.default.removeItem(atPath: own + "/migrations")
        try FileManager.default.createDirectory(atPath: own + "/migrations", withIntermediateDirectories: true)
        for (file, sql) in migrations { try write(sql, to: own + "/migrations/" + file) }
        try write(manifestJSON.text(), to: own + "/plugin.json")
        return own
    }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private var manifestJSON: JSONValue {
        var members: [String: JSONValue] = ["name": .string(name), "version": .string(version), "abi": 1]
        var hooks: [String: JSONValue] = [:]
        for hook in declaredHooks ?? Array(self.hooks.keys) {
            hooks[hook] = [
                "fail": failsOpen.contains(hook) ? "open" : "closed", "budget_ms": .integer(budget[hook] ?? 5000),
            ]
        }
        members["hooks"] = .object(hooks)
        return .object(members.merging(manifest) { _, new in new })
    }

    /// What a body sees beside `call` and `event`, by the payload of its hook.
    private static let locals = [
        "totem_code_event": "const totem_cart *cart = event->cart; totem_str code = event->code;",
        "totem_cart_event": "const totem_cart *cart = event->cart;",
        "totem_tax_event": "const totem_cart *cart = event->cart;",
        "totem_order_event": "const totem_order *order = event->order;",
        "totem_transition": "const totem_transition *transition = event;",
        "totem_settings_event": "totem_str json = event->json;",
    ]
    /// The payload of each hook, as the header has it.
    private static let payloads: [String: String] = {
        let header = (try? String(contentsOfFile: CCompiler.include + "/totem_plugin.h", encoding: .utf8)) ?? ""
        let hooks = header.matches(of: /TOTEM_HOOK\(\w+, "([a-z._]+)", (\w+)\)/).map { (String($0.1), String($0.2)) }
        return Dictionary(uniqueKeysWithValues: hooks)
    }()

    private var text: String {
        let functions = hooks.map { hook, body in
            let payload = Self.payloads[hook] ?? "void"
            return """
                static totem_status \(identifier(hook))(totem_call *call, const \(payload) *event, void *state) {
                \(Self.locals[payload] ?? "")
                \(body)
                return TOTEM_OK;
                }
                """
        }
        let handlers = routes.enumerated().map { index, route in
            """
            static totem_status route\(index)(totem_call *call, const totem_request *request, void *state) {
            \(route.body)
            return TOTEM_OK;
            }
            """
        }
        let registrations =
            hooks.keys.map { hook in
                "if (!status) status = totem_on_\(identifier(hook))(registry, \(identifier(hook)), \(priority[hook] ?? 100));"
            }
            + routes.enumerated().map { index, route in
                """
                if (!status) status = totem_route(registry, "\(route.method)", "\(route.path)", TOTEM_ANYONE, \
                \(route.writes ? "TOTEM_WRITES" : "TOTEM_READS"), route\(index));
                """
            }
        return """
            #define _GNU_SOURCE
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <pthread.h>
            #include <unistd.h>
            #include "totem_plugin.h"
            \(prelude)
            \((functions + handlers).joined(separator: "\n"))
            static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
              totem_status status = TOTEM_OK;
              \(registrations.joined(separator: "\n"))
              \(start)
              return status;
            }
            static void stop(void *state) {
              \(stop)
            }
            TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
              static const totem_plugin plugin = {
                .size = sizeof plugin, .abi = \(abi), .name = "\(libraryName ?? name)",
                .version = "\(libraryVersion ?? version)", .start = start, .stop = stop,
              };
              return &plugin;
            }
            """
    }

    private func identifier(_ hook: String) -> String { hook.replacing(".", with: "_") }
}

/// The machine's C compiler.
enum CCompiler {
    static var include: String { PluginFixtures.packageFolder + "/Sources/CTotem/include" }

    /// - Throws: ``ProcessFailure`` with what it said.
    static func run(_ arguments: [String], compiler: String = "cc", in folder: String? = nil) throws {
        try ChildProcess.run([compiler] + arguments, in: folder)
    }
}
