private import Crypto
private import CryptoExtras
private import FoundationEssentials

/// Hashes passwords with scrypt (RFC 7914) and writes them in PHC format: `$scrypt$ln=15,r=8,p=3$salt$hash`.
///
/// One hash takes about a tenth of a second and 32 MiB on purpose. It runs on threads of its own, never on Swift's
/// cooperative pool and never inside a transaction; no more than two run at once, and no more than eighty wait.
public struct PasswordHasher: Sendable {
    /// What one hash costs. The cost is kept with the hash, so raising it leaves old passwords valid.
    public struct Cost: Sendable, Hashable {
        /// The base-2 logarithm of the number of rounds.
        public let logRounds: Int
        public let blockSize: Int
        public let parallelism: Int

        public init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// OWASP's recommendation for interactive log-ins with 32 MiB.
        public static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// Hashes come from the store, which others write too: costs beyond these would be an attack on memory.
        fileprivate var isBearable: Bool {
            (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        }
    }

    /// Characters of a password.
    public static let lengths = 8...1024

    private let cost: Cost
    private let queue = HashingQueue()

    public init(cost: Cost = .standard) {
        self.cost = cost
    }

    /// How many passwords wait to be hashed.
    public var waiting: Int { HashingQueue.Lane.allCases.reduce(0) { $0 + queue.waiting(in: $1) } }

    /// - Throws: ``KernelError`` naming `password` when it is too short or too long.
    public static func check(_ password: String, field: String = "password") throws(KernelError) {
        let length = password.unicodeScalars.count
        guard lengths.contains(length) else {
            throw .invalid(field, "must have from \(lengths.lowerBound) to \(lengths.upperBound) characters")
        }
    }

    /// - Parameter isRegistration: whether it is a new customer's: those wait until nobody is logging in.
    /// - Returns: the PHC text for ``NewUser``.
    /// - Throws: ``KernelError`` unavailable when too many wait already.
    public func hash(_ password: String, isRegistration: Bool = false) async throws -> String {
        let cost = cost
        return try await queue.run(in: isRegistration ? .registration : .account) {
            try Self.hash(password, cost: cost)
        }
    }

    /// Whether `password` is the one that `hash` was made of. Without a hash, because nobody is registered with the
    /// email, it takes as long and is false: the time says nothing about who is a customer.
    /// - Throws: ``KernelError`` unavailable when too many wait already.
    public func verify(_ password: String, against hash: String?) async throws -> Bool {
        let cost = cost
        return try await queue.run(in: .account) {
            guard let hash, let stored = StoredPassword(hash), stored.cost.isBearable else {
                _ = try Self.hash(password, cost: cost)
                return false
            }
            let derived = try Self.derive(password, salt: stored.salt, cost: stored.cost, count: stored.hash.count)
            return Self.equal(derived, stored.hash)
        }
    }

    private static func hash(_ password: String, cost: Cost) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let hash = try derive(password, salt: salt, cost: cost, count: 32)
        return StoredPassword(cost: cost, salt: salt, hash: hash).text
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Cost, count: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            // The same password whichever keyboard it is typed at (RFC 8265, OpaqueString).
            from: Array(password.composed().utf8),
            salt: salt,
            outputByteCount: count,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism,
            maxMemory: 128 * cost.blockSize * ((1 << cost.logRounds) + cost.parallelism + 2) + 65_536
        )
        return key.withUnsafeBytes { Array($0) }
    }

    /// In a time that does not depend on where they differ.
    private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// The PHC string format: base64 without padding, parameters by name.
private struct StoredPassword {
    let cost: PasswordHasher.Cost
    let salt: [UInt8]
    let hash: [UInt8]

    init(cost: PasswordHasher.Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let names = ["ln", "r", "p"]
        let parameters = parts[2].split(separator: ",").map { $0.split(separator: "=") }
        guard parameters.count == 3, parameters.allSatisfy({ $0.count == 2 }),
            zip(parameters, names).allSatisfy({ $0[0] == $1 })
        else { return nil }
        let numbers = parameters.compactMap { Int($0[1]) }
        guard numbers.count == 3, let salt = Self.decode(parts[3]), let hash = Self.decode(parts[4]),
            (16...64).contains(hash.count)
        else { return nil }
        cost = PasswordHasher.Cost(logRounds: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
        self.salt = salt
        self.hash = hash
    }

    var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: String(padded)).map { Array($0) }
    }
}
