internal import Logging
internal import TotemKernel
internal import TotemStore

/// What happens when a plugin is switched or set: migrations, its own hooks and its row, in one transaction.
struct ChangeSteps: Sendable {
    /// Nil for a plugin that can't be loaded and is switched off.
    let instance: PluginInstance?
    let candidate: PluginCandidate
    /// Only for a plugin that is switched on.
    let migrator: Migrator?
    let change: PluginChange
    /// The digest of the library, when it was tried out here.
    let triedOut: String?
    /// Whether the change fits the plugins that are on. It was asked before the library was loaded, and is asked again once
    /// nobody else changes the table.
    let check: @Sendable ([PluginRow]) throws -> Void
    let actor: Actor
    let now: Timestamp
    let log: Logger

    private var manifest: PluginManifest { candidate.manifest }

    func run(in tx: Transaction) throws {
        tx.author = actor.name
        try tx.lock(.plugins)
        try check(try PluginStore.rows(in: tx))
        if change.isActive == true { try candidate.checkIsThere() }
        let known = try PluginStore.row(manifest.name, in: tx)
        var row =
            known
            ?? PluginRow(
                name: manifest.name,
                version: manifest.version.description,
                isActive: false,
                settings: .object([:])
            )
        let wasActive = row.isActive
        let versionBefore = known == nil ? nil : SemanticVersion(row.version)
        if let settings = change.settings {
            row.settings = SecretSettings.kept(settings, row.settings, manifest.settings.json)
        }
        row.settings = try normalized(row.settings)
        row.granted = candidate.kept(change.grant) ?? row.granted
        row.isolation = change.isolation ?? row.isolation
        if change.isActive == true {
            try migrator?.apply(in: tx, at: now.milliseconds)
            row.version = manifest.version.description
            row.quarantine = nil
            row.closedHooks = StandIn.closedHooks(of: manifest)
        }
        let call = HookCall(tx, RequestContext(actor: actor, now: now, hooks: NoHooks()))
        if change.settings != nil { try validate(row.settings, in: call) }
        if change.isActive == true, !wasActive {
            try ask(PluginEnabled(version: manifest.version, versionBefore: versionBefore), row.settings, in: call)
        }
        if change.isActive == false, wasActive {
            try ask(PluginDisabled(version: manifest.version), row.settings, in: call)
        }
        row.isActive = change.isActive ?? wasActive
        try PluginStore.save(row, in: tx, at: now)
        if let triedOut { try PluginStore.keepTriedOut(row.name, triedOut, in: tx) }
        guard row.isActive, let instance else { return }
        // From this moment on it is told what happens, and its jobs can be run.
        try EventDelivery.keep(row.name, hears: !instance.afterHooks.isEmpty, in: tx, at: now)
        try JobQueue.schedule(instance.pluginJobs, in: tx, at: now)
    }

    /// A plugin that is switched off keeps settings that its schema no longer likes.
    private func normalized(_ settings: JSONValue) throws -> JSONValue {
        guard change.isActive == false, change.settings == nil else { return try manifest.settings.normalize(settings) }
        return settings
    }

    /// A plugin names its own settings; who has sent them finds them under `settings`.
    private func validate(_ settings: JSONValue, in call: HookCall) throws {
        do {
            try ask(SettingsValidate(settings: settings), settings, in: call)
        } catch let veto as KernelError where !veto.fields.isEmpty {
            let fields = veto.fields.map { KernelError.Field("settings.\($0.field)", $0.message) }
            let words = veto.fields.map { "\($0.field): \($0.message)" }.joined(separator: "; ")
            let detail =
                veto.detail == words ? fields.map { "\($0.field): \($0.message)" }.joined(separator: "; ") : veto.detail
            throw KernelError(veto.kind, veto.code, detail, fields: fields, by: veto.plugin)
        }
    }

    private func ask<H: HostedHook>(_ hook: H, _ settings: JSONValue, in call: HookCall) throws {
        try instance?.ask(hook, settings, in: call, log)
    }
}

extension PluginInstance {
    /// Runs a hook of this plugin alone, with settings that are not those of any set of plugins yet.
    func ask<H: HostedHook>(_ hook: H, _ settings: JSONValue, in call: HookCall, _ log: Logger) throws {
        guard let registered = hooks.first(where: { $0.point == H.point }) else { return }
        let plugin = ActivePlugin(self, settings: settings)
        _ = try hook.run(over: HookChain([ChainedHook(plugin: plugin, registered: registered)]), in: call, log)
    }
}
