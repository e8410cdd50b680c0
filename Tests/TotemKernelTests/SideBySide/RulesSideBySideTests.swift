import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Rules about several rows, kept side by side")
struct RulesSideBySideTests {
    @Test("Two administrators that take each other's role at once leave one", arguments: 1...5)
    func lastAdmin(round: Int) async throws {
        let shop = try await Shop()
        let ids = try await shop.store.write { tx in
            try ["a@example.com", "b@example.com"].map { email in
                let new = try NewUser(email: try Email(email), passwordHash: "x", roles: [.admin])
                return try UserStore.register(new, in: tx, at: Shop.now).id
            }
        }
        let results = await shop.store.atOnce(2) { tx, index in
            try UserStore.revoke(.admin, from: ids[index], in: tx)
        }
        #expect(results.count { $0.code == "last-admin" } == 1)
        #expect(try await shop.number("SELECT COUNT(*) FROM user_roles WHERE role = 'admin'") == 1)
    }

    @Test(
        "The role of an administrator is not taken while that of the only other one is being taken",
        .enabled(if: TestEngine.current == .postgres, "SQLite's transactions never meet")
    )
    func otherAdmin() async throws {
        let shop = try await Shop()
        let ids = try await shop.store.write { tx in
            try ["a@example.com", "b@example.com"].map { email in
                let new = try NewUser(email: try Email(email), passwordHash: "x", roles: [.admin])
                return try UserStore.register(new, in: tx, at: Shop.now).id
            }
        }
        let (isTaken, mayEnd, isAnswered) = (Gate(), Gate(), Gate())
        async let first: Void = shop.store.write { tx in
            try UserStore.revoke(.admin, from: ids[0], in: tx)
            isTaken.open()
            mayEnd.waitBlocking()
        }
        try await isTaken.wait()
        async let second = {
            defer { isAnswered.open() }
            return await kernelError {
                try await shop.store.write { tx in try UserStore.revoke(.admin, from: ids[1], in: tx) }
            }
        }()
        try await shop.store.waitUntilSomebodyWaits(or: { isAnswered.isOpen })
        mayEnd.open()
        try await first
        #expect(await second?.code == "last-admin")
        #expect(try await shop.number("SELECT COUNT(*) FROM user_roles WHERE role = 'admin'") == 1)
    }

    @Test("Of many that register with one address at once, one does")
    func oneEmail() async throws {
        let shop = try await Shop()
        let results = await shop.store.atOnce(6) { tx, _ in
            let new = try NewUser(email: try Email("a@example.com"), passwordHash: "x")
            _ = try UserStore.register(new, in: tx, at: Shop.now)
        }
        #expect(results.count { $0.value != nil } == 1)
        #expect(results.count { $0.code == "email-taken" } == 5, "\(results.compactMap(\.error))")
    }

    @Test("Of API keys that want one name at once, one gets it")
    func oneKeyName() async throws {
        let shop = try await Shop()
        let results = await shop.store.atOnce(6) { tx, _ in
            _ = try APIKeyStore.create(name: "till", role: .staff, in: tx, at: Shop.now).key
        }
        #expect(results.count { $0.value != nil } == 1)
        #expect(results.count { $0.code == "key-name-taken" } == 5, "\(results.compactMap(\.error))")
    }

    @Test("Of many that saw one version of a setting, one changes it")
    func settings() async throws {
        let shop = try await Shop()
        let results = await shop.store.atOnce(6) { tx, index in
            try StoreSettings.set("store_name", to: "Shop \(index)", ifVersion: [0], in: tx, at: Shop.now)
        }
        #expect(results.count { $0.value != nil } == 1)
        #expect(results.count { $0.code == "stale-version" } == 5)
    }

    @Test("The limit of webhooks holds for those that are made at once")
    func webhooks() async throws {
        let shop = try await Shop()
        let target = try WebhookURL("https://example.com/hook")
        try await shop.store.write { tx in
            for _ in 0..<(WebhookStore.largestCount - 2) {
                _ = try WebhookStore.create(EventName(.orderCommitted), to: target, in: tx, Shop.staff)
            }
        }
        let results = await shop.store.atOnce(6) { tx, _ in
            _ = try WebhookStore.create(EventName(.orderCommitted), to: target, in: tx, Shop.staff)
        }
        #expect(results.count { $0.value != nil } == 2)
        #expect(results.count { $0.code == "too-many-webhooks" } == 4)
    }

    @Test("Of addresses that are saved as the default at once, one is")
    func defaultAddress() async throws {
        let shop = try await Shop()
        let id = try await shop.store.write { tx in
            try UserStore.register(
                try NewUser(email: try Email("a@example.com"), passwordHash: "x"),
                in: tx,
                at: Shop.now
            ).id
        }
        let results = await shop.store.atOnce(6) { tx, index in
            let address = try Address(addressLine1: "\(index) Main St", city: "T", postalCode: "1", country: "US")
            _ = try AddressStore.add(address, kind: .shipping, isDefault: index % 2 == 0, to: id, in: tx)
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(try await shop.number("SELECT COUNT(*) FROM user_addresses WHERE is_default = 1") == 1)
    }

    @Test("Nodes that start together on an empty store migrate it once")
    func migrations() async throws {
        let temporary = try await TemporaryStore(migrated: false)
        let store: any Store = temporary.store
        let results = await store.atOnce(4) { tx, _ in
            try CoreSchema.migrator.apply(in: tx, at: 0).count
        }
        #expect(results.compactMap(\.error).isEmpty, "\(results.compactMap(\.error))")
        #expect(results.compactMap(\.value).sorted() == [0, 0, 0, CoreSchema.migrator.migrations.count])
    }
}
