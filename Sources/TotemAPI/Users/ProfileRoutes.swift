import TotemKernel
import TotemStore

/// What users see and change of themselves.
func addProfileRoutes(to routes: inout Routes) {
    routes.add(.get("/v1/me", "Who is logged in", for: .customer, answering: User.schema).forUsers) { request in
        let id = try request.ownID()
        return .json(try await request.read { tx, _ in try UserStore.get(id, in: tx) })
    }
    routes.add(
        .patch("/v1/me", "Change one's profile", for: .customer, taking: ProfileBody.schema, answering: User.schema)
            .forUsers
    ) { request in
        let id = try request.ownID()
        let (body, email) = try request.json(ProfileBody.self) { body in (body, try body.checkedEmail()) }
        let change = body.change(of: email)
        guard body.email == nil, body.password == nil else {
            return try await request.changeCredentials(of: id, body, change)
        }
        return try await request.change(comparing: try request.bodyWithout(ProfileBody.secrets)) { tx, context in
            .json(try CustomerStore.update(id, change, in: tx, context))
        }
    }
    addAddressRoutes(to: &routes)
}

private func addAddressRoutes(to routes: inout Routes) {
    routes.add(
        .get("/v1/me/addresses", "One's address book", for: .customer, answering: .page(SavedAddress.schema)).forUsers
    ) {
        request in
        let id = try request.ownID()
        return .json(
            Page(items: try await request.read { tx, _ in try AddressStore.list(of: id, in: tx) }, nextCursor: nil)
        )
    }
    routes.add(
        .create(
            "/v1/me/addresses",
            "Keep an address",
            for: .customer,
            taking: SavedAddressBody.schema,
            answering: SavedAddress.schema
        ).forUsers
    ) { request in
        let id = try request.ownID()
        let new = try request.json(SavedAddressBody.self) { try $0.checked(like: nil) }
        return try await request.change { tx, _ in
            let saved = try AddressStore.add(
                new.address,
                kind: new.kind,
                isDefault: new.isDefault,
                to: id,
                in: tx
            )
            return .created(saved, at: "/v1/me/addresses/\(saved.id)")
        }
    }
    routes.add(
        .patch(
            "/v1/me/addresses/{address}",
            "Change an address",
            for: .customer,
            taking: SavedAddressBody.changeSchema,
            answering: SavedAddress.schema
        ).forUsers
    ) { request in
        let user = try request.ownID()
        let id: SavedAddress.ID = try request.id("address", of: "address")
        let body = try request.json(SavedAddressBody.self)
        return try await request.change { tx, _ in
            .json(try AddressStore.update(id, of: user, in: tx) { old in try body.checked(like: old) })
        }
    }
    routes.add(.delete("/v1/me/addresses/{address}", "Forget an address", for: .customer).forUsers) { request in
        let user = try request.ownID()
        let id: SavedAddress.ID = try request.id("address", of: "address")
        return try await request.change { tx, _ in
            try AddressStore.delete(id, of: user, in: tx)
            return .noContent
        }
    }
}

extension KernelError {
    static let noUser = KernelError(.forbidden, "no-user", "An API key has no profile. Log in as a user.")
}

extension APIRequest {
    /// The user who asks: ``Operation/forUsers`` lets in no one else.
    fileprivate func ownID() throws(KernelError) -> User.ID {
        guard let id = actor.userID else { throw .noUser }
        return id
    }

    /// A new email or password needs the old password: a token that was left behind is not enough.
    fileprivate func changeCredentials(
        of id: User.ID,
        _ body: ProfileBody,
        _ change: ProfileChange
    ) async throws -> Answer {
        guard let token = token.flatMap({ AccessToken($0) }) else { throw KernelError.badLogin }
        let (account, hash) = try await read { tx, _ in
            let email = try Email(UserStore.get(id, in: tx).email)
            return (email, try UserStore.credentials(of: email, in: tx)?.passwordHash ?? "")
        }
        let current = body.current_password ?? ""
        let compared = try bodyWithout(ProfileBody.secrets)
        let repeated = try await repeated(compared, password: body.password ?? current, of: account) { hash }
        if let repeated { return repeated }
        guard body.current_password != nil,
            try await api.logins.isRight(current, of: account, from: place, hash: { hash })
        else {
            throw KernelError.invalid("current_password", "must be your password, to change the email or the password")
        }
        var change = change
        if let password = body.password { change.passwordHash = try await api.logins.hasher.hash(password) }
        return try await self.change(comparing: compared) { [change] tx, context in
            .json(
                try CustomerStore.updateCredentials(id, change, askedBy: token, checked: hash, in: tx, context)
            )
        }
    }
}

private struct ProfileBody: Decodable {
    let email: String?
    let password: String?
    let current_password: String?
    let first_name: String?
    let last_name: String?
    let phone_number: String?

    static let schema = Schema.named(
        "ProfileChange",
        .form(
            [:],
            optional: [
                "email": .email.orNull, "password": .text(PasswordHasher.lengths).orNull,
                "current_password": .plainText.orNull.described("needed for a new email or password"),
                "first_name": .text(.line).orNull, "last_name": .text(.line).orNull,
                "phone_number": .text(.phone).orNull,
            ]
        )
    )
    static let secrets: Set = ["password", "current_password"]

    func change(of email: Email?) -> ProfileChange {
        ProfileChange(email: email, firstName: first_name, lastName: last_name, phoneNumber: phone_number)
    }

    func checkedEmail() throws(KernelError) -> Email? {
        var check = FieldCheck()
        let email = self.email.flatMap { text in check.attempt { () throws(KernelError) in try Email(text) } }
        if let password { _ = check.attempt { () throws(KernelError) in try PasswordHasher.check(password) } }
        check.object(
            UserStore.objections(firstName: first_name, lastName: last_name, phoneNumber: phone_number)
        )
        guard check.isPassed else { throw check.error }
        return email
    }
}

/// An address of the address book; in a change, what is missing stays.
private struct SavedAddressBody: Decodable, Sendable {
    let address_type: String?
    let is_default: Bool?
    let first_name: Change<String>
    let last_name: Change<String>
    let company: Change<String>
    let phone: Change<String>
    let tax_id: Change<String>
    let address_line1: String?
    let address_line2: Change<String>
    let city: String?
    let state: Change<String>
    let postal_code: Change<String>
    let country: String?

    static let schema = Schema.named("NewAddress", AddressBody.form(optional: use))
    static let changeSchema = Schema.form(
        [:],
        optional: AddressBody.members.merging(use) { one, _ in one }.merging([
            "address_line1": .text(.name).orNull, "country": .country.orNull,
        ]) { one, _ in one }
    )
    private static let use: [String: Schema] = [
        "address_type": Schema.choice(SavedAddress.Kind.self).orNull, "is_default": .boolean.orNull,
    ]

    /// - Parameter old: what is there; nil for a new one.
    func checked(
        like old: SavedAddress?
    ) throws(KernelError) -> (address: Address, kind: SavedAddress.Kind, isDefault: Bool) {
        var check = FieldCheck()
        let kind = check.attempt { () throws(KernelError) in try self.kind() ?? old?.kind ?? .shipping }
        let address = check.attempt { () throws(KernelError) in try self.address(like: old?.address) }
        guard check.isPassed, let kind, let address else { throw check.error }
        return (address, kind, is_default ?? old?.isDefault ?? false)
    }

    private func kind() throws(KernelError) -> SavedAddress.Kind? {
        guard let address_type else { return nil }
        guard let kind = SavedAddress.Kind(rawValue: address_type) else {
            throw .invalid("address_type", "must be billing or shipping, not '\(address_type)'")
        }
        return kind
    }

    private func address(like old: Address?) throws(KernelError) -> Address {
        try Address(
            firstName: first_name.applied(to: old?.firstName),
            lastName: last_name.applied(to: old?.lastName),
            company: company.applied(to: old?.company),
            phone: phone.applied(to: old?.phone),
            taxID: tax_id.applied(to: old?.taxID),
            addressLine1: address_line1 ?? old?.addressLine1,
            addressLine2: address_line2.applied(to: old?.addressLine2),
            city: city ?? old?.city,
            state: state.applied(to: old?.state),
            postalCode: postal_code.applied(to: old?.postalCode),
            country: country ?? old?.country.code
        )
    }
}
