internal import CTotem
internal import TotemKernel

/// What plugins have said is special about the lines of a cart.
final class FlagEffects: HookEffects {
    private(set) var flags: [CartItem.ID: LineFlags] = [:]
    /// As they were when the plugin's turn began.
    private var flagsOfTurn: [CartItem.ID: LineFlags] = [:]
    private let lines: Set<Int64>

    init(_ cart: Cart) {
        lines = Set(cart.items.filter(\.isAvailable).map(\.id.value))
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran { flagsOfTurn = flags } else { flags = flagsOfTurn }
        return true
    }

    fileprivate func has(_ line: Int64) -> Bool { lines.contains(line) }

    fileprivate func add(_ new: LineFlags, to line: Int64) { flags[CartItem.ID(line), default: []].formUnion(new) }
}

extension CartFlags: HostedHook {
    static var point: HookPoint { .cartFlags }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: FlagEffects) {
        (payloads.event(payloads.put(cart).raw), FlagEffects(cart))
    }

    func answer(_ effects: FlagEffects) -> [CartItem.ID: LineFlags] { effects.flags }
}

extension CallFrame {
    func addFlags(_ line: Int64, _ flags: UInt32) -> totem_status {
        guard let effects = effects(.addFlags, FlagEffects.self) else { return HostTable.misuse }
        let flags = LineFlags(rawValue: Int64(flags))
        guard !flags.isEmpty, CartFlags.allowed.isSuperset(of: flags) else {
            return refuse(
                TOTEM_INVALID,
                "flags are TOTEM_LINE_NO_DISCOUNT, TOTEM_LINE_NO_SHIPPING and TOTEM_LINE_NO_TAX, not \(flags.rawValue)"
            )
        }
        guard effects.has(line) else { return refuse(TOTEM_INVALID, "the cart has no line \(line)") }
        effects.add(flags, to: line)
        return HostTable.ok
    }
}
