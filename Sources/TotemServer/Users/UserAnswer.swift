public import TotemKernel

extension User: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("email", email)
            json.member("first_name", firstName)
            json.member("last_name", lastName)
            json.member("phone_number", phoneNumber)
            json.member("roles", Role.allCases.filter(roles.contains).map(\.rawValue))
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}

extension SavedAddress: JSONWritable {
    public func write(to json: inout JSONWriter) {
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
