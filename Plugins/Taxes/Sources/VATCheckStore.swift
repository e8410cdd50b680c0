import TotemPluginKit

/// What others have found out about VAT numbers, which the plugin itself can only read.
enum VATCheckStore {
    enum Outcome: String {
        /// Somebody was asked, and has not answered yet.
        case asked
        case valid
        case invalid
    }

    /// How long an answer holds, and a question waits for one.
    private static let validity: Int64 = 30 * 86_400_000
    private static let patience: Int64 = 3_600_000
    /// Questions that wait at one time: who sends shops made-up numbers is not to fill its tables.
    private static let largestCountOfAsked: Int64 = 1000

    /// What is known of a number by now; nil: nothing.
    static func outcome(of number: VATNumber, _ call: Call) throws -> Outcome? {
        try call.first(
            "SELECT outcome FROM tax_vat_checks WHERE number = $1 AND checked_at > $2",
            number.text,
            call.now - validity
        ) { Outcome(rawValue: $0.text(0)) } ?? nil
    }

    static func record(_ number: VATNumber, isValid: Bool, _ call: Call) throws {
        try put(number, isValid ? .valid : .invalid, call)
    }

    /// Notes that somebody is to be asked.
    /// - Returns: false when the answer is known, or somebody was asked a short time ago.
    static func ask(about number: VATNumber, _ call: Call) throws -> Bool {
        let isKnown = try call.first(
            """
            SELECT 1 FROM tax_vat_checks WHERE number = $1
              AND checked_at > CASE WHEN outcome = 'asked' THEN $2 ELSE $3 END
            """,
            number.text,
            call.now - patience,
            call.now - validity
        ) { _ in true }
        let waiting = try call.first(
            "SELECT COUNT(*) FROM tax_vat_checks WHERE outcome = 'asked' AND checked_at > $1",
            call.now - patience
        ) { $0.integer(0) }
        guard isKnown == nil, waiting ?? 0 < largestCountOfAsked else { return false }
        try put(number, .asked, call)
        return true
    }

    static func delete(_ number: VATNumber, _ call: Call) throws {
        try call.execute("DELETE FROM tax_vat_checks WHERE number = $1", number.text)
    }

    /// Deletes what does not hold any more.
    /// - Returns: how many are left to be deleted.
    static func deleteOld(atMost limit: Int64, _ call: Call) throws -> Int64 {
        let end = call.now - validity
        try call.execute(
            """
            DELETE FROM tax_vat_checks
            WHERE id IN (SELECT id FROM tax_vat_checks WHERE checked_at <= $1 ORDER BY id LIMIT $2)
            """,
            end,
            limit
        )
        return try call.first("SELECT COUNT(*) FROM tax_vat_checks WHERE checked_at <= $1", end) { $0.integer(0) } ?? 0
    }

    private static func put(_ number: VATNumber, _ outcome: Outcome, _ call: Call) throws {
        try call.execute(
            """
            INSERT INTO tax_vat_checks (number, outcome, checked_at) VALUES ($1, $2, $3)
            ON CONFLICT (number) DO UPDATE SET outcome = excluded.outcome, checked_at = excluded.checked_at
            """,
            number.text,
            outcome.rawValue,
            call.now
        )
    }
}
