internal import TotemStore

/// What a statement may take of the server beside time: memory for each of its sorts and tables of hashes, and files for what does
/// not fit.
struct StatementLimits {
    /// `work_mem`
    let memory: String
    /// `temp_file_limit`
    let files: String
    /// Whether the login may set the second, which is for superusers.
    private let maySetFiles: Bool

    static let ofPlugins = StatementLimits(memory: "4MB", files: "256MB", maySetFiles: false)

    /// Asks for those of a new session.
    static let query = """
        SELECT current_setting('work_mem'), current_setting('temp_file_limit'), current_setting('is_superuser')
        """

    private init(memory: String, files: String, maySetFiles: Bool) {
        self.memory = memory
        self.files = files
        self.maySetFiles = maySetFiles
    }

    init(_ session: ResultRows?) {
        func text(_ column: Int) -> String {
            session?.withBytes(0, column) { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        self.init(memory: text(0), files: text(1), maySetFiles: text(2) == "on")
    }

    /// Sets the role, the time, the memory and the files of the next statement, for this transaction alone. Only the kernel's own role may
    /// set the files, so it comes first.
    var prepareRights: Command {
        let files = maySetFiles ? "set_config('temp_file_limit', $4, true)" : "$4::text"
        return .prepare(
            name: "totem_rights",
            sql: """
                SELECT set_config('role', 'none', true), set_config('statement_timeout', $2, true),
                  set_config('work_mem', $3, true), \(files), set_config('role', $1, true)
                """
        )
    }
}
