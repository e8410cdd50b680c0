import HTTPTypes
import TotemKernel
import TotemStore

/// Registering, logging in and out.
func addSessionRoutes(to routes: Routes) {
    routes.post("/v1/customers") { request in
        let (body, email) = try request.json(RegistrationBody.self) { body in (body, try body.checkedEmail()) }
        let new = try NewUser(
            email: email,
            passwordHash: await request.server.logins.hasher.hash(body.password),
            firstName: body.first_name ?? "",
            lastName: body.last_name ?? "",
            phoneNumber: body.phone_number
        )
        return try await request.unsafe { tx, context in
            .created(try UserStore.register(new, in: tx, at: context.now), at: "/v1/me")
        }
    }
    // No Idempotency-Key here: the answer holds a secret that is not to be kept.
    routes.post("/v1/sessions") { request in
        let body = try request.json(LoginBody.self)
        let email = try Email(body.email)
        let user = try await request.logIn(email, body.password)
        let answer = try await request.kernel.write(request.context) { tx, context in
            try SessionStore.sweep(in: tx, at: context.now)
            let session = try SessionStore.create(for: user, in: tx, at: context.now)
            return SessionAnswer(
                token: session.token.text,
                expiresAt: session.expiresAt,
                user: try UserStore.get(user, in: tx)
            )
        }
        return .json(answer, status: .created)
    }
    routes.delete("/v1/sessions/current") { request in
        guard let text = request.token, let token = AccessToken(text), request.actor.userID != nil else {
            throw KernelError(.unauthenticated, "no-session", "Send the session's token as a Bearer token to end it.")
        }
        try await request.kernel.write(request.context) { [actors = request.server.actors] tx, _ in
            try SessionStore.delete(token, in: tx)
            tx.afterCommit { actors.clear() }
        }
        return .noContent
    }
}

extension APIRequest {
    /// Checks an email and a password; who is not registered takes as long as who typed a wrong password.
    /// - Throws: ``KernelError``: unauthenticated, or throttled.
    fileprivate func logIn(_ email: Email, _ password: String) async throws -> User.ID {
        let gate = server.logins
        try gate.enter(email, from: peer, at: context.now)
        let known = try await read { tx, _ in try UserStore.credentials(of: email, in: tx) }
        // Longer passwords can't have been registered; hashing them would only cost.
        let isPossible = password.unicodeScalars.count <= PasswordHasher.lengths.upperBound
        let isRight = try await gate.hasher.verify(
            isPossible ? password : "",
            against: isPossible ? known?.passwordHash : nil
        )
        guard isRight, let known else {
            throw KernelError(.unauthenticated, "bad-login", "The email or the password is wrong.")
        }
        gate.passed(email, from: peer)
        return known.id
    }
}

private struct RegistrationBody: Decodable {
    let email: String
    let password: String
    let first_name: String?
    let last_name: String?
    let phone_number: String?

    /// Everything is looked at before the password is hashed, which takes long.
    func checkedEmail() throws(KernelError) -> Email {
        var check = FieldCheck()
        let email = check.attempt { () throws(KernelError) in try Email(self.email) }
        _ = check.attempt { () throws(KernelError) in try PasswordHasher.check(password) }
        check.object(
            UserStore.objections(firstName: first_name, lastName: last_name, phoneNumber: phone_number)
        )
        guard check.isPassed, let email else { throw check.error }
        return email
    }
}

private struct LoginBody: Decodable {
    let email: String
    let password: String
}
