import TotemKernel

extension FeatureDescription {
    /// Routes of plugins are described one by one, for those that are on.
    static let plugins = FeatureDescription(
        operations: [
            "GET /v1/plugins": .read("Every plugin that is there", for: .storeManager, .page("Plugin")),
            "GET /v1/plugins/{plugin}": .read("A plugin", for: .storeManager, .named("Plugin")),
            "PATCH /v1/plugins/{plugin}": Operation(
                summary: "Switch a plugin on or off, or set it up",
                role: .storeManager,
                body: .form(
                    [:],
                    optional: [
                        "is_active": .boolean.orNull,
                        "settings": .any.described("the whole settings, in place of the old ones"),
                    ]
                ),
                answer: .named("Plugin")
            ),
        ],
        schemas: [
            "Plugin": .object([
                "name": .text, "version": .text, "title": .text, "description": .text, "is_active": .boolean,
                "problem": .text.orNull, "settings": .any, "settings_schema": .any,
            ])
        ]
    )
}
