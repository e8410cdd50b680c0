package import TotemKernel

/// The jobs of plugins: what waits, runs and was, for staff.
func addJobRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/jobs",
            "Runs of plugins' jobs, newest first",
            for: .staff,
            query: ["status": .choice(Job.Status.self)],
            of: Job.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let status = try query.choice("status", as: Job.Status.self)
        return .json(try await request.read { tx, _ in try JobQueue.list(page, status: status, in: tx) })
    }
    routes.add(
        .post(
            "/v1/jobs/{job}/retry",
            "Try a run that has failed again, from its last checkpoint",
            for: .storeManager,
            answering: Job.schema
        )
    ) { request in
        let id: Job.ID = try request.id("job", of: "job")
        return try await request.change { tx, context in .json(try JobQueue.retry(id, in: tx, at: context.now)) }
    }
}

extension Job: JSONWritable {
    static let schema = Schema.named(
        "Job",
        .object([
            "id": .id, "plugin": .text, "job": .text, "key": .text.orNull, "payload": .any,
            "status": .choice(Job.Status.self), "due_at": .time, "attempts": .integer, "checkpoint": .any,
            "error": .text.orNull, "created_at": .time, "started_at": .time.orNull, "finished_at": .time.orNull,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("plugin", plugin)
            json.member("job", name)
            json.member("key", key)
            json.member("payload") { $0.raw(payload.utf8) }
            json.member("status", status.rawValue)
            json.member("due_at", dueAt)
            json.member("attempts", attempts)
            json.member("checkpoint") { $0.raw((checkpoint ?? "null").utf8) }
            json.member("error", error)
            json.member("created_at", createdAt)
            json.member("started_at", startedAt)
            json.member("finished_at", finishedAt)
        }
    }
}
