import Testing
import TotemKernel
import TotemStore

@Suite("Users")
struct UsersTests {
    private func register(_ shop: Shop, _ email: String, _ roles: Set<Role> = [.customer]) async throws -> User {
        let new = try NewUser(email: try Email(email), passwordHash: "x", roles: roles)
        return try await shop.store.write { tx in try UserStore.register(new, in: tx, at: Shop.now) }
    }

    @Test("An email is registered once, however it is written")
    func uniqueEmail() async throws {
        let shop = try await Shop()
        let user = try await register(shop, "Anna@Example.com")
        #expect(user.email == "anna@example.com" && user.roles == [.customer])
        let error = await kernelError { _ = try await register(shop, " anna@example.COM ") }
        #expect(error?.kind == .conflict && error?.fields.map(\.field) == ["email"])
    }

    @Test(
        "What no mail can reach is no email",
        arguments: [
            "", "anna", "anna@", "@example.com", "a@b", "a b@example.com", "a@@example.com", "a@-x.com",
            "a..b@example.com", "a@example..com", "a\u{0}@example.com",
        ]
    )
    func badEmail(_ text: String) {
        #expect(throws: KernelError.self) { try Email(text) }
    }

    @Test("The last administrator can't lose the role")
    func lastAdmin() async throws {
        let shop = try await Shop()
        let anna = try await register(shop, "anna@example.com", [.admin])
        let error = await kernelError {
            try await shop.store.write { tx in _ = try UserStore.setRoles([.customer], of: anna.id, in: tx) }
        }
        #expect(error?.code == "last-admin")
        #expect(try await shop.store.read { tx in try UserStore.roles(of: anna.id, in: tx) } == [.admin])
        let bert = try await register(shop, "bert@example.com", [.customer])
        let roles = try await shop.store.write { tx in
            try UserStore.grant(.admin, to: bert.id, in: tx)
            try UserStore.revoke(.admin, from: anna.id, in: tx)
            return [
                try UserStore.roles(of: anna.id, in: tx), try UserStore.roles(of: bert.id, in: tx),
            ]
        }
        #expect(roles == [[], [.admin, .customer]])
    }

    @Test("A profile changes what is given, and a taken email is refused")
    func profile() async throws {
        let shop = try await Shop()
        _ = try await register(shop, "anna@example.com")
        let bert = try await register(shop, "bert@example.com")
        let changed = try await shop.store.write { tx in
            let change = ProfileChange(firstName: "Bert", phoneNumber: "123")
            return try UserStore.update(bert.id, change, in: tx, at: Shop.now)
        }
        #expect(changed.firstName == "Bert" && changed.phoneNumber == "123" && changed.email == "bert@example.com")
        let error = await kernelError {
            let email = try Email("anna@example.com")
            try await shop.store.write { tx in
                _ = try UserStore.update(bert.id, ProfileChange(email: email), in: tx, at: Shop.now)
            }
        }
        #expect(error?.code == "email-taken")
    }

    @Test("A user has one default address of each kind and sees the own ones only")
    func addresses() async throws {
        let shop = try await Shop()
        let anna = try await register(shop, "anna@example.com")
        let bert = try await register(shop, "bert@example.com")
        let address = try Address(addressLine1: "Main St 1", city: "Berlin", postalCode: "10115", country: "de")
        let saved = try await shop.store.write { tx in
            try (0..<3).map { number in
                try AddressStore.add(address, kind: .shipping, isDefault: number == 2, to: anna.id, in: tx)
            }
        }
        #expect(saved[0].isDefault && !saved[1].isDefault && saved[2].isDefault)
        let defaults = try await shop.store.read { tx in
            try AddressStore.list(of: anna.id, in: tx).filter(\.isDefault).map(\.id)
        }
        #expect(defaults == [saved[2].id])
        let foreign = await kernelError {
            try await shop.store.write { tx in try AddressStore.delete(saved[0].id, of: bert.id, in: tx) }
        }
        #expect(foreign?.kind == .notFound)
        #expect(try await shop.store.read { tx in try AddressStore.list(of: anna.id, in: tx).count } == 3)
    }

    @Test("An address names all its bad parts")
    func badAddress() {
        let error = #expect(throws: KernelError.self) {
            try Address(addressLine1: " ", city: "", postalCode: "1", country: "Germany", field: "shipping_address")
        }
        #expect(
            error?.fields.map(\.field) == [
                "shipping_address.address_line1", "shipping_address.city", "shipping_address.country",
            ]
        )
    }
}
