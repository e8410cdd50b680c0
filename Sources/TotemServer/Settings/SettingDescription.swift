import TotemKernel

extension FeatureDescription {
    static let settings = FeatureDescription(
        operations: [
            "GET /v1/settings": .read("Every setting of the store", for: .staff, .page("Setting")),
            "GET /v1/settings/{key}": .read("A setting", for: .staff, .named("Setting")).ifChanged,
            "PUT /v1/settings/{key}": .change(
                "Change a setting",
                for: .admin,
                taking: .form(["value": .text]),
                .named("Setting")
            ).ifMatching,
        ],
        schemas: ["Setting": .object(["key": .text, "value": .text, "updated_at": .time.orNull])]
    )
}
