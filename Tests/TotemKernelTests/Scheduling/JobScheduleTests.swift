import Testing
import TotemKernel

@Suite("Schedules of jobs")
struct JobScheduleTests {
    @Test(
        "The next moment is the first that the five fields name, in UTC",
        arguments: [
            ("* * * * *", "2026-11-24T09:30:00Z", "2026-11-24T09:31:00Z"),
            ("*/15 * * * *", "2026-11-24T09:30:00.001Z", "2026-11-24T09:45:00Z"),
            ("30 2 * * 1-5", "2026-11-27T02:30:00Z", "2026-11-30T02:30:00Z"),
            ("0 0 29 2 *", "2026-11-24T09:30:00Z", "2028-02-29T00:00:00Z"),
            ("0 12 1,15 * *", "2026-11-24T09:30:00Z", "2026-12-01T12:00:00Z"),
            // Either day will do.
            ("0 0 13 * 5", "2026-11-24T09:30:00Z", "2026-11-27T00:00:00Z"),
            ("0 0 * * 7", "2026-11-24T09:30:00Z", "2026-11-29T00:00:00Z"),
            ("5 8-18/5 * * *", "2026-11-24T13:05:00Z", "2026-11-24T18:05:00Z"),
            ("0 0 1 1 *", "2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00Z"),
        ]
    )
    func cron(_ text: String, _ now: String, _ next: String) throws {
        let schedule = try #require(JobSchedule(text))
        #expect(schedule.next(after: try #require(Timestamp(rfc3339: now))) == Timestamp(rfc3339: next))
    }

    @Test("every is counted from the moment", arguments: [("every 30s", 30), ("every 5m", 300), ("every 2d", 172_800)])
    func every(_ text: String, _ seconds: Int64) throws {
        let now = Timestamp(milliseconds: 1)
        #expect(try #require(JobSchedule(text)).next(after: now) == now.adding(milliseconds: seconds * 1000))
    }

    @Test(
        "What is no schedule, or never comes, is none",
        arguments: [
            "", "every", "every m", "every -5m", "every 05m", "every 400d", "* * * * * *", "-1 * * * *", "* 24 * * *",
            "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "1/2/3 * * * *",
            "0 0 30 2 *",
        ]
    )
    func none(_ text: String) {
        #expect(JobSchedule(text) == nil)
    }
}
