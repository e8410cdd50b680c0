internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// What happens when a plugin is switched or set: migrations, its own hooks and its row, in one transaction.
struct ChangeSteps: Sendable {
    /// Nil for a plugin that can't be loaded and is switched off.
    let instance: PluginInstance?
    let manifest: PluginManifest
    /// Only for a plugin that is switched on.
    let migrator: Migrator?
    let change: PluginChange
    /// Whether the change fits the plugins that are on. It was asked before the library was loaded, and is asked again once
    /// nobody else changes the table.
    let check: @Sendable ([PluginRow]) throws -> Void
    let actor: Actor
    let now: Timestamp
    let log: Logger

    func run(in tx: Transaction) throws {
        tx.author = actor.name
        try tx.lock(.plugins)
        try check(try PluginStore.rows(in: tx))
        var row =
            try PluginStore.row(manifest.name, in: tx)
            ?? PluginRow(
                name: manifest.name,
                version: manifest.version.description,
                isActive: false,
                settings: .object([:])
            )
        let wasActive = row.isActive
        if let settings = change.settings { row.settings = settings }
        row.settings = try normalized(row.settings)
        if change.isActive == true {
            try migrator?.apply(in: tx, at: now.milliseconds)
            row.version = manifest.version.description
            row.disabledReason = nil
        }
        let call = HookCall(tx, RequestContext(actor: actor, now: now, hooks: NoHooks()))
        if change.settings != nil { try validateSettings(row.settings, in: call) }
        if change.isActive == true, !wasActive { try tell(.pluginEnabled, row.settings, in: call) }
        if change.isActive == false, wasActive { try tell(.pluginDisabled, row.settings, in: call) }
        row.isActive = change.isActive ?? wasActive
        try PluginStore.save(row, in: tx, at: now)
    }

    /// A plugin that is switched off keeps settings that its schema no longer likes.
    private func normalized(_ settings: JSONValue) throws -> JSONValue {
        guard change.isActive == false, change.settings == nil else { return try manifest.settings.normalize(settings) }
        return settings
    }

    private func tell(_ hook: Hook, _ settings: JSONValue, in call: HookCall) throws {
        try runOwn(hook, settings, in: call) { function, frame in
            let function = unsafeBitCast(function, to: totem_plugin_enabled_fn.self)
            return { call, state in function(call, state) }
        }
    }

    private func validateSettings(_ settings: JSONValue, in call: HookCall) throws {
        let text = try settings.text()
        try runOwn(.settingsValidate, settings, in: call) { function, frame in
            let function = unsafeBitCast(function, to: totem_settings_validate_fn.self)
            let json = frame.arena.put(text)
            return { call, state in function(call, json, state) }
        }
    }

    private typealias Body = (UnsafeMutablePointer<totem_call>, UnsafeMutableRawPointer?) -> totem_status

    /// Runs a hook of this plugin alone, with its new settings.
    private func runOwn(
        _ hook: Hook,
        _ settings: JSONValue,
        in call: HookCall,
        _ body: (totem_function, CallFrame) -> Body
    ) throws {
        guard let instance, let registered = instance.hooks.first(where: { $0.hook == hook }) else { return }
        let plugin = ActivePlugin(instance, settings: settings)
        let frame = CallFrame(call, plugin, .hook(hook), log)
        let run = body(registered.function, frame)
        let chain = HookChain([ChainedHook(plugin: plugin, registered: registered)])
        try HookRunner.run(chain, frame) { _, call, state in run(call, state) }
    }
}
