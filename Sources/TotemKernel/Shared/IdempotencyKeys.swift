private import Crypto
public import TotemStore

/// A request that carries an `Idempotency-Key`: who sent it, the key, and what it asked for.
public struct IdempotentRequest: Sendable {
    public static let longestKey = 255

    let scope: String
    let key: String
    let hash: [UInt8]
    /// For the key, whatever was asked for.
    let lock: StoreLock

    /// Hashes the request; done outside of transactions.
    /// - Parameters:
    ///   - target: path and query.
    ///   - body: as it came.
    /// - Throws: ``KernelError`` naming the header when the key is empty, too long or not visible ASCII.
    public init(
        actor: Actor,
        key: String,
        method: String,
        target: String,
        body: [UInt8]
    ) throws(KernelError) {
        guard (1...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw .invalid("Idempotency-Key", "must be 1 to \(Self.longestKey) visible ASCII characters without spaces")
        }
        scope = Self.scope(of: actor)
        self.key = key
        var hasher = SHA256()
        hasher.update(data: Array("\(method) \(target)\n".utf8))
        hasher.update(data: body)
        hash = Array(hasher.finalize())
        lock = StoreLock(digest: Array(SHA256.hash(data: Array("\(scope)\n\(key)".utf8))))
    }

    /// A key means something only to the one who chose it.
    private static func scope(of actor: Actor) -> String {
        switch actor {
        case .guest: "guest"
        case .user(let id, _): "user:\(id)"
        case .key(let id, _): "key:\(id)"
        case .system: "system"
        }
    }
}

/// An answer as it is kept for a repeat of the request.
public struct StoredAnswer: Sendable, Hashable {
    public struct Header: Sendable, Hashable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public let status: Int
    public let headers: [Header]
    public let body: [UInt8]

    public init(status: Int, headers: [Header], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Answers of requests that carried an `Idempotency-Key`, kept for 24 hours.
///
/// The answer is written in the transaction of the request itself: there is no moment in which one is durable
/// and the other is not. A request that fails is rolled back and keeps nothing, so it may be sent again. Of equal requests
/// at once the first does the work; the others wait for it, on whatever node they came in.
public enum IdempotencyKeys {
    static let lifetime: Int64 = 24 * 60 * 60 * 1000

    /// Runs `body` and keeps its answer, or gives the answer that is kept from the first time.
    /// - Returns: the answer, and whether it is a repeat.
    /// - Throws: ``KernelError`` `idempotency-key-reused` (422) when the key came with another request before;
    ///   what `body` throws.
    public static func run(
        _ request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp,
        _ body: () throws -> StoredAnswer
    ) throws -> (answer: StoredAnswer, isReplay: Bool) {
        try tx.lock(request.lock)
        if let kept = try kept(for: request, in: tx, at: now) { return (kept, true) }
        let answer = try body()
        try keep(answer, for: request, in: tx, at: now)
        return (answer, false)
    }

    /// Deletes answers that are older than 24 hours, at most 1000 at a time so that no buyer waits for it.
    /// - Returns: how many; 0 means that there are no more.
    public static func sweep(in tx: Transaction, at now: Timestamp) throws -> Int {
        try tx.execute(
            """
            DELETE FROM idempotency_keys WHERE (scope, key) IN
              (SELECT scope, key FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT 1000)
            """,
            now.adding(milliseconds: -lifetime)
        )
    }

    /// The answer that the request had before, if it had one. One that has outlived its time makes room.
    private static func kept(
        for request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> StoredAnswer? {
        let kept = try tx.first(
            "SELECT request_hash, status, body, headers, created_at FROM idempotency_keys WHERE scope = $1 AND key = $2",
            request.scope,
            request.key
        ) { row in
            (
                hash: try row.get(0, as: [UInt8].self),
                answer: StoredAnswer(status: try row.get(1), headers: headers(try row.get(3)), body: try row.get(2)),
                createdAt: try row.get(4, as: Timestamp.self)
            )
        }
        guard let kept else { return nil }
        guard kept.createdAt > now.adding(milliseconds: -lifetime) else {
            try tx.executeLater(
                "DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2",
                request.scope,
                request.key
            )
            return nil
        }
        guard areEqual(kept.hash, request.hash) else {
            throw KernelError(
                .invalid,
                "idempotency-key-reused",
                "The Idempotency-Key '\(request.key)' came with another request before; choose a new one."
            )
        }
        return kept.answer
    }

    private static func keep(
        _ answer: StoredAnswer,
        for request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        try tx.executeLater(
            """
            INSERT INTO idempotency_keys (scope, key, request_hash, status, body, headers, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            request.scope,
            request.key,
            request.hash,
            answer.status,
            answer.body,
            text(answer.headers),
            now
        )
    }

    /// `Name: value` lines, as HTTP writes them. Neither part can hold a line break.
    private static func text(_ headers: [StoredAnswer.Header]) -> String {
        headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }

    private static func headers(_ text: String) -> [StoredAnswer.Header] {
        text.split(separator: "\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return StoredAnswer.Header(String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
    }

    /// Takes as long for a difference in the first byte as for one in the last.
    private static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 } == 0
    }
}
