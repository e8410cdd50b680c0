import TotemKernel

extension FeatureDescription {
    static let webhooks = FeatureDescription(
        operations: [
            "GET /v1/webhooks": .list("Webhooks", for: .storeManager, of: "Webhook"),
            "GET /v1/webhooks/{webhook}": .read("A webhook", for: .storeManager, .named("Webhook")),
            "POST /v1/webhooks": Operation(
                summary: "Add a webhook; its secret is told this once",
                role: .admin,
                body: .form(
                    ["event_type": .choice(EventType.self), "target_url": .url],
                    optional: ["is_active": .boolean.orNull]
                ),
                status: 201,
                answer: .object(webhookMembers.merging(["secret": .text]) { one, _ in one })
            ),
            "PATCH /v1/webhooks/{webhook}": .change(
                "Change a webhook",
                for: .admin,
                taking: .form(
                    [:],
                    optional: [
                        "event_type": .choice(EventType.self).orNull, "target_url": .url.orNull,
                        "is_active": .boolean.orNull,
                    ]
                ),
                .named("Webhook")
            ),
            "DELETE /v1/webhooks/{webhook}": .remove("Delete a webhook", for: .admin),
        ],
        schemas: ["Webhook": .object(webhookMembers)]
    )

    private static let webhookMembers: [String: Schema] = [
        "id": .id, "event_type": .choice(EventType.self), "target_url": .url, "is_active": .boolean,
        "user_id": .id.orNull, "created_at": .time, "updated_at": .time,
    ]
}
