internal import CTotem
internal import TotemKernel

/// How many rows plugins still want to delete.
final class RemainingRows: HookEffects {
    private(set) var count = 0
    private var ofTurn = 0

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran { count += ofTurn }
        ofTurn = 0
        return true
    }

    fileprivate func set(_ count: Int) { ofTurn = count }
}

extension CallFrame {
    func setRemaining(_ count: Int64) -> totem_status {
        guard let rows = effects(.remaining, RemainingRows.self) else { return HostTable.misuse }
        // More than anybody has.
        guard (0...Int64(1) << 40).contains(count) else {
            return refuse(TOTEM_INVALID, "what remains is a number of rows from 0, not \(count)")
        }
        rows.set(Int(count))
        return HostTable.ok
    }
}

extension RetentionRun: HostedHook {
    static var point: HookPoint { .retentionRun }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: RemainingRows) {
        var event = totem_retention_event()
        event.size = UInt32(MemoryLayout<totem_retention_event>.size)
        event.limit = Int64(limit)
        return (UnsafeRawPointer(payloads.put(event)), RemainingRows())
    }

    func answer(_ effects: RemainingRows) -> Int { effects.count }
}
