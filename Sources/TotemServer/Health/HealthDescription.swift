extension FeatureDescription {
    static let health = FeatureDescription(
        operations: [
            "GET /health/live": .read("Whether the process answers", .named("Health")),
            "GET /health/ready": .read("Whether the shop can sell", .named("Health")),
        ],
        schemas: ["Health": .object(["status": .choice(["live", "ready"])])]
    )
}
