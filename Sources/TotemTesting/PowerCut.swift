import CPowerCut
public import TotemSQLite

/// What a power cut leaves of a SQLite store, at any moment of a test. One recording at a time in a process.
public enum PowerCut {
    /// Options of a store that can be recorded.
    public static func options(checkpointPages: Int) -> SQLiteOptions {
        _ = registration
        var options = SQLiteOptions(readers: 1, checkpointPages: checkpointPages)
        options.systemLayer = TOTEM_POWER_CUT_LAYER
        return options
    }

    private static let registration: Void = {
        precondition(totem_power_cut_register() == 0, "SQLite takes no file layer")
    }()

    /// Begins to remember what is done to the files in the folder.
    public static func record(_ folder: String) { totem_power_cut_record(folder) }

    /// How many writes and flushes there have been since.
    public static var count: Int { totem_power_cut_count() }

    /// Writes into another folder what is left when the power fails at the n-th of them.
    /// - Parameter luck: what remains of what was not flushed: 0 nothing, 1 all, otherwise sectors that this number decides.
    public static func restore(at number: Int, luck: UInt32, into folder: String) throws {
        guard totem_power_cut_restore(number, luck, folder) == 0 else {
            throw ProcessFailure(message: "the files can't be written to \(folder)")
        }
    }
}
