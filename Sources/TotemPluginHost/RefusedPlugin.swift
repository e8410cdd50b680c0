internal import TotemKernel
internal import TotemStore

extension KernelError {
    /// Whether the store has refused what a migration of a plugin does.
    static func blamesPlugin(_ error: StoreError) -> Bool {
        [
            .denied, .syntax, .newerSchema, .changedMigration, .interrupted, .exhausted, .constraint, .unique,
            .foreignKey, .decoding, .outOfRange, .other,
        ].contains(error.code)
    }

    /// A plugin can't be switched on: the reason and the mend are in the message.
    static func refused(_ name: String, _ why: String) -> KernelError {
        KernelError(.conflict, "plugin-refused", "The plugin '\(name)' is refused: \(why).")
    }
}
