import TotemKernel
import TotemStore

extension APIRequest {
    /// The body without some of its members, for ``change(comparing:_:)``: of a request with a password nothing is kept
    /// that the password could be guessed from.
    func bodyWithout(_ secrets: Set<String>) throws -> [UInt8] {
        guard case .object(let members) = try json(JSONValue.self) else { return body }
        return Array(JSONValue.object(members.filter { !secrets.contains($0.key) }).text().utf8)
    }

    /// The answer to a repeat of a request that came with a password. Since what is kept does not know the password, it is
    /// compared with the user's own.
    /// - Parameters:
    ///   - compared: the body without passwords.
    ///   - password: the one that the account has once the request is done.
    ///   - hash: of the account's password.
    /// - Returns: nil when it is no repeat.
    /// - Throws: ``KernelError``: the key came with another request or another password; throttled.
    func repeated(
        _ compared: [UInt8],
        password: String,
        of account: Email,
        hash: () async throws -> String?
    ) async throws -> Answer? {
        guard let kept = try await keptAnswer(comparing: compared) else { return nil }
        guard try await api.logins.isRight(password, of: account, from: place, hash: hash) else {
            throw KernelError.idempotencyKeyReused
        }
        return kept
    }
}
