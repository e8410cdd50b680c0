import Testing
import TotemNode

@Suite("Where plugins are looked for")
struct PluginFoldersTests {
    @Test("Those of a store on a server lie in one place of the machine, wherever somebody stands")
    func server() throws {
        let folders = PluginFolders.standard(for: try StoreAddress("postgres://127.0.0.1/shop"))
        #expect(folders.last == "/var/lib/totem/plugins")
        #expect(folders.allSatisfy { $0.hasPrefix("/") })
    }

    @Test("Those of a file lie beside it")
    func file() throws {
        #expect(PluginFolders.standard(for: try StoreAddress("sqlite:/srv/shop/store.db")).last == "/srv/shop/plugins")
        #expect(PluginFolders.standard(for: try StoreAddress("sqlite:store.db")).last == "./plugins")
    }
}
