import TotemPluginKit

/// Codes that are generated in bulk, each of which can be used once.
struct CodeBatch {
    let id: Int64
    let coupon: Int64
    let prefix: String
    let length: Int
    let quantity: Int64
    let generated: Int64

    init(_ row: Row) {
        id = row.integer(0)
        coupon = row.integer(1)
        prefix = row.text(2)
        length = Int(row.integer(3))
        quantity = row.integer(4)
        generated = row.integer(5)
    }
}

enum CodeBatches {
    /// Letters and digits that nobody takes for one another.
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

    static func exist(of coupon: Int64, _ call: Call) throws -> Bool {
        try call.first("SELECT 1 FROM coupon_batches WHERE coupon_id = $1 LIMIT 1", coupon) { _ in true } == true
    }

    static func count(of coupon: Int64, _ call: Call) throws -> Int64 {
        try call.first("SELECT COUNT(*) FROM coupon_batches WHERE coupon_id = $1", coupon) { $0.integer(0) } ?? 0
    }

    static func insert(
        _ coupon: Int64,
        prefix: String,
        length: Int64,
        quantity: Int64,
        _ call: Call
    ) throws -> Int64 {
        let id = try call.first(
            """
            INSERT INTO coupon_batches (coupon_id, prefix, length, quantity, created_at) VALUES ($1, $2, $3, $4, $5)
            RETURNING id
            """,
            coupon,
            prefix,
            length,
            quantity,
            call.now
        ) { $0.integer(0) }
        guard let id else { throw Veto("batch-not-made", "The batch was not made; try again.", status: 503) }
        return id
    }

    /// The batch, which nobody else fills until the transaction ends.
    static func held(_ id: Int64, _ call: Call) throws -> CodeBatch? {
        try call.first(
            """
            SELECT id, coupon_id, prefix, length, quantity, generated FROM coupon_batches
            WHERE id = $1 AND finished_at IS NULL FOR UPDATE
            """,
            id,
            row: CodeBatch.init
        )
    }

    /// Adds up to so many codes. One that is there already is passed over, and the next round makes another.
    /// - Returns: whether there are more to be made.
    static func fill(_ batch: CodeBatch, atMost limit: Int64, _ call: Call) throws -> Bool {
        let made = try call.execute(
            """
            INSERT INTO coupon_codes (batch_id, coupon_id, code)
            SELECT CAST($1 AS INTEGER), CAST($2 AS INTEGER), $3
            WHERE NOT EXISTS (SELECT 1 FROM coupons WHERE code_key = $3) ON CONFLICT (code) DO NOTHING
            """,
            forEach: (0..<min(limit, batch.quantity - batch.generated)).map { _ in
                [batch.id, batch.coupon, randomCode(batch)]
            }
        )
        let isFull = batch.generated + made >= batch.quantity
        try call.execute(
            "UPDATE coupon_batches SET generated = generated + $2, finished_at = $3 WHERE id = $1",
            batch.id,
            made,
            isFull ? call.now : nil
        )
        return !isFull
    }

    /// By the system's own random numbers, which nobody can foresee.
    private static func randomCode(_ batch: CodeBatch) -> String {
        var random = SystemRandomNumberGenerator()
        return batch.prefix
            + String((0..<batch.length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] })
    }
}
