import TotemKernel
import TotemStore

/// Registering, logging in and out.
func addSessionRoutes(to routes: inout Routes) {
    routes.add(.create("/v1/customers", "Register", taking: RegistrationBody.schema, answering: User.schema)) {
        request in
        let (body, email) = try request.json(RegistrationBody.self) { body in (body, try body.checkedEmail()) }
        let logins = request.api.logins
        try logins.admitRegistration(from: request.place)
        let compared = try request.bodyWithout(["password"])
        let repeated = try await request.repeated(compared, password: body.password, of: email) {
            try await request.credentials(of: email)?.passwordHash
        }
        if let repeated { return repeated }
        let new = try NewUser(
            email: email,
            passwordHash: await logins.hasher.hash(body.password, isRegistration: true),
            firstName: body.first_name ?? "",
            lastName: body.last_name ?? "",
            phoneNumber: body.phone_number
        )
        return try await request.change(comparing: compared) { tx, context in
            .created(try CustomerStore.register(new, in: tx, context), at: "/v1/me")
        }
    }
    // No Idempotency-Key here: the answer holds a secret that is not to be kept.
    routes.add(
        .create("/v1/sessions", "Log in", taking: LoginBody.schema, answering: SessionAnswer.schema)
            .withoutIdempotencyKey
    ) { request in
        let body = try request.json(LoginBody.self)
        let email = try Email(body.email)
        let known = try await request.logIn(email, body.password)
        let answer = try await request.kernel.write(request.context) { tx, context in
            let session = try SessionStore.logIn(known.id, checked: known.passwordHash, in: tx, at: context.now)
            return SessionAnswer(
                token: session.token.text,
                expiresAt: session.expiresAt,
                user: try UserStore.get(known.id, in: tx)
            )
        }
        return .json(answer, status: 201)
    }
    routes.add(.delete("/v1/sessions/current", "End the session whose token is sent").forUsers.withoutIdempotencyKey) {
        request in
        guard let token = request.token.flatMap({ AccessToken($0) }) else { throw KernelError.noSession }
        try await request.kernel.write(request.context) { tx, _ in try SessionStore.delete(token, in: tx) }
        return .noContent
    }
}

extension APIRequest {
    /// Checks an email and a password.
    /// - Throws: ``KernelError``: unauthenticated, throttled, or unavailable.
    fileprivate func logIn(_ email: Email, _ password: String) async throws -> (id: User.ID, passwordHash: String) {
        var known: (id: User.ID, passwordHash: String)?
        let isRight = try await api.logins.isRight(password, of: email, from: place) {
            known = try await credentials(of: email)
            return known?.passwordHash
        }
        guard isRight, let known else { throw KernelError.badLogin }
        return known
    }

    fileprivate func credentials(of email: Email) async throws -> (id: User.ID, passwordHash: String)? {
        try await read { tx, _ in try UserStore.credentials(of: email, in: tx) }
    }
}

extension KernelError {
    static let noSession = KernelError(
        .unauthenticated,
        "no-session",
        "Send the session's token as a Bearer token."
    )
}

private struct RegistrationBody: Decodable {
    let email: String
    let password: String
    let first_name: String?
    let last_name: String?
    let phone_number: String?

    static let schema = Schema.named(
        "Registration",
        .form(
            ["email": .email, "password": .text(PasswordHasher.lengths)],
            optional: [
                "first_name": .text(.line).orNull, "last_name": .text(.line).orNull,
                "phone_number": .text(.phone).orNull,
            ]
        )
    )

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

    static let schema = Schema.form(["email": .email, "password": .plainText])
}
