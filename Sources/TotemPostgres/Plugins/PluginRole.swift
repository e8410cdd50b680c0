/// The server's role that holds what one plugin's statements may do.
struct PluginRole: Hashable {
    let name: String
}
