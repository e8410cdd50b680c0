import Synchronization

/// `request.context`: who asks. The answer is the audiences that they belong to, sorted.
public struct RequestAudiences: Hook {
    public static var unheard: [String] { [] }

    public let actor: Actor
    public let locale: LanguageTag?
}

/// The audiences of one request, once something has asked for them.
final class KnownAudiences: Sendable {
    /// Who made the request, whoever wants to know.
    private let asker: RequestAudiences
    private let known = Mutex<[String]?>(nil)

    init(_ asker: RequestAudiences) {
        self.asker = asker
    }

    /// Two that ask for the first time at once both find out, and find the same.
    func value(_ find: (RequestAudiences) throws -> [String]) rethrows -> [String] {
        if let known = known.withLock({ $0 }) { return known }
        let found = try find(asker)
        known.withLock { $0 = found }
        return found
    }
}
