import TotemKernel
import TotemStore

/// Users and their roles, for administrators.
func addUserRoutes(to routes: Routes) {
    routes.get("/v1/users") { request in
        let page = try request.query().page()
        return .json(try await request.read { tx, _ in try UserStore.list(page, in: tx) })
    }
    routes.get("/v1/users/{user}") { request in
        let id: User.ID = try request.id("user", of: "user")
        return .json(try await request.read { tx, _ in try UserStore.get(id, in: tx) })
    }
    routes.put("/v1/users/{user}/roles") { request in
        let id: User.ID = try request.id("user", of: "user")
        let roles = try request.json(RolesBody.self).parsed()
        return try await request.unsafe { tx, _ in .json(try UserStore.setRoles(roles, of: id, in: tx)) }
    }
}

private struct RolesBody: Decodable {
    let roles: [String]

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
