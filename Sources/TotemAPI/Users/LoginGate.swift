import Synchronization
package import TotemKernel

/// Where passwords come in: counts tries on this node, and has the passwords looked at.
package final class LoginGate: Sendable {
    private struct State {
        var logins = LoginThrottle()
        /// An office that registers at once is let in; a flood is not, as each registration costs a hash and a row.
        var registrations = RateLimit(burst: 50, interval: .seconds(2))
    }

    private let state = Mutex(State())
    private let clock: any Clock
    package let hasher: PasswordHasher

    init(hasher: PasswordHasher, clock: any Clock) {
        self.hasher = hasher
        self.clock = clock
    }

    /// Whether `password` is that of an account; who is not registered takes as long as who typed a wrong password.
    /// - Parameters:
    ///   - hash: looks up what to check against; nil when nobody is registered with that email.
    /// - Throws: ``KernelError``: throttled, or unavailable when too many passwords are being looked at.
    func isRight(
        _ password: String,
        of account: Email,
        from place: String,
        hash: () async throws -> String?
    ) async throws -> Bool {
        let attempt = try state.withLock { state throws(KernelError) in
            try state.logins.begin(account.text, from: place, at: clock.uptime)
        }
        let isRight: Bool
        do {
            // Longer passwords can't have been registered; hashing them would only cost.
            let isPossible = password.unicodeScalars.count <= PasswordHasher.lengths.upperBound
            let hash = try await hash()
            isRight = try await hasher.verify(isPossible ? password : "", against: isPossible ? hash : nil)
        } catch {
            state.withLock { $0.logins.takeBack(attempt) }
            throw error
        }
        if isRight { state.withLock { $0.logins.passed(attempt, at: clock.uptime) } }
        return isRight
    }

    /// - Throws: ``KernelError``: throttled.
    func admitRegistration(from place: String) throws(KernelError) {
        try state.withLock { state throws(KernelError) in
            try state.registrations.admit(
                place,
                at: clock.uptime,
                orElse: "Too many have registered from your network of late."
            )
        }
    }
}
