import Synchronization

/// The machine's compiler of Rust, with which shipped plugins are built that are in Rust.
public enum RustCompiler {
    /// Without it, what is in Rust is not tested.
    public static let isThere = (try? ChildProcess.run(["rustc", "--version"])) != nil

    /// What was built in this run of the tests.
    private static let built = Mutex<Set<String>>([])

    /// Builds the plugin of a folder, once in a run: `scripts/build-rust-plugin` leaves alone what is as new as its sources.
    static func build(_ folder: String, _ library: String) throws {
        try built.withLock { built in
            guard !built.contains(library) else { return }
            try ChildProcess.run([PluginFixtures.packageFolder + "/scripts/build-rust-plugin", folder, library])
            built.insert(library)
        }
    }
}
