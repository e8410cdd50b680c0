import Foundation
public import TotemKernel

/// Folders of plugins, assembled as `make build` does it: `plugin.json`, the built library under the name that the
/// manifest gives it, and the migrations.
public enum PluginFixtures {
    /// Puts the plugin of `Plugins/<source>` into `folder` under its name.
    /// - Parameter library: the product's name: `Coupons` for `libCoupons.so`.
    /// - Returns: `folder`, to be given to `--plugins`.
    @discardableResult
    public static func assemble(_ source: String, library: String, into folder: String) throws -> String {
        let files = FileManager.default
        let origin = packageFolder + "/Plugins/" + source
        let manifest = try Manifest(at: origin + "/plugin.json")
        let target = folder + "/" + manifest.name
        try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        try files.copyItem(atPath: origin + "/plugin.json", toPath: target + "/plugin.json")
        if files.fileExists(atPath: origin + "/migrations") {
            try files.copyItem(atPath: origin + "/migrations", toPath: target + "/migrations")
        }
        let built = BuildProducts.path(of: "lib\(library).so")
        if files.fileExists(atPath: origin + "/Sources/lib.rs") { try RustCompiler.build(origin, built) }
        try files.copyItem(atPath: built, toPath: target + "/" + manifest.library)
        return folder
    }

    /// What the plugin of `Plugins/<source>` asks for, to be granted.
    public static func permissions(of source: String) throws -> PluginPermissions {
        let text = try String(contentsOfFile: packageFolder + "/Plugins/" + source + "/plugin.json", encoding: .utf8)
        guard let permissions = PluginPermissions(try JSONValue(text: text)["permissions"] ?? .null) else {
            throw KernelError.notFound("permissions of \(source)")
        }
        return permissions
    }

    /// The folder of the package that this file belongs to.
    public static var packageFolder: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    private struct Manifest: Decodable {
        let name: String
        let library: String

        init(at path: String) throws {
            self = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }
}
