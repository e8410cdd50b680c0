internal import CTotem
internal import CTotemHost
internal import TotemKernel

/// One hook of one plugin, in its place.
struct ChainedHook: Sendable {
    let plugin: ActivePlugin
    let registered: RegisteredHook
}

/// The hooks of one name in their order: by priority, then by the plugin's name.
///
/// What running one needs lies flat beside it, so that a hook costs little more than the call of its function: no
/// reference is counted on the way to it.
final class HookChain: Sendable {
    let hooks: [ChainedHook]
    /// Whether any of their plugins is not shown who buys.
    let hidesPeople: Bool
    /// Written once, here, and freed with the chain. The plugins that they name are held by `hooks`.
    nonisolated(unsafe) private let storage: UnsafeMutableBufferPointer<HookTurn>

    init(_ hooks: [ChainedHook]) {
        let ordered = hooks.sorted {
            ($0.registered.priority, $0.plugin.name) < ($1.registered.priority, $1.plugin.name)
        }
        self.hooks = ordered
        hidesPeople = ordered.contains { !$0.plugin.may(.customersRead) }
        storage = .allocate(capacity: ordered.count)
        _ = storage.initialize(from: ordered.map { HookTurn($0) })
    }

    deinit {
        storage.deallocate()
    }

    var isEmpty: Bool { storage.isEmpty }

    /// Valid as long as the chain.
    var turns: UnsafeBufferPointer<HookTurn> { UnsafeBufferPointer(storage) }
}

/// What every hook is in C: `totem_status fn(totem_call *, const totem_PAYLOAD *, void *state)`.
typealias HookFunction =
    @convention(c) (UnsafeMutablePointer<totem_call>?, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> totem_status

/// What running a hook needs, as plain values. Valid as long as the chain that it is of.
struct HookTurn {
    let function: HookFunction
    let state: UnsafeMutableRawPointer?
    let plugin: Unmanaged<ActivePlugin>
    let failsOpen: Bool
    let mark: totem_mark
    /// Whether it is shown who buys.
    let readsPeople: Bool
    /// How long its SQL may run at all before it has failed: it may have waited for others, and for a busy machine.
    let longestSQL: Duration

    init(_ hook: ChainedHook) {
        let limit = hook.registered.limit
        mark = hook.plugin.instance.mark(hook.registered.point.rawValue, limit: limit, keepsOthers: true).raw
        function = unsafeBitCast(hook.registered.function, to: HookFunction.self)
        state = hook.plugin.instance.state.pointer
        plugin = Unmanaged.passUnretained(hook.plugin)
        failsOpen = hook.registered.manifest.failsOpen
        readsPeople = hook.plugin.may(.customersRead)
        longestSQL = .milliseconds(limit)
    }
}
