package import TotemKernel

extension FailedEvent: JSONWritable {
    static let schema = Schema.named(
        "FailedEvent",
        .object([
            "id": .id, "plugin": .text, "event": Event.schema, "attempts": .integer, "error": .text,
            "failed_at": .time, "is_replayed": .boolean,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("plugin", plugin)
            json.member("event", event)
            json.member("attempts", attempts)
            json.member("error", error)
            json.member("failed_at", failedAt)
            json.member("is_replayed", isReplayed)
        }
    }
}

/// How many events are told again.
struct ReplayedEvents: JSONWritable {
    let count: Int

    func write(to json: inout JSONWriter) {
        json.object { json in json.member("replayed", count) }
    }
}
