package import TotemKernel

/// Webhooks: store managers read, administrators write. Staff may not read them: the address of a receiver often is
/// a secret itself, and they say where the shop's data go.
func addWebhookRoutes(to routes: inout Routes) {
    routes.add(.list("/v1/webhooks", "Webhooks", for: .storeManager, of: Webhook.schema)) { request in
        let page = try request.query().page()
        return .json(try await request.read { tx, _ in try WebhookStore.list(page, in: tx) })
    }
    routes.add(.get("/v1/webhooks/{webhook}", "A webhook", for: .storeManager, answering: Webhook.schema)) { request in
        let id: Webhook.ID = try request.id("webhook", of: "webhook")
        return .json(try await request.read { tx, _ in try WebhookStore.get(id, in: tx) })
    }
    // No Idempotency-Key here: the answer holds a secret that is not to be kept a second time.
    routes.add(
        .create(
            "/v1/webhooks",
            "Add a webhook; its secret is told this once",
            for: .admin,
            taking: NewWebhookBody.schema,
            answering: NewWebhookAnswer.schema
        ).withoutIdempotencyKey
    ) { request in
        let new = try request.json(NewWebhookBody.self) { try $0.checked() }
        let made = try await request.kernel.write(request.context) { tx, context in
            try WebhookStore.create(new.event, to: new.target, isActive: new.isActive, in: tx, context)
        }
        return .created(
            NewWebhookAnswer(webhook: made.webhook, secret: made.secret),
            at: "/v1/webhooks/\(made.webhook.id)"
        )
    }
    routes.add(
        .patch(
            "/v1/webhooks/{webhook}",
            "Change a webhook",
            for: .admin,
            taking: WebhookChangeBody.schema,
            answering: Webhook.schema
        )
    ) { request in
        let id: Webhook.ID = try request.id("webhook", of: "webhook")
        let change = try request.json(WebhookChangeBody.self) { try $0.checked() }
        return try await request.change { tx, context in
            .json(
                try WebhookStore.update(
                    id,
                    event: change.event,
                    target: change.target,
                    isActive: change.isActive,
                    in: tx,
                    at: context.now
                )
            )
        }
    }
    routes.add(.delete("/v1/webhooks/{webhook}", "Delete a webhook", for: .admin)) { request in
        let id: Webhook.ID = try request.id("webhook", of: "webhook")
        return try await request.change { tx, _ in
            try WebhookStore.delete(id, in: tx)
            return .noContent
        }
    }
}

private struct NewWebhookBody: Decodable, Sendable {
    let event_type: String
    let target_url: String
    let is_active: Bool?

    static let schema = Schema.form(
        ["event_type": .eventName, "target_url": .webhookURL],
        optional: ["is_active": .boolean.orNull]
    )

    func checked() throws(KernelError) -> (event: EventName, target: WebhookURL, isActive: Bool) {
        var check = FieldCheck()
        let event = check.attempt { () throws(KernelError) in try EventName(named: event_type) }
        let target = check.attempt { () throws(KernelError) in try WebhookURL(target_url) }
        guard check.isPassed, let event, let target else { throw check.error }
        return (event, target, is_active ?? true)
    }
}

private struct WebhookChangeBody: Decodable, Sendable {
    let event_type: String?
    let target_url: String?
    let is_active: Bool?

    static let schema = Schema.form(
        [:],
        optional: [
            "event_type": .eventName.orNull, "target_url": .webhookURL.orNull,
            "is_active": .boolean.orNull,
        ]
    )

    func checked() throws(KernelError) -> (event: EventName?, target: WebhookURL?, isActive: Bool?) {
        var check = FieldCheck()
        let event = event_type.flatMap { name in
            check.attempt { () throws(KernelError) in try EventName(named: name) }
        }
        let target = target_url.flatMap { url in check.attempt { () throws(KernelError) in try WebhookURL(url) } }
        guard check.isPassed else { throw check.error }
        return (event, target, is_active)
    }
}

/// The one answer that shows the secret.
private struct NewWebhookAnswer: JSONWritable, Sendable {
    static let schema = Schema.object(Webhook.schemas.merging(["secret": .text]) { one, _ in one })

    let webhook: Webhook
    let secret: WebhookSecret

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.members(of: webhook)
            json.member("secret", secret.text)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of webhook: Webhook) {
        member("id", webhook.id)
        member("event_type", webhook.event.text)
        member("target_url", webhook.target.text)
        member("is_active", webhook.isActive)
        member("user_id", webhook.userID)
        member("created_at", webhook.createdAt)
        member("updated_at", webhook.updatedAt)
    }
}

extension Webhook: JSONWritable {
    static let schema = Schema.named("Webhook", .object(schemas))
    static let schemas: [String: Schema] = [
        "id": .id, "event_type": .eventName, "target_url": .url, "is_active": .boolean,
        "user_id": .id.orNull, "created_at": .time, "updated_at": .time,
    ]

    package func write(to json: inout JSONWriter) {
        json.object { json in json.members(of: self) }
    }
}
