import Synchronization
import TotemKernel

/// Lets log-ins through one by one: counts tries per email and per network address on this node.
public final class LoginGate: Sendable {
    private struct State {
        var emails = LoginThrottle(freeTries: 5)
        /// Many people share an address.
        var addresses = LoginThrottle(freeTries: 50)
    }

    private let state = Mutex(State())
    let hasher: PasswordHasher

    init(hasher: PasswordHasher) {
        self.hasher = hasher
    }

    /// Counts a try as failed before its password is looked at, so that many at once gain nothing.
    /// - Throws: ``KernelError`` throttled.
    func enter(_ email: Email, from address: String?, at now: Timestamp) throws {
        try state.withLock { state in
            try state.emails.admit(email.text, at: now)
            if let address { try state.addresses.admit(address, at: now) }
            state.emails.failed(email.text, at: now)
            if let address { state.addresses.failed(address, at: now) }
        }
    }

    /// The password was right: the email starts anew, and the address has one failure less.
    func passed(_ email: Email, from address: String?) {
        state.withLock { state in
            state.emails.succeeded(email.text)
            if let address { state.addresses.forgive(address) }
        }
    }
}
