import Testing

@testable import TotemKernel

@Suite("Throttling of log-ins")
struct LoginThrottleTests {
    private let now = Duration.seconds(1000)

    /// A wrong password.
    private func fail(
        _ throttle: inout LoginThrottle,
        _ account: String,
        from place: String,
        at moment: Duration? = nil
    ) -> KernelError? {
        do {
            _ = try throttle.begin(account, from: place, at: moment ?? now)
            return nil
        } catch {
            return error
        }
    }

    @Test("After five wrong passwords from one place each further one doubles the wait there")
    func waits() {
        var throttle = LoginThrottle()
        for _ in 0..<5 { #expect(fail(&throttle, "ann", from: "a") == nil) }
        var moment = now
        for wait in [1, 2, 4, 8] {
            #expect(fail(&throttle, "ann", from: "a", at: moment)?.retryAfter == wait)
            moment += .seconds(wait)
            #expect(fail(&throttle, "ann", from: "a", at: moment) == nil)
        }
        #expect(fail(&throttle, "bob", from: "a", at: moment) == nil)
        #expect(fail(&throttle, "ann", from: "b", at: moment) == nil)
    }

    @Test("Who has logged in from a place goes on from there, whatever others try elsewhere or with other accounts")
    func owner() throws {
        var throttle = LoginThrottle()
        throttle.passed(try throttle.begin("ann", from: "home", at: now), at: now)
        for guess in 0..<200 { _ = fail(&throttle, "ann", from: "bot \(guess)") }
        for guess in 0..<200 { _ = fail(&throttle, "account \(guess)", from: "home") }
        #expect(fail(&throttle, "ann", from: "somewhere else")?.kind == .throttled)
        #expect(fail(&throttle, "bob", from: "home")?.kind == .throttled)
        throttle.passed(try throttle.begin("ann", from: "home", at: now), at: now)
        // Who guesses from the owner's own place is stopped there.
        for _ in 0..<5 { #expect(fail(&throttle, "ann", from: "home") == nil) }
        #expect(fail(&throttle, "ann", from: "home")?.kind == .throttled)
    }

    @Test("An account is guessed at twenty times from wherever, a place guesses fifty times at whatever")
    func spread() {
        var throttle = LoginThrottle()
        for guess in 0..<20 { #expect(fail(&throttle, "ann", from: "bot \(guess)") == nil) }
        #expect(fail(&throttle, "ann", from: "another bot")?.kind == .throttled)
        for guess in 0..<50 { #expect(fail(&throttle, "account \(guess)", from: "a") == nil) }
        #expect(fail(&throttle, "another account", from: "a")?.kind == .throttled)
    }

    @Test("A right password elsewhere does not forgive what was guessed")
    func guessesStay() throws {
        var throttle = LoginThrottle()
        for guess in 0..<19 { _ = fail(&throttle, "ann", from: "bot \(guess)") }
        throttle.passed(try throttle.begin("ann", from: "home", at: now), at: now)
        #expect(fail(&throttle, "ann", from: "bot 19") == nil)
        #expect(fail(&throttle, "ann", from: "bot 20")?.kind == .throttled)
    }

    @Test(
        "A try that no password was looked at for counts nothing; a quiet time starts anew; no wait is above 15 minutes"
    )
    func startsAnew() throws {
        var throttle = LoginThrottle()
        for _ in 0..<100 { throttle.takeBack(try throttle.begin("ann", from: "a", at: now)) }
        var moment = now
        for _ in 0..<40 {
            let wait = fail(&throttle, "ann", from: "a", at: moment)?.retryAfter ?? 0
            #expect(wait <= 15 * 60)
            moment += .seconds(wait)
        }
        moment += LoginThrottle.longestWait * 3
        for _ in 0..<5 { #expect(fail(&throttle, "ann", from: "a", at: moment) == nil) }
    }

    @Test("A flood of names and places is not remembered without bound, and the guesser stays known")
    func bounded() throws {
        var throttle = LoginThrottle()
        var moment = now
        for _ in 0..<10 { moment += .seconds(fail(&throttle, "ann", from: "guesser", at: moment)?.retryAfter ?? 0) }
        _ = fail(&throttle, "ann", from: "guesser", at: moment)
        for number in 0..<(2 * LoginThrottle.largestCount) {
            throttle.passed(try throttle.begin("n\(number)", from: "p\(number)", at: moment), at: moment)
            _ = fail(&throttle, "n\(number)", from: "q\(number)", at: moment)
        }
        #expect(throttle.count <= 4 * LoginThrottle.largestCount)
        #expect(fail(&throttle, "ann", from: "guesser", at: moment)?.kind == .throttled)
    }
}

@Suite("Limits of how often")
struct RateLimitTests {
    private let now = Duration.seconds(1000)

    @Test("A burst is let in at once, then one for each interval, each name for itself")
    func burst() throws {
        var limit = RateLimit(burst: 3, interval: .seconds(2))
        for _ in 0..<3 { try limit.admit("a", at: now, orElse: "") }
        let error = #expect(throws: KernelError.self) { try limit.admit("a", at: now, orElse: "Too many.") }
        #expect(error?.retryAfter == 2)
        #expect(error?.detail == "Too many. Try again in 2 seconds.")
        try limit.admit("b", at: now, orElse: "")
        try limit.admit("a", at: now + .seconds(2), orElse: "")
        #expect(throws: KernelError.self) { try limit.admit("a", at: now + .seconds(2), orElse: "") }
        for _ in 0..<3 { try limit.admit("a", at: now + .seconds(60), orElse: "") }
    }

    @Test("A flood of names is not remembered without bound")
    func bounded() throws {
        var limit = RateLimit(burst: 3, interval: .seconds(2))
        for _ in 0..<3 { try limit.admit("flood", at: now, orElse: "") }
        for number in 0..<(2 * RateLimit.largestCount) { try limit.admit("n\(number)", at: now, orElse: "") }
        #expect(limit.count <= RateLimit.largestCount)
        #expect(throws: KernelError.self) { try limit.admit("flood", at: now, orElse: "") }
    }
}

@Suite("Throttling of codes")
struct CodeThrottleTests {
    private let now = Duration.seconds(1000)

    private func attempt(_ code: String, in cart: String = "cart 1") -> CodeThrottle.Attempt {
        CodeThrottle.Attempt(code, of: [cart], from: "a")
    }

    @Test("Codes that are being looked at count as if nobody knew them, and those that are known count for nothing")
    func atOnce() throws {
        var throttle = CodeThrottle()
        for number in 1...10 { try throttle.begin(attempt("CODE-\(number)"), at: now) }
        #expect(throws: KernelError.self) { try throttle.begin(attempt("CODE-11"), at: now) }
        try throttle.begin(attempt("CODE-11", in: "cart 2"), at: now)
        // A crowd that enters the one code of a sale guesses nothing.
        for _ in 1...100 { try throttle.begin(attempt("CODE-1"), at: now) }
        throttle.end(attempt("CODE-2"), isUnknown: false, at: now)
        try throttle.begin(attempt("CODE-12"), at: now)
        throttle.end(attempt("CODE-12"), isUnknown: true, at: now)
        #expect(throws: KernelError.self) { try throttle.begin(attempt("CODE-13"), at: now) }
    }

    @Test("A code that was looked at several times at once counts once when nobody knows it")
    func sameCode() throws {
        var throttle = CodeThrottle()
        for number in 1...9 {
            for _ in 1...3 { try throttle.begin(attempt("CODE-\(number)"), at: now) }
            for isUnknown in [false, true, true] {
                throttle.end(attempt("CODE-\(number)"), isUnknown: isUnknown, at: now)
            }
        }
        try throttle.begin(attempt("CODE-10"), at: now)
        throttle.end(attempt("CODE-10"), isUnknown: true, at: now)
        #expect(throws: KernelError.self) { try throttle.begin(attempt("CODE-11"), at: now) }
    }
}
