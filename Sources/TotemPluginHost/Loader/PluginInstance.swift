internal import CTotem
internal import TotemKernel
internal import TotemStore

/// A started plugin: its state, its hooks and routes. It lives as long as a set of plugins holds it; when the last
/// request that may call it has ended, `stop` is called.
final class PluginInstance: Sendable {
    let manifest: PluginManifest
    /// ``PluginRow/replacement`` that it was started for.
    let replacement: Int64
    let isolation: PluginIsolation
    let hooks: [RegisteredHook]
    let routes: [RegisteredRoute]
    let jobs: [RegisteredJob]
    let paymentMethods: [RegisteredPaymentMethod]
    let services: [RegisteredService]
    let definedHooks: [DefinedHook]
    let listeners: [RegisteredListener]
    let state: PluginState
    /// Nil where there is no library.
    let handle: InstanceHandle?

    init(
        _ manifest: PluginManifest,
        _ replacement: Int64,
        _ registration: Registration,
        _ state: PluginState,
        _ handle: InstanceHandle,
        _ isolation: PluginIsolation = .none
    ) {
        self.manifest = manifest
        self.replacement = replacement
        self.isolation = isolation
        self.state = state
        self.handle = handle
        hooks = registration.hooks
        routes = registration.routes
        jobs = registration.jobs
        paymentMethods = registration.paymentMethods
        services = registration.services
        definedHooks = registration.definedHooks
        listeners = registration.listeners
    }

    /// Hooks of the host's own, without a library.
    init(_ manifest: PluginManifest, hooks: [RegisteredHook]) {
        self.manifest = manifest
        replacement = 0
        isolation = .none
        self.hooks = hooks
        routes = []
        jobs = []
        paymentMethods = []
        services = []
        definedHooks = []
        listeners = []
        state = PluginState(pointer: nil, stop: nil, mark: Mark(manifest.name, "stop", limit: 0))
        handle = nil
    }

    /// What is written down while a function of it runs. One in a process of its own can't end this process, and who waits for it
    /// ends it: of that only what the shop's writes wait for is written down, to be told.
    func mark(_ function: String, limit: Int, keepsOthers: Bool = false) -> Mark {
        let isElsewhere = isolation == .process
        guard keepsOthers || !isElsewhere else { return .host }
        return Mark(manifest.name, function, limit: limit, keepsOthers: keepsOthers, isElsewhere: isElsewhere)
    }

    /// The hooks by which it hears of what has happened.
    var afterHooks: Set<AfterHook> { Set(hooks.compactMap { AfterHook(rawValue: $0.point.rawValue) }) }

    /// Nobody can call it any more. It may take long to stop, so it does that on a thread of its own where there is one.
    deinit {
        handle?.switchOff()
        let (state, handle) = (state, handle)
        guard state.stop != nil else {
            handle?.end()
            return
        }
        let stop: @Sendable () -> Void = {
            state.end()
            handle?.end()
        }
        if (try? StoreThread("plugin", stop)) == nil { stop() }
    }
}

/// What `start` put into `*state`, handed back with every call; of an isolated plugin, the process that it runs in. Only the plugin
/// looks into it, or that process's own code; the rules of the ABI make it safe for several threads.
struct PluginState: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?
    let stop: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?
    let mark: Mark

    func end() { mark.around { stop?(pointer) } }
}

/// A plugin that is on, with the settings that it has for one set of plugins.
final class ActivePlugin: Sendable {
    let instance: PluginInstance
    let settings: JSONValue
    let policy: AccessPolicy
    let name: String
    /// Why it can't run here, of what stands in its place.
    let problem: String?

    init(_ instance: PluginInstance, settings: JSONValue, problem: String? = nil) {
        self.problem = problem
        self.instance = instance
        self.settings = settings
        name = instance.manifest.name
        policy = instance.manifest.policy
    }
}

extension [ActivePlugin] {
    var versions: [String: SemanticVersion] {
        Dictionary(uniqueKeysWithValues: map { ($0.name, $0.instance.manifest.version) })
    }
}
