package import TotemKernel

/// The feed of changes, for staff.
func addEventRoutes(to routes: inout Routes) {
    routes.add(
        .list(
            "/v1/events",
            "What happened, oldest first, for a day; a page of one type may have few or none before the last",
            for: .staff,
            query: [
                "after": .id.described("the id of an event: those behind it"), "type": .eventName,
            ],
            of: Event.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let after = try query.integer("after")
        let type = try query["type"].map { try EventName(named: $0, field: "type").text }
        return .json(try await request.read { tx, _ in try Outbox.list(page, after: after, type: type, in: tx) })
    }
    routes.add(
        .list(
            "/v1/events/failed",
            "Events that plugins were told of in vain, newest first",
            for: .staff,
            query: ["plugin": .text],
            of: FailedEvent.schema
        )
    ) { request in
        let query = try request.query()
        let page = try query.page()
        let plugin = query["plugin"]
        return .json(try await request.read { tx, _ in try FailedEvents.list(page, of: plugin, in: tx) })
    }
    routes.add(
        .post(
            "/v1/events/failed/{event}/replay",
            "Have a plugin told again of an event, soon",
            for: .storeManager,
            answering: .object(["replayed": .integer])
        )
    ) { request in
        let id: FailedEvent.ID = try request.id("event", of: "failed event")
        return try await request.change { tx, context in
            .json(ReplayedEvents(count: try FailedEvents.replay(id, in: tx, at: context.now)))
        }
    }
}

extension Event: JSONWritable {
    static let schema = Schema.named(
        "Event",
        .object([
            "id": .id, "type": .text, "subject": .text, "subject_id": .integer, "actor": .text, "data": .map(.any),
            "created_at": .time,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("type", type)
            json.member("subject", subject)
            json.member("subject_id", subjectID)
            json.member("actor", actor)
            json.member("data") { $0.raw(data.utf8) }
            json.member("created_at", createdAt)
        }
    }
}
