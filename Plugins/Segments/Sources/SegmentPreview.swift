import TotemPluginKit

/// How many customers criteria hold for, and some of them, without keeping anything.
struct SegmentPreview {
    /// Of more customers about so many are looked at, and the count is an estimate.
    private static let mostCustomers: Int64 = 20_000
    private static let customersAtOnce = 2000
    private static let sampleSize = 10

    /// All customers of the shop.
    let customers: Int64
    let count: Int64
    let isEstimate: Bool
    /// The newest of those that were found.
    let sample: [Int64]

    /// - Throws: ``ReviewsOff``.
    init(_ criteria: Criteria, _ call: Call) throws {
        customers = try call.first("SELECT COUNT(*) FROM v1_customers") { $0.integer(0) } ?? 0
        let step = max(1, (customers + Self.mostCustomers - 1) / Self.mostCustomers)
        // Every so many of the shop's customers, in an order that has nothing to do with theirs: Knuth's multiplicative hash.
        let looked = try call.query(
            """
            SELECT id FROM v1_customers WHERE id * 2654435761 % 4294967296 / 65536 % $1 = 0
            ORDER BY id DESC LIMIT $2
            """,
            step,
            Self.mostCustomers * 2
        ) { $0.integer(0) }
        var found: [Int64] = []
        for start in stride(from: 0, to: looked.count, by: Self.customersAtOnce) {
            let some = Array(looked[start..<min(start + Self.customersAtOnce, looked.count)])
            found += try Membership.matching(criteria, among: some, call).reversed()
        }
        isEstimate = step > 1
        let share = isEstimate ? Double(found.count) / Double(max(1, looked.count)) * Double(customers) : nil
        count = share.map { Int64($0.rounded()) } ?? Int64(found.count)
        sample = Array(found.prefix(Self.sampleSize))
    }

    func json(_ call: Call) throws -> String {
        var answer = JSONObject()
        answer.add("count", count)
        answer.add("is_estimate", isEstimate)
        answer.add("customers", customers)
        answer.add("sample", try people(call))
        return answer.text
    }

    private func people(_ call: Call) throws -> [JSONObject] {
        guard !sample.isEmpty else { return [] }
        return try call.query(
            "SELECT id, email, first_name, last_name FROM v1_customers WHERE id IN (\(list: sample)) ORDER BY id DESC"
        ) { row in
            var person = JSONObject()
            person.add("user_id", row.integer(0))
            person.add("email", row.text(1))
            person.add("first_name", row.text(2))
            person.add("last_name", row.text(3))
            return person
        }
    }
}
