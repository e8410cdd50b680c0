import TotemPluginKit

/// Memberships of segments that were deleted go a few at a time: of one there may be as many as the shop has customers.
enum SegmentSweep {
    private static let rowsAtOnce: Int64 = 1000

    static func queue(_ segment: Int64, _ call: Call) throws {
        try call.enqueue("sweep", json: "\(segment)", key: "\(segment)")
    }

    /// The job, of the segment that it is given.
    static func run(_ call: Call, _ run: JobRun) throws {
        guard let segment = Int64(run.json) else { return }
        while try call.transaction({ call in try sweep(segment, call) }) == rowsAtOnce {}
    }

    private static func sweep(_ segment: Int64, _ call: Call) throws -> Int64 {
        try call.execute(
            """
            DELETE FROM customer_segment_memberships WHERE id IN
              (SELECT id FROM customer_segment_memberships WHERE segment_id = $1 ORDER BY id LIMIT $2)
            """,
            segment,
            rowsAtOnce
        )
    }
}
