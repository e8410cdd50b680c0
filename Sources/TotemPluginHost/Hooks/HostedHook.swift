internal import CTotem
internal import Logging
internal import TotemKernel

/// A hook of the kernel that plugins can have in a transaction: how its value becomes a payload, and what plugins ask for its answer.
///
/// Its name, context and effects stand in `totem_plugin.h`; this is all the host adds.
protocol HostedHook: Hook {
    associatedtype Effects: HookEffects = NoEffects

    static var point: HookPoint { get }

    /// Puts the payload, and makes the place where the effects are collected.
    func begin(in payloads: Payloads) throws -> (payload: UnsafeRawPointer, effects: Effects)

    func answer(_ effects: Effects) throws -> Answer

    /// What plugins have fetched for the cart that it is about; nil: it is about none.
    var quotes: [String: [String: JSONValue]]? { get }
}

extension HostedHook {
    var quotes: [String: [String: JSONValue]]? { nil }
}

extension HostedHook where Answer == Void {
    func answer(_ effects: Effects) {}
}

/// What the plugins of one chain have asked for with the functions that their hook has.
protocol HookEffects: AnyObject {
    /// A plugin that has called the host has had its turn.
    /// - Returns: whether the next one is asked.
    func endTurn(_ turn: HookTurnOutcome) -> Bool
}

/// What came of a hook that has called the host.
struct HookTurnOutcome {
    let plugin: ActivePlugin
    /// False when the hook failed and its manifest lets the shop go on without it: then it has asked for nothing.
    let ran: Bool
    let ticks: UInt64
}

/// Of a hook whose plugins can only agree or veto.
final class NoEffects: HookEffects, Sendable {
    static let shared = NoEffects()

    private init() {}

    func endTurn(_ turn: HookTurnOutcome) -> Bool { true }
}

/// How a kind of hook is fired: a ``HookFiring`` of it.
class AnyFiring: @unchecked Sendable {}

/// Fires one kind of hook over the plugins that have it.
///
/// `@unchecked Sendable`: as its only member.
final class HookFiring<H: Hook>: AnyFiring, @unchecked Sendable {
    let run: @Sendable (H, HookCall) throws -> H.Answer

    init(_ run: @escaping @Sendable (H, HookCall) throws -> H.Answer) {
        self.run = run
    }
}

extension HostedHook {
    static func firing(_ chain: HookChain, _ log: Logger) -> AnyFiring {
        HookFiring<Self> { hook, call in try hook.run(over: chain, in: call, log) }
    }

    /// Runs it over a chain that is not empty.
    func run(over chain: HookChain, in call: HookCall, _ log: Logger) throws -> Answer {
        let frame = CallFrame(call, chain.hooks[0].plugin, .hook(Self.point), log)
        frame.payloads.hidesPeople = chain.hidesPeople
        let (payload, effects) = try begin(in: frame.payloads)
        frame.effects = effects
        frame.hook = ObjectIdentifier(Self.self)
        frame.quotes = quotes
        try HookRunner.run(chain, frame, payload)
        return try answer(effects)
    }
}
