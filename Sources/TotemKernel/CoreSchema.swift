public import TotemStore

/// The schema of the core, each feature's tables written in the feature's own folder.
public enum CoreSchema {
    public static let migrator = Migrator(
        component: "core",
        migrations: [
            Migration(
                SemanticVersion(1, 0, 0),
                "core",
                sql: [
                    SharedSchema.sql, SettingsSchema.sql, UsersSchema.sql, CatalogSchema.sql, InventorySchema.sql,
                    CartsSchema.sql, OrdersSchema.sql, PaymentsSchema.sql, PluginsSchema.sql, WebhooksSchema.sql,
                ].joined(separator: "\n")
            )
        ]
    )
}
