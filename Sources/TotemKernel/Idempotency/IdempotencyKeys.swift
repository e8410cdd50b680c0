private import Crypto
public import TotemStore

/// A request that carries an `Idempotency-Key`: who sent it, the key, and what it asked for.
public struct IdempotentRequest: Sendable {
    public static let longestKey = 255
    /// Guests choose their keys from one heap. As many characters as a UUID has without its dashes.
    public static let shortestKeyOfGuest = 32

    let scope: String
    let key: String
    let hash: [UInt8]
    /// For the key, whatever was asked for.
    var lock: StoreLock { StoreLock(digest: Array(SHA256.hash(data: Array("\(scope)\n\(key)".utf8)))) }

    /// Hashes the request; done outside of transactions.
    /// - Parameters:
    ///   - target: path and query.
    ///   - body: what the requests are compared by. The hash is kept for a day and is quickly made, so there is no
    ///     password in it: it could be guessed from the hash.
    /// - Throws: ``KernelError`` naming the header when the key is empty, too long or not visible ASCII, or so short that
    ///   another guest could have the same.
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
        guard actor != .guest || key.utf8.count >= Self.shortestKeyOfGuest else {
            throw .invalid(
                "Idempotency-Key",
                "must have \(Self.shortestKeyOfGuest) characters or more where nobody is logged in, so that no other guest "
                    + "has the same; send a new UUID for each request"
            )
        }
        scope = Self.scope(of: actor)
        self.key = key
        var hasher = SHA256()
        hasher.update(data: Array("\(method) \(target)\n".utf8))
        hasher.update(data: body)
        hash = Array(hasher.finalize())
    }

    static func scope(of user: User.ID) -> String { "user:\(user)" }

    /// A key means something only to the one who chose it. Of guests nobody knows who that is; their keys tell them
    /// apart by themselves.
    private static func scope(of actor: Actor) -> String {
        switch actor {
        case .guest: "guest"
        case .user(let id, _): scope(of: id)
        case .key(let id, _): "key:\(id)"
        case .plugin(let name): "plugin:\(name)"
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

/// What is kept of a request for its repeats.
public enum KeptRequest: Sendable, Hashable {
    case answer(StoredAnswer)
    /// It is not answered yet: what it waits for, by its id.
    case outstanding(Int64)
}

/// Answers of requests that carried an `Idempotency-Key`, kept for 24 hours.
///
/// The answer is written in the transaction of the request itself: there is no moment in which one is durable
/// and the other is not. A request that fails is rolled back and keeps nothing, so it may be sent again. Of equal requests
/// at once the first does the work; the others wait for it, on whatever node they came in.
///
/// A request that goes on outside of the store keeps what it waits for first, and its answer at its end: a repeat meanwhile
/// knows what it is to wait for.
public enum IdempotencyKeys {
    static let lifetime: Int64 = 24 * 60 * 60 * 1000

    /// Runs `body` and keeps its answer, or gives the answer that is kept from the first time.
    /// - Returns: the answer, and whether it is a repeat.
    /// - Throws: ``KernelError``: `idempotency-key-reused` (422) when the key came with another request before, or
    ///   `request-in-progress` when that is not answered yet; what `body` throws.
    public static func run(
        _ request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp,
        _ body: () throws -> StoredAnswer
    ) throws -> (answer: StoredAnswer, isReplay: Bool) {
        let (kept, isReplay) = try begin(request, in: tx, at: now) { .answer(try body()) }
        guard case .answer(let answer) = kept else { throw KernelError.requestInProgress }
        return (answer, isReplay)
    }

    /// Runs `body`, which says what is to be kept; or gives what is kept from the first time.
    /// - Throws: ``KernelError`` `idempotency-key-reused`; what `body` throws.
    public static func begin(
        _ request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp,
        _ body: () throws -> KeptRequest
    ) throws -> (kept: KeptRequest, isReplay: Bool) {
        if let kept = try lockedAndKept(for: request, in: tx, at: now) { return (kept, true) }
        let new = try body()
        try keep(new, for: request, in: tx, at: now)
        return (new, false)
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

    /// Deletes the answers that a user has had.
    static func deleteAll(of user: User.ID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM idempotency_keys WHERE scope = $1", IdempotentRequest.scope(of: user))
    }

    /// The answer that the request had before, if it had one within the last 24 hours.
    /// - Throws: ``KernelError``: `idempotency-key-reused` (422) when the key came with another request, or
    ///   `request-in-progress` when it is not answered yet.
    public static func answer(
        to request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> StoredAnswer? {
        switch try tx.together({ batch in try kept(for: request, in: batch, at: now) }) {
        case .answer(let answer): answer
        case .outstanding: throw KernelError.requestInProgress
        case nil: nil
        }
    }

    /// The same for who is to answer it otherwise: equal requests wait for each other here.
    private static func lockedAndKept(
        for request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> KeptRequest? {
        try tx.together { batch in
            try batch.lock(request.lock)
            return try kept(for: request, in: batch, at: now)
        }
    }

    private static func kept(
        for request: IdempotentRequest,
        in batch: Batch,
        at now: Timestamp
    ) throws -> Queued<KeptRequest?> {
        try batch.query(
            """
            SELECT request_hash, status, body, headers, created_at, waits_for FROM idempotency_keys
            WHERE scope = $1 AND key = $2
            """,
            request.scope,
            request.key
        ) { row in
            (
                hash: try row.get(0, as: [UInt8].self),
                answer: StoredAnswer(status: try row.get(1), headers: headers(try row.get(3)), body: try row.get(2)),
                createdAt: try row.get(4, as: Timestamp.self), waitsFor: try row.get(5, as: Int64?.self)
            )
        }.map { rows in
            guard let found = rows.first, found.createdAt > now.adding(milliseconds: -lifetime) else { return nil }
            guard areEqual(found.hash, request.hash) else { throw KernelError.idempotencyKeyReused }
            return found.waitsFor.map { .outstanding($0) } ?? .answer(found.answer)
        }
    }

    /// In the place of what is kept of the request, or has outlived its time.
    public static func keep(
        _ kept: KeptRequest,
        for request: IdempotentRequest,
        in tx: Transaction,
        at now: Timestamp
    ) throws {
        let nothing = StoredAnswer(status: 0, headers: [], body: [])
        let (answer, waitsFor): (StoredAnswer, Int64?) =
            switch kept {
            case .answer(let answer): (answer, nil)
            case .outstanding(let id): (nothing, id)
            }
        try tx.executeAtCommit(
            """
            INSERT INTO idempotency_keys (scope, key, request_hash, status, body, headers, waits_for, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status,
              body = excluded.body, headers = excluded.headers, waits_for = excluded.waits_for,
              created_at = excluded.created_at
            """,
            request.scope,
            request.key,
            request.hash,
            answer.status,
            answer.body,
            text(answer.headers),
            waitsFor,
            now
        )
    }

    /// `Name: value` lines, as HTTP writes them. Neither part can hold a line break.
    private static func text(_ headers: [StoredAnswer.Header]) -> String {
        var text = ""
        for header in headers {
            if !text.isEmpty { text += "\n" }
            text += header.name
            text += ": "
            text += header.value
        }
        return text
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

extension KernelError {
    /// The same thing is being done by another request.
    public static let requestInProgress = KernelError(
        .conflict,
        "request-in-progress",
        "Another request is doing this at the moment; repeat this one to see what became of it.",
        retryAfter: 1
    )

    /// The key of a request came with another one before.
    public static let idempotencyKeyReused = KernelError(
        .invalid,
        "idempotency-key-reused",
        "This Idempotency-Key came with another request before; choose a new one.",
        fields: [Field("Idempotency-Key", "came with another request before")]
    )
}
