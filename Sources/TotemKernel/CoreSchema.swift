public import TotemStore

/// The schema of the core, each feature's tables written in the feature's own folder. An id that is told to anybody, in an
/// answer, an event or another row, is AUTOINCREMENT: it is never given again, whatever is deleted. Orders
/// and what belongs to them go without it, for nothing deletes them, and each insert would be half as dear again; so do
/// events, whose newest row stays.
public enum CoreSchema {
    /// The version of this kernel, as plugins require it.
    public static let kernelVersion = SemanticVersion(1, 0, 0)

    /// The names of the core's tables.
    public static let tables: Set<String> = {
        let names = migrator.migrations.flatMap { migration in
            migration.sql.split(separator: "\n").compactMap { line -> String? in
                guard line.hasPrefix("CREATE TABLE ") else { return nil }
                return line.dropFirst("CREATE TABLE ".count).split(separator: " ").first.map(String.init)
            }
        }
        return Set(names).union(["schema_versions"])
    }()

    public static let migrator = Migrator(
        component: "core",
        migrations: [
            Migration(
                SemanticVersion(1, 0, 0),
                "core",
                sql: [
                    EventsSchema.sql, DeliverySchema.sql, IdempotencySchema.sql, JobsSchema.sql, SettingsSchema.sql,
                    UsersSchema.sql,
                    CatalogSchema.sql,
                    SearchSchema.sql, ImportPositions.sql, InventorySchema.sql, CartsSchema.sql, OrdersSchema.sql,
                    PaymentsSchema.sql, FulfilmentSchema.sql, PluginsSchema.sql, WebhooksSchema.sql, NodesSchema.sql,
                    CoreViews.sql,
                ].joined(separator: "\n"),
                own: SearchSchema.own.merging([.postgres: EventsSchema.postgres]) { $0 + "\n" + $1 }
            ),
            Migration(SemanticVersion(1, 1, 0), "scheduled-work", sql: ScheduledWorkSchema.sql),
            Migration(SemanticVersion(1, 2, 0), "copies", sql: CopiesSchema.sql),
        ]
    )
}
