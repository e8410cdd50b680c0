package import TotemKernel
import TotemStore

extension API {
    /// Who sends a token. The store is asked each time: once a log-out, a revoked key, another role or a new password is
    /// answered, on whatever node, nobody gets in with what was.
    /// - Throws: ``KernelError`` (401) when the token is not good, or not any more.
    package func actor(of token: String) async throws -> Actor {
        let now = kernel.clock.now
        return try await kernel.store.read(for: .request) { tx in
            try Authenticator.actor(forToken: token, in: tx, at: now)
        }
    }
}
