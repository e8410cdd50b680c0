import Foundation
import TotemKernel

/// A plugin in Rust of which a test writes down what its hooks do. It is built as the shipped ones are, with the real
/// `totem_plugin.rs`.
public struct RustPlugin {
    private let name: String
    /// By the names of hooks, bodies that see `call` and `event`, and end with a Result.
    private let hooks: [String: String]

    public init(name: String, hooks: [String: String]) {
        self.name = name
        self.hooks = hooks
    }

    /// Makes its folder in one that plugins are looked for in.
    public func build(in folder: String) throws {
        let home = folder + "/" + name
        try FileManager.default.createDirectory(atPath: home + "/Sources", withIntermediateDirectories: true)
        try source.write(toFile: home + "/Sources/lib.rs", atomically: true, encoding: .utf8)
        let manifest: JSONValue = [
            "name": .string(name), "version": "1.0.0", "abi": 1, "hooks": .object(hooks.mapValues { _ in [:] }),
        ]
        try manifest.text().write(toFile: home + "/plugin.json", atomically: true, encoding: .utf8)
        try RustCompiler.build(home, home + "/" + name + ".so")
    }

    private var source: String {
        let ordered = hooks.sorted { $0.key < $1.key }.map { (name: $0.key.replacing(".", with: "_"), body: $0.value) }
        let functions = ordered.map { hook in
            "fn \(hook.name)(call: &mut totem_call, event: &\(Self.payload(of: hook.name))) -> totem_result {\n\(hook.body)\n}\n"
        }
        let steps = ordered.map { "    registry.on_\($0.name)(\($0.name), 100)?;\n" }
        return """
            #![allow(unused_variables)]
            #[path = "\(PluginFixtures.packageFolder)/Sources/CTotem/rust/totem_plugin.rs"]
            mod totem;
            use totem::*;

            \(functions.joined(separator: "\n"))
            fn start(registry: &mut totem_registry) -> totem_result {
            \(steps.joined())    Ok(())
            }

            totem_entry!("\(name)", "1.0.0", start);
            """
    }

    private static func payload(of hook: String) -> String {
        hook.hasPrefix("order_") ? "totem_order_event" : "totem_cart_event"
    }
}
