import Testing
import TotemTesting

@Suite("The rules of Shipping", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct RulesTests {
    @Test("Postal codes, regions and rates pass the tests that stand beside them")
    func rules() throws {
        let folder = try TemporaryFolder()
        let source = PluginFixtures.packageFolder + "/Plugins/Shipping/Sources/lib.rs"
        try ChildProcess.run(["rustc", "--edition", "2021", "--test", "-o", folder.path + "/rules", source])
        let report = try ChildProcess.run([folder.path + "/rules"])
        #expect(report.contains("test result: ok."))
        #expect(report.contains("the_most_specific_region_wins_whatever_the_order ... ok"))
    }
}
