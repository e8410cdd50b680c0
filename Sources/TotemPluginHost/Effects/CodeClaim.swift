internal import CTotem
internal import TotemKernel

/// Whose a code is: the first plugin that claims it has the last word.
final class CodeClaim: HookEffects {
    private(set) var claimed: CartCode?
    /// What the plugin whose turn it is would have the cart keep.
    private var kept: String?
    let code: String

    init(_ code: String) {
        self.code = code
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if let kept, turn.ran { claimed = CartCode(code: kept, plugin: turn.plugin.name) }
        kept = nil
        return claimed == nil
    }

    fileprivate func claim(as kept: String) { self.kept = kept }
}

extension CallFrame {
    func claim() -> totem_status {
        guard let claim = effects(.claim, CodeClaim.self) else { return HostTable.misuse }
        claim.claim(as: claim.code)
        return HostTable.ok
    }

    func claim(as kept: totem_str) -> totem_status {
        guard let claim = effects(.claimAs, CodeClaim.self) else { return HostTable.misuse }
        guard let kept = kept.string(atMost: 400) else {
            return refuse(TOTEM_INVALID, "what a cart keeps of a code is UTF-8 of at most 100 characters")
        }
        if let objection = CartStore.codeRule.objection(to: kept) {
            return refuse(TOTEM_INVALID, "what a cart keeps of a code \(objection)")
        }
        claim.claim(as: kept)
        return HostTable.ok
    }
}
