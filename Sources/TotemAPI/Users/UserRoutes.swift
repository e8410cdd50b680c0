import TotemKernel
import TotemStore

/// Users and their roles, for administrators.
func addUserRoutes(to routes: inout Routes) {
    routes.add(.list("/v1/users", "Users, newest first", for: .admin, of: User.schema)) { request in
        let page = try request.query().page()
        return .json(try await request.read { tx, _ in try UserStore.list(page, in: tx) })
    }
    routes.add(.get("/v1/users/{user}", "A user", for: .admin, answering: User.schema)) { request in
        let id: User.ID = try request.id("user", of: "user")
        return .json(try await request.read { tx, _ in try UserStore.get(id, in: tx) })
    }
    routes.add(
        .put(
            "/v1/users/{user}/roles",
            "Give a user roles in place of the old ones",
            for: .admin,
            taking: RolesBody.schema,
            answering: User.schema
        )
    ) { request in
        let id: User.ID = try request.id("user", of: "user")
        let roles = try request.json(RolesBody.self).parsed()
        return try await request.change { tx, _ in .json(try UserStore.setRoles(roles, of: id, in: tx)) }
    }
}

private struct RolesBody: Decodable {
    let roles: [String]

    static let schema = Schema.form(["roles": .list(.choice(Role.self))])

    func parsed() throws(KernelError) -> Set<Role> {
        var parsed: Set<Role> = []
        for (index, name) in roles.enumerated() {
            guard let role = Role(rawValue: name) else {
                let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid("roles[\(index)]", "must be one of \(allowed), not '\(name)'")
            }
            parsed.insert(role)
        }
        return parsed
    }
}
