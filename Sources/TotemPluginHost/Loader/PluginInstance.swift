internal import CTotem
private import Dispatch
private import FoundationEssentials
internal import Synchronization
internal import TotemKernel
internal import TotemStore

/// A started plugin: its state, its hooks and routes. It lives as long as a set of plugins holds it; when the last
/// request that may call it has ended, `stop` is called.
final class PluginInstance: Sendable {
    let manifest: PluginManifest
    let hooks: [RegisteredHook]
    let routes: [RegisteredRoute]
    let state: PluginState
    /// For a plugin that must never run twice at once.
    private let turn: SerialTurn?

    init(_ manifest: PluginManifest, _ registration: Registration, _ state: PluginState, _ turn: SerialTurn?) {
        self.manifest = manifest
        self.state = state
        self.turn = turn
        hooks = registration.hooks
        routes = registration.routes
    }

    /// Nobody can call it any more. It may take long to stop, so it does that on a thread of its own.
    deinit {
        let (state, turn) = (state, turn)
        DispatchQueue.global().async { state.end(turn) }
    }

    var isSerial: Bool { turn != nil }

    /// Runs one of its functions, alone if it must be.
    @inline(__always)
    func run(_ body: (UnsafeMutableRawPointer?) -> totem_status) -> totem_status {
        guard let turn else { return body(state.pointer) }
        return turn.take { body(state.pointer) }
    }
}

/// What `start` put into `*state`, handed back with every call. Only the plugin looks into it; the rules of the ABI
/// make it safe for several threads.
struct PluginState: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?
    let stop: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?

    func end(_ turn: SerialTurn?) {
        guard let turn else { return stop?(pointer) ?? () }
        turn.take { stop?(pointer) }
    }
}

/// Lets one call after another in. A library stays in memory when its plugin is switched off, and what it keeps in
/// variables is shared by all who start it, so a plugin has one turn for as long as the process runs.
final class SerialTurn: Sendable {
    private let lock = Mutex<Void>(())
    private static let turns = Mutex<[String: SerialTurn]>([:])

    static func of(_ plugin: String) -> SerialTurn {
        turns.withLock { turns in
            if let turn = turns[plugin] { return turn }
            let turn = SerialTurn()
            turns[plugin] = turn
            return turn
        }
    }

    func take<Result>(_ body: () -> Result) -> Result {
        lock.withLock { _ in body() }
    }
}

/// A plugin that is on, with the settings that it has for one set of plugins.
final class ActivePlugin: Sendable {
    let instance: PluginInstance
    let settings: JSONValue
    let policy: AccessPolicy
    let name: String

    init(_ instance: PluginInstance, settings: JSONValue) {
        self.instance = instance
        self.settings = settings
        name = instance.manifest.name
        policy = instance.manifest.policy
    }
}
