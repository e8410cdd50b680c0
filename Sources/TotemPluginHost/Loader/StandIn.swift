internal import CTotem
internal import TotemKernel
internal import TotemStore

/// What stands in the place of a plugin that is on and can't run here: each of its hooks that fails closed refuses what it
/// guards, with the reason. The shop never silently sells without its taxes.
enum StandIn {
    /// Hooks by which a plugin guards itself, and nothing of the shop's; what happened waits until it is told to the plugin.
    private static let ownHooks: Set<String> = Set(
        [.pluginEnabled, .pluginDisabled, .settingsValidate, .retentionRun].map { (hook: HookPoint) in hook.rawValue }
            + AfterHook.allCases.map(\.rawValue)
    )

    /// The hooks that guard something of the shop's. A provider that can't run takes no payments, and guards nothing.
    static func closedHooks(of manifest: PluginManifest) -> [String] {
        manifest.hooks.filter { name, hook in
            !hook.failsOpen && !ownHooks.contains(name) && HookPoint(rawValue: name)?.isOfPayment != true
        }.keys.sorted()
    }

    /// - Parameter why: goes on from the plugin's name.
    /// - Returns: nil when nothing is guarded.
    static func plugin(for row: PluginRow, _ candidate: PluginCandidate?, why: String) -> ActivePlugin? {
        let names = candidate.map { closedHooks(of: $0.manifest) } ?? row.closedHooks
        let hooks = names.compactMap(HookPoint.init(rawValue:)).map(refusing)
        guard !hooks.isEmpty else { return nil }
        let instance = PluginInstance(.unknown(row), hooks: hooks)
        return ActivePlugin(instance, settings: row.settings, problem: why)
    }

    /// Before the hooks of others, which need not run for what is refused.
    private static func refusing(_ point: HookPoint) -> RegisteredHook {
        let manifest = HookManifest(failsOpen: false, budgetMilliseconds: 1_000, writes: [])
        let function = unsafeBitCast(refuse, to: totem_function.self)
        return RegisteredHook(point: point, function: function, priority: .min, manifest: manifest)
    }

    private static let refuse:
        @convention(c) (
            UnsafeMutablePointer<totem_call>?, UnsafeRawPointer?, UnsafeMutableRawPointer?
        ) -> totem_status = { call, _, _ in
            if let frame = CallFrame.anywhere(call) {
                let error = KernelError.notRunning(frame.plugin.name, frame.plugin.problem ?? "")
                frame.veto = CallFrame.Veto(status: 503, code: error.code, message: error.detail, fields: [])
            }
            return totem_status(TOTEM_ERROR)
        }
}

extension KernelError {
    /// A plugin that is on can't run, and something is not to be done without it.
    static func notRunning(_ name: String, _ why: String) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-not-running",
            "The plugin \(name) can't run here, and the shop does not go on without it: \(why). Its owner can mend that, or "
                + "switch it off.",
            retryAfter: 5
        )
    }
}

extension PluginManifest {
    /// Of a plugin whose folder may not be there.
    fileprivate static func unknown(_ row: PluginRow) -> PluginManifest {
        PluginManifest(
            name: row.name,
            version: SemanticVersion(row.version) ?? SemanticVersion(0, 0, 0),
            title: row.name,
            description: "",
            kernelRange: .any,
            pluginRanges: [:],
            library: "",
            tables: [],
            permissions: PluginPermissions(),
            settings: .none,
            hooks: [:],
            routes: [:],
            events: [:],
            limitMilliseconds: 10_000,
            migrations: nil,
            isolation: .none,
            policy: AccessPolicy(owner: row.name, ownTables: [])
        )
    }
}
