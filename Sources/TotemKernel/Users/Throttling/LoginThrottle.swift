/// Slows down who guesses passwords, and nobody else.
///
/// Wrong passwords are counted for an account together with the place that they come from, for the account from wherever,
/// and for the place whatever the account. Where somebody has logged in before, only the first of the three counts: who
/// guesses elsewhere, or at others' accounts, does not keep an owner out.
///
/// It is the memory of one node, bounded whatever comes, and a value without a clock or a lock: whoever holds it gives it
/// both. Times are ``Clock/uptime``.
public struct LoginThrottle: Sendable {
    /// The longest wait.
    public static let longestWait = Duration.seconds(15 * 60)
    /// Names of each kind that are remembered; when there are more, those that wait longest are kept.
    public static let largestCount = 10_000

    struct Source: Hashable {
        let account: String
        let place: String
    }

    /// One try, counted as failed until something else is known of it.
    public struct Attempt: Sendable {
        let source: Source
        let isFromKnownPlace: Bool
    }

    private var sources = TryCounter<Source>(freeTries: 5)
    /// From all places where the owner has not logged in: guessers may have many.
    private var accounts = TryCounter<String>(freeTries: 20)
    /// Many people share a place.
    private var places = TryCounter<String>(freeTries: 50)
    private var known = KnownPlaces()

    public init() {}

    /// How many names are remembered.
    var count: Int { sources.count + accounts.count + places.count + known.count }

    /// Asks before the password is looked at, and counts the try, so that many at once gain nothing.
    /// - Throws: ``KernelError`` throttled with the seconds to wait.
    public mutating func begin(
        _ account: String,
        from place: String,
        at now: Duration
    ) throws(KernelError) -> Attempt {
        let source = Source(account: account, place: place)
        let isKnown = known.contains(source)
        let others = isKnown ? [] : [accounts.wait(of: account, at: now), places.wait(of: place, at: now)]
        let waits = [sources.wait(of: source, at: now)] + others
        if let wait = waits.compactMap({ $0 }).max() {
            throw .throttled("too-many-logins", "Too many wrong passwords.", wait: wait)
        }
        sources.failed(source, at: now)
        if !isKnown {
            accounts.failed(account, at: now)
            places.failed(place, at: now)
        }
        return Attempt(source: source, isFromKnownPlace: isKnown)
    }

    /// The password was right: the account starts anew at this place. What others have tried elsewhere stays counted.
    public mutating func passed(_ attempt: Attempt, at now: Duration) {
        takeBack(attempt)
        sources.reset(attempt.source)
        known.add(attempt.source, at: now)
    }

    /// No password was looked at.
    public mutating func takeBack(_ attempt: Attempt) {
        sources.takeBack(attempt.source)
        guard !attempt.isFromKnownPlace else { return }
        accounts.takeBack(attempt.source.account)
        places.takeBack(attempt.source.place)
    }
}

/// Where accounts were logged in to of late.
private struct KnownPlaces {
    private var lastUses: [LoginThrottle.Source: Duration] = [:]

    var count: Int { lastUses.count }

    func contains(_ source: LoginThrottle.Source) -> Bool { lastUses[source] != nil }

    /// When there are too many, those that were used last are kept.
    mutating func add(_ source: LoginThrottle.Source, at now: Duration) {
        lastUses[source] = now
        lastUses = lastUses.bounded(to: LoginThrottle.largestCount, by: \.self)
    }
}

extension KernelError {
    /// - Parameter reason: a sentence; how long to wait is said after it.
    static func throttled(_ code: String, _ reason: String, wait: Duration) -> KernelError {
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        return KernelError(.throttled, code, "\(reason) Try again in \(seconds) seconds.", retryAfter: seconds)
    }
}
