package import TotemKernel

extension User: JSONWritable {
    static let schema = Schema.named(
        "User",
        .object([
            "id": .id, "email": .email, "first_name": .text, "last_name": .text, "phone_number": .text.orNull,
            "roles": .list(.choice(Role.self)), "is_active": .boolean, "created_at": .time, "updated_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("email", email)
            json.member("first_name", firstName)
            json.member("last_name", lastName)
            json.member("phone_number", phoneNumber)
            json.member("roles", Role.allCases.filter(roles.contains).map(\.rawValue))
            json.member("is_active", isActive)
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}

extension SavedAddress: JSONWritable {
    static let schema = Schema.named(
        "SavedAddress",
        .object(
            Address.members.merging(["id": .id, "address_type": .choice(Kind.self), "is_default": .boolean]) { one, _ in
                one
            }
        )
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("address_type", kind.rawValue)
            json.member("is_default", isDefault)
            json.members(of: address)
        }
    }
}

/// What a log-in is answered with.
struct SessionAnswer: JSONWritable, Sendable {
    static let schema = Schema.object(["token": .text, "expires_at": .time, "user": User.schema])

    let token: String
    let expiresAt: Timestamp
    let user: User

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("token", token)
            json.member("expires_at", expiresAt)
            json.member("user", user)
        }
    }
}
