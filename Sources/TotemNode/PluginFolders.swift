import FoundationEssentials

/// Where plugins are looked for when nobody says.
public enum PluginFolders {
    /// `plugins` beside the executable, `../lib/totem/plugins` of it, and `plugins` in the store's folder
    /// (``StoreAddress/folder``).
    public static func standard(for address: StoreAddress) -> [String] {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "./totem"
        let folder = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
        return ["\(folder)/plugins", "\(folder)/../lib/totem/plugins", "\(address.folder)/plugins"]
    }
}
