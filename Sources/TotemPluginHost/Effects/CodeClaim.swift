internal import CTotem

/// Whose a code is: the first plugin that claims it has the last word.
final class CodeClaim: HookEffects {
    private(set) var claimant: String?
    private var isClaimed = false

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if isClaimed, turn.ran { claimant = turn.plugin.name }
        isClaimed = false
        return claimant == nil
    }

    fileprivate func claim() { isClaimed = true }
}

extension CallFrame {
    func claim() -> totem_status {
        guard let claim = effects(.claim, CodeClaim.self) else { return HostTable.misuse }
        claim.claim()
        return HostTable.ok
    }
}
