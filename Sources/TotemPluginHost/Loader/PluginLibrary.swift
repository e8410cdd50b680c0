internal import CTotem
private import Crypto
private import FoundationEssentials
private import Glibc
internal import TotemKernel
internal import TotemStore

/// Loads a plugin's shared library and starts it, checking each step before the next.
///
/// A library is never unloaded: a Swift runtime that has seen its types would crash later. Each version and content is
/// copied to a file of its own first, because a path that was opened before gives the old library again.
struct PluginLibrary {
    /// Where the copies lie: a folder that only this process's user can enter.
    let runtimeFolder: String

    /// - Throws: ``PluginProblem`` that names the file, what was expected, what was found and the mend.
    func start(_ manifest: PluginManifest, in folder: String) throws -> PluginInstance {
        let path = folder + "/" + manifest.library
        let descriptor = try describe(try open(path, manifest), path, manifest)
        guard let start = descriptor.start else { throw PluginProblem("\(path): its descriptor has no start function") }
        let turn = descriptor.flags & UInt32(TOTEM_SERIAL) == 0 ? nil : SerialTurn.of(manifest.name)
        let registration = Registration(manifest)
        var pointer: UnsafeMutableRawPointer?
        let status = turn?.take { start(registration.raw, &pointer) } ?? start(registration.raw, &pointer)
        if let problem = registration.problem ?? problem(status, registration) {
            // It believes that it runs.
            if status == TOTEM_OK { PluginState(pointer: pointer, stop: descriptor.stop).end(turn) }
            throw PluginProblem("\(path): \(problem). Nothing of it was registered")
        }
        return PluginInstance(manifest, registration, PluginState(pointer: pointer, stop: descriptor.stop), turn)
    }

    private func problem(_ status: totem_status, _ registration: Registration) -> String? {
        guard status == TOTEM_OK else { return "its start function returned \(status)" }
        let missing = registration.manifest.hooks.keys.sorted().first { name in
            !registration.hooks.contains { $0.hook.rawValue == name }
        }
        return missing.map { "its plugin.json names the hook \($0), which the library does not register" }
    }

    private func open(_ path: String, _ manifest: PluginManifest) throws -> UnsafeMutableRawPointer {
        let bytes = try PluginFiles.read(path, atMost: PluginFiles.largestLibrary)
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw PluginProblem("\(path) is no shared library; build it with cc -shared -fPIC")
        }
        let copy = try self.copy(bytes, manifest)
        guard let handle = dlopen(copy, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE)) else {
            throw PluginProblem("\(path) can't be loaded: \(Self.linkerError)")
        }
        return handle
    }

    private func copy(_ bytes: [UInt8], _ manifest: PluginManifest) throws -> String {
        let hash = SHA256.hash(data: bytes).prefix(8).map { String($0, radix: 16) }.joined()
        let path = "\(runtimeFolder)/\(manifest.name)-\(manifest.version)-\(hash).so"
        guard !FileManager.default.fileExists(atPath: path) else { return path }
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw PluginProblem("\(path) can't be written; is there room in the folder for temporary files?")
        }
        return path
    }

    private func describe(
        _ handle: UnsafeMutableRawPointer,
        _ path: String,
        _ manifest: PluginManifest
    ) throws -> totem_plugin {
        guard let symbol = dlsym(handle, "totem_plugin_entry") else {
            throw PluginProblem("\(path) has no function totem_plugin_entry; export it with TOTEM_EXPORT")
        }
        typealias Entry = @convention(c) (UInt32) -> UnsafePointer<totem_plugin>?
        guard let pointer = unsafeBitCast(symbol, to: Entry.self)(TOTEM_ABI) else {
            throw PluginProblem(
                "\(path) has no descriptor for ABI \(Self.abi(TOTEM_ABI)): it needs another Totem, or another build"
            )
        }
        let size = Int(UnsafeRawPointer(pointer).load(as: UInt32.self))
        guard size >= MemoryLayout<totem_plugin>.size else {
            throw PluginProblem(
                "\(path): its descriptor says a size of \(size) bytes, at least \(MemoryLayout<totem_plugin>.size) were "
                    + "expected; set .size = sizeof(totem_plugin)"
            )
        }
        let descriptor = pointer.pointee
        guard descriptor.abi >> 16 == TOTEM_ABI >> 16, descriptor.abi & 0xFFFF <= TOTEM_ABI & 0xFFFF else {
            throw PluginProblem(
                "\(path) was built for ABI \(Self.abi(descriptor.abi)), this Totem speaks \(Self.abi(TOTEM_ABI)); "
                    + "build it with the header of this Totem, or upgrade Totem"
            )
        }
        try compare(descriptor.name, manifest.name, "name", path)
        try compare(descriptor.version, manifest.version.description, "version", path)
        return descriptor
    }

    private func compare(_ found: UnsafePointer<CChar>?, _ expected: String, _ what: String, _ path: String) throws {
        let found = found.flatMap { String(validatingCString: $0) } ?? ""
        guard found == expected else {
            throw PluginProblem(
                "\(path): its \(what) is '\(found)', plugin.json says '\(expected)'; make them the same"
            )
        }
    }

    private static func abi(_ abi: UInt32) -> String { "\(abi >> 16).\(abi & 0xFFFF)" }

    private static var linkerError: String {
        dlerror().flatMap { String(validatingCString: $0) } ?? "the loader gives no reason"
    }
}
