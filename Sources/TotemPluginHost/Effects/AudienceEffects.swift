internal import CTotem
internal import TotemKernel

/// The audiences that plugins know who asks to belong to.
final class AudienceEffects: HookEffects {
    static let largestCount = 100

    private(set) var names: Set<String> = []
    private var ofTurn: Set<String> = []

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran { names.formUnion(ofTurn) }
        ofTurn = []
        return true
    }

    /// - Returns: false where there are too many.
    fileprivate func add(_ name: String) -> Bool {
        guard ofTurn.count < Self.largestCount || ofTurn.contains(name) else { return false }
        ofTurn.insert(name)
        return true
    }
}

extension CallFrame {
    func addAudience(_ name: totem_str) -> totem_status {
        guard let audiences = effects(.addAudience, AudienceEffects.self) else { return HostTable.misuse }
        guard let name = name.string(atMost: 64), !name.isEmpty, name.utf8.allSatisfy(Self.isAudienceCharacter) else {
            return refuse(TOTEM_INVALID, "an audience is 1 to 64 lower case letters, digits, '-', '_' and ':'")
        }
        guard audiences.add(name) else {
            return refuse(TOTEM_LIMIT, "a plugin names at most \(AudienceEffects.largestCount) audiences")
        }
        return HostTable.ok
    }

    /// A plugin that fails while it is asked who asks has failed for whom it was asked.
    func isInAudience(_ name: totem_str) -> Bool {
        guard place.point != .requestContext else {
            lastError = "totem_in_audience means nothing in request.context, which is there to say it"
            return false
        }
        guard let name = name.string(atMost: 64) else { return false }
        do {
            return try call.context.audiences(in: call.tx).contains(name)
        } catch {
            failure = failure ?? "the audiences are not known: \(error)"
            return false
        }
    }

    private static func isAudienceCharacter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x3A).contains(byte) || byte == 0x2D || byte == 0x5F
    }
}
