internal import CTotem
internal import TotemKernel

/// The ways to pay as the plugins of `payment.methods` have them so far.
final class MethodEffects: HookEffects {
    private struct Method {
        let name: String
        var rank: Int32 = 0
        var isHidden = false
    }

    private var methods: [Method]
    /// As they were when the plugin's turn began.
    private var methodsOfTurn: [Method]

    init(_ names: [String]) {
        methods = names.map { Method(name: $0) }
        methodsOfTurn = methods
    }

    var offered: [String] {
        let shown = methods.enumerated().filter { !$0.element.isHidden }
        return shown.sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element.name)
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran { methodsOfTurn = methods } else { methods = methodsOfTurn }
        return true
    }

    fileprivate func place(of name: String?) -> Int? { methods.firstIndex { $0.name == name } }

    fileprivate func hide(_ place: Int) { methods[place].isHidden = true }

    fileprivate func rank(_ place: Int, _ rank: Int32) { methods[place].rank = rank }
}

extension CallFrame {
    func hideMethod(_ name: totem_str) -> totem_status {
        guard let methods = effects(.hideMethod, MethodEffects.self) else { return HostTable.misuse }
        guard let place = methods.place(of: name.string(atMost: 100)) else { return unknownMethod() }
        methods.hide(place)
        return HostTable.ok
    }

    func rankMethod(_ name: totem_str, _ rank: Int32) -> totem_status {
        guard let methods = effects(.rankMethod, MethodEffects.self) else { return HostTable.misuse }
        guard let place = methods.place(of: name.string(atMost: 100)) else { return unknownMethod() }
        methods.rank(place, rank)
        return HostTable.ok
    }

    private func unknownMethod() -> totem_status { refuse(TOTEM_NOT_FOUND, "there is no such way to pay") }
}
