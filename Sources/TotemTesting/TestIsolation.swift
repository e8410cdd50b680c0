import Foundation
public import TotemKernel

/// Where the plugins of tests run: the suites of plugins run in both places, the second time with
/// `TOTEM_TEST_ISOLATION=process`.
public enum TestIsolation {
    /// Nil: where their manifests say.
    public static let place = ProcessInfo.processInfo.environment["TOTEM_TEST_ISOLATION"].flatMap(
        PluginIsolation.init(rawValue:)
    )
}
