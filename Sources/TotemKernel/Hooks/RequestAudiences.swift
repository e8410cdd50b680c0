import Synchronization

/// `request.context`: who asks. The answer is the audiences that they belong to, sorted.
public struct RequestAudiences: Hook {
    public static var unheard: [String] { [] }

    public let actor: Actor
    public let locale: LanguageTag?
    /// By which way they came, as an order's source says it; nil: the program's own work.
    public let channel: OrderSource?
    /// Of the cart's address, else of the customer's own; nil: none is known.
    public internal(set) var country: Country?
}

/// The audiences of one request, once something has asked for them.
final class KnownAudiences: Sendable {
    /// Who made the request, whoever wants to know.
    private let asker: RequestAudiences
    private let known = Mutex<[String]?>(nil)
    /// Of the cart that the request is about.
    private let country = Mutex<Country?>(nil)

    init(_ asker: RequestAudiences) {
        self.asker = asker
    }

    func learn(_ country: Country) { self.country.withLock { $0 = country } }

    /// Two that ask for the first time at once both find out, and find the same.
    func value(_ find: (RequestAudiences) throws -> [String]) rethrows -> [String] {
        if let known = known.withLock({ $0 }) { return known }
        var asker = asker
        asker.country = country.withLock { $0 }
        let found = try find(asker)
        known.withLock { $0 = found }
        return found
    }
}
