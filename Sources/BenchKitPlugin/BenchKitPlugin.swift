public import CTotem
import Glibc
import TotemPluginKit

/// A plugin for measuring: what it costs to come to a closure, so its hook does nothing. `CBenchPlugin` has the same in C.
enum BenchKitPlugin: Plugin {
    static let name: StaticString = "bench-kit"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onCartTenders { _, _ in }
    }
}

/// One library stands for many plugins, as `CBenchPlugin` does: each is named by the file that it was loaded from.
@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    guard let made = PluginDescriptor.entry(BenchKitPlugin.self), let name = fileName() else { return nil }
    let descriptor = UnsafeMutablePointer<totem_plugin>.allocate(capacity: 1)
    descriptor.initialize(to: made.pointee)
    descriptor.pointee.name = UnsafePointer(strdup(name))
    return UnsafePointer(descriptor)
}

/// What stands before the version in the name of the file that this code is in.
private func fileName() -> String? {
    typealias Code = @convention(c) () -> Void
    let code: Code = {}
    let here = UInt(bitPattern: unsafeBitCast(code, to: UnsafeRawPointer.self))
    guard let maps = fopen("/proc/self/maps", "r") else { return nil }
    defer { fclose(maps) }
    var line: UnsafeMutablePointer<CChar>?
    var size = 0
    defer { free(line) }
    while getline(&line, &size, maps) > 0, let text = line.flatMap({ String(validatingCString: $0) }) {
        let bounds = text.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, (bounds[0]..<bounds[1]).contains(here) else { continue }
        guard let file = text.split(separator: "/").last, let end = file.firstRange(of: "-1.0.0") else { return nil }
        return String(file[..<end.lowerBound])
    }
    return nil
}
