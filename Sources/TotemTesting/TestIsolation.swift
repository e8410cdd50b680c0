import Foundation
public import TotemKernel

/// Where the plugins of tests run: the suites of plugins run in both places, the second time with
/// `TOTEM_TEST_ISOLATION=process`.
public enum TestIsolation {
    /// Nil: where their manifests say.
    public static let place = ProcessInfo.processInfo.environment["TOTEM_TEST_ISOLATION"].flatMap(
        PluginIsolation.init(rawValue:)
    )

    /// Says so in the manifests of the plugins of a folder, unless they say something themselves.
    static func place(pluginsIn folder: String) throws {
        guard let place else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)/plugin.json"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                case .object(var manifest) = try? JSONValue(text: text), manifest["isolation"] == nil
            else { continue }
            manifest["isolation"] = .string(place.rawValue)
            try Data(JSONValue.object(manifest).text().utf8).write(to: URL(filePath: path))
        }
    }
}
