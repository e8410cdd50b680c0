import TotemKernel
import TotemStore

/// What users see and change of themselves.
func addProfileRoutes(to routes: Routes) {
    routes.get("/v1/me") { request in
        let id = try request.ownID()
        return .json(try await request.read { tx, _ in try UserStore.get(id, in: tx) })
    }
    routes.patch("/v1/me") { request in
        let id = try request.ownID()
        let body = try request.json(ProfileBody.self)
        let change = try await request.profileChange(body, of: id)
        let token = request.token.flatMap { AccessToken($0) }
        return try await request.unsafe { [actors = request.server.actors] tx, context in
            let user = try UserStore.update(id, change, in: tx, at: context.now)
            if change.passwordHash != nil {
                try SessionStore.deleteAll(of: id, except: token, in: tx)
                tx.afterCommit { actors.clear() }
            }
            return .json(user)
        }
    }
    addAddressRoutes(to: routes)
}

private func addAddressRoutes(to routes: Routes) {
    routes.get("/v1/me/addresses") { request in
        let id = try request.ownID()
        return .json(
            Page(items: try await request.read { tx, _ in try AddressStore.list(of: id, in: tx) }, nextCursor: nil)
        )
    }
    routes.post("/v1/me/addresses") { request in
        let id = try request.ownID()
        let body = try request.json(SavedAddressBody.self)
        let kind = try body.kind() ?? .shipping
        let address = try body.address(like: nil)
        return try await request.unsafe { tx, _ in
            let saved = try AddressStore.add(address, kind: kind, isDefault: body.is_default ?? false, to: id, in: tx)
            return .created(saved, at: "/v1/me/addresses/\(saved.id)")
        }
    }
    routes.patch("/v1/me/addresses/{address}") { request in
        let user = try request.ownID()
        let id: SavedAddress.ID = try request.id("address", of: "address")
        let body = try request.json(SavedAddressBody.self)
        let kind = try body.kind()
        return try await request.unsafe { tx, _ in
            let old = try AddressStore.get(id, of: user, in: tx)
            return .json(
                try AddressStore.update(
                    id,
                    to: body.address(like: old.address),
                    kind: kind ?? old.kind,
                    isDefault: body.is_default ?? old.isDefault,
                    of: user,
                    in: tx
                )
            )
        }
    }
    routes.delete("/v1/me/addresses/{address}") { request in
        let user = try request.ownID()
        let id: SavedAddress.ID = try request.id("address", of: "address")
        return try await request.unsafe { tx, _ in
            try AddressStore.delete(id, of: user, in: tx)
            return .noContent
        }
    }
}

extension APIRequest {
    /// The user who asks.
    /// - Throws: ``KernelError``: unauthenticated for a guest, forbidden for an API key, which is nobody.
    fileprivate func ownID() throws(KernelError) -> User.ID {
        if let id = actor.userID { return id }
        try actor.require(.customer)
        throw KernelError(.forbidden, "no-user", "An API key has no profile. Log in as a user.")
    }

    /// A new email or password needs the old password: a token that was left behind is not enough.
    fileprivate func profileChange(_ body: ProfileBody, of id: User.ID) async throws -> ProfileChange {
        var change = ProfileChange(
            firstName: body.first_name,
            lastName: body.last_name,
            phoneNumber: body.phone_number
        )
        guard body.email != nil || body.password != nil else { return change }
        change.email = try body.email.map { text throws(KernelError) in try Email(text) }
        if let password = body.password { try PasswordHasher.check(password) }
        let gate = server.logins
        let hash = try await read { tx, _ in
            try UserStore.credentials(of: Email(UserStore.get(id, in: tx).email), in: tx)?.passwordHash
        }
        guard let current = body.current_password, try await gate.hasher.verify(current, against: hash) else {
            throw KernelError.invalid("current_password", "must be your password, to change the email or the password")
        }
        if let password = body.password { change.passwordHash = try await gate.hasher.hash(password) }
        return change
    }
}

private struct ProfileBody: Decodable {
    let email: String?
    let password: String?
    let current_password: String?
    let first_name: String?
    let last_name: String?
    let phone_number: String?
}

/// An address of the address book; in a change, what is missing stays.
private struct SavedAddressBody: Decodable, Sendable {
    let address_type: String?
    let is_default: Bool?
    let first_name: Change<String>
    let last_name: Change<String>
    let address_line1: String?
    let address_line2: Change<String>
    let city: String?
    let state: Change<String>
    let postal_code: String?
    let country: String?

    func kind() throws(KernelError) -> SavedAddress.Kind? {
        guard let address_type else { return nil }
        guard let kind = SavedAddress.Kind(rawValue: address_type) else {
            throw .invalid("address_type", "must be billing or shipping, not '\(address_type)'")
        }
        return kind
    }

    func address(like old: Address?) throws(KernelError) -> Address {
        try Address(
            firstName: first_name.applied(to: old?.firstName),
            lastName: last_name.applied(to: old?.lastName),
            addressLine1: address_line1 ?? old?.addressLine1 ?? "",
            addressLine2: address_line2.applied(to: old?.addressLine2),
            city: city ?? old?.city ?? "",
            state: state.applied(to: old?.state),
            postalCode: postal_code ?? old?.postalCode ?? "",
            country: country ?? old?.country ?? ""
        )
    }
}
