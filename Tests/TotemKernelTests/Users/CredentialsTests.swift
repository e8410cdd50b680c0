import Testing
import TotemKernel
import TotemStore

@Suite("Passwords, sessions and keys")
struct CredentialsTests {
    private let hasher = PasswordHasher(cost: .init(logRounds: 4, blockSize: 8, parallelism: 1))

    @Test("A password is verified against its hash and against no other")
    func passwords() async throws {
        let hash = try await hasher.hash("correct horse")
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try await hasher.hash("correct horse") != hash)
        #expect(try await hasher.verify("correct horse", against: hash))
        #expect(try await !hasher.verify("correct house", against: hash))
        #expect(try await !hasher.verify("correct horse", against: nil))
        #expect(try await !hasher.verify("correct horse", against: "$scrypt$ln=60,r=8,p=1$AAAA$AAAA"))
    }

    /// The RFC's own vector: RFC 7914 §12, the second, in PHC format.
    @Test("Hashes are those of RFC 7914")
    func vector() async throws {
        let hash =
            "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA"
        #expect(try await hasher.verify("password", against: hash))
    }

    @Test("Passwords have a least and a largest length")
    func lengths() {
        #expect(throws: KernelError.self) { try PasswordHasher.check("1234567") }
        #expect(throws: KernelError.self) { try PasswordHasher.check(String(repeating: "x", count: 1025)) }
        #expect(throws: Never.self) { try PasswordHasher.check("12345678") }
    }

    @Test("A session says who it is, with the roles of now, until it ends")
    func sessions() async throws {
        let shop = try await Shop()
        let new = try NewUser(email: try Email("a@example.com"), passwordHash: "x")
        let (user, token) = try await shop.store.write { tx in
            let user = try UserStore.register(new, in: tx, at: Shop.now)
            return (user.id, try SessionStore.create(for: user.id, in: tx, at: Shop.now).token)
        }
        @Sendable func actor(at now: Timestamp) async throws -> Actor {
            try await shop.store.read { tx in try Authenticator.actor(forToken: token.text, in: tx, at: now) }
        }
        #expect(token.text.hasPrefix("totem_s_"))
        #expect(try await actor(at: Shop.now) == .user(user, roles: [.customer]))
        try await shop.store.write { tx in try UserStore.grant(.staff, to: user, in: tx) }
        #expect(try await actor(at: Shop.now).holds(.staff))
        let end = Shop.now.adding(milliseconds: SessionStore.lifetime)
        #expect(await kernelError { _ = try await actor(at: end) }?.kind == .unauthenticated)
        try await shop.store.write { tx in try SessionStore.delete(token, in: tx) }
        #expect(await kernelError { _ = try await actor(at: Shop.now) }?.kind == .unauthenticated)
    }

    @Test("A key acts in its role until it is revoked; the store does not hold it")
    func keys() async throws {
        let shop = try await Shop()
        let (key, token) = try await shop.store.write { tx in
            try APIKeyStore.create(name: "till", role: .staff, in: tx, at: Shop.now)
        }
        @Sendable func actor() async throws -> Actor {
            try await shop.store.read { tx in try Authenticator.actor(forToken: token.text, in: tx, at: Shop.now) }
        }
        #expect(try await actor() == .key(key.id, role: .staff))
        let kept = try await shop.store.read { tx in
            try tx.first("SELECT key_hash FROM api_keys WHERE id = $1", key.id) { row in
                try row.get(0, as: [UInt8].self)
            }
        }
        #expect(kept?.count == 32)
        #expect(kept != Array(token.text.utf8))
        try await shop.store.write { tx in try APIKeyStore.revoke(key.id, in: tx, at: Shop.now) }
        #expect(await kernelError { _ = try await actor() }?.kind == .unauthenticated)
    }

    @Test(
        "Nonsense is no token",
        arguments: ["", "totem_s_", "totem_x_" + String(repeating: "a", count: 43), "Bearer"]
    )
    func nonsense(_ text: String) {
        #expect(AccessToken(text) == nil)
    }
}
