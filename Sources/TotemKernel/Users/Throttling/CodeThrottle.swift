/// Slows down who guesses codes, such as those of gift cards, and nobody else.
///
/// Codes that nobody knows are counted for who enters them (a cart, a customer) and for the place that they come from. The same
/// code again is no guess: a shop may have ended its sale, and all of an office have the code of it.
///
/// As ``LoginThrottle`` it is the memory of one node, bounded, and a value without a clock or a lock.
public struct CodeThrottle: Sendable {
    /// Codes of one name that are known again.
    private static let rememberedCodes = 8

    private var buyers = TryCounter<String>(freeTries: 10)
    /// Many people share a place.
    private var places = TryCounter<String>(freeTries: 50)
    private var codes: [String: [Int]] = [:]
    /// Codes that are being looked at, by name, and how often each.
    private var open: [String: [Int: Int]] = [:]

    /// One code that somebody enters.
    public struct Attempt: Sendable {
        let code: Int
        let buyers: [String]
        let place: String

        /// - Parameters:
        ///   - buyers: who enters a code: names of a cart or a customer.
        ///   - place: where that is.
        public init(_ code: String, of buyers: [String], from place: String) {
            self.code = code.hashValue
            self.buyers = buyers
            self.place = place
        }

        fileprivate var nameOfPlace: String { "place \(place)" }
        fileprivate var names: [String] { buyers + [nameOfPlace] }
    }

    public init() {}

    /// Asks before a code is looked at. Those that are being looked at count as if nobody knew them, so that many at once gain
    /// nothing. Whoever is let in says ``end(_:isUnknown:at:)``.
    /// - Throws: ``KernelError`` throttled with the seconds to wait.
    public mutating func begin(_ attempt: Attempt, at now: Duration) throws(KernelError) {
        let wait = places.wait(of: attempt.place, at: now, besides: others(than: attempt, of: attempt.nameOfPlace))
        let waits = attempt.buyers.map { buyers.wait(of: $0, at: now, besides: others(than: attempt, of: $0)) }
        if let wait = (waits + [wait]).compactMap({ $0 }).max() {
            throw .throttled("too-many-codes", "Too many codes that nobody knows.", wait: wait)
        }
        for name in attempt.names { open[name, default: [:]][attempt.code, default: 0] += 1 }
    }

    /// - Parameter isUnknown: whether nobody knew the code.
    public mutating func end(_ attempt: Attempt, isUnknown: Bool, at now: Duration) {
        for name in attempt.names {
            guard let count = open[name]?[attempt.code] else { continue }
            open[name]?[attempt.code] = count > 1 ? count - 1 : nil
            if open[name]?.isEmpty == true { open[name] = nil }
        }
        guard isUnknown else { return }
        for buyer in attempt.buyers where isNew(attempt.code, of: buyer) { buyers.failed(buyer, at: now) }
        if isNew(attempt.code, of: attempt.nameOfPlace) { places.failed(attempt.place, at: now) }
    }

    /// How many other codes are being looked at that were not found unknown already.
    private func others(than attempt: Attempt, of name: String) -> Int {
        guard let open = open[name] else { return 0 }
        let known = codes[name] ?? []
        return open.keys.count { $0 != attempt.code && !known.contains($0) }
    }

    private mutating func isNew(_ code: Int, of name: String) -> Bool {
        let known = codes[name] ?? []
        guard !known.contains(code) else { return false }
        if codes.count > LoginThrottle.largestCount { codes = [:] }
        codes[name] = known.suffix(Self.rememberedCodes - 1) + [code]
        return true
    }
}
