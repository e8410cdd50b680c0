internal import CTotem
private import CTotemHost
private import Crypto
private import FoundationEssentials
private import Glibc
internal import Logging
internal import TotemKernel
internal import TotemStore

/// Loads a plugin's shared library and starts it, checking each step before the next.
///
/// A library is never unloaded: a Swift runtime that has seen its types would crash later. Each version and content is
/// copied to a file of its own first, because a path that was opened before gives the old library again.
struct PluginLibrary {
    /// Where the copies lie: a folder that only this process's user can enter. Nil in a process that loads one library: it is
    /// loaded where it lies.
    let runtimeFolder: String?

    let log: Logger

    /// Called on a thread of its own: whatever the library does, it does there.
    /// - Throws: ``PluginProblem`` that names the file, what was expected, what was found and the mend.
    func start(_ manifest: PluginManifest, in folder: String, _ replacement: Int64) throws -> PluginInstance {
        let path = folder + "/" + manifest.library
        let descriptor = try describe(try open(path, manifest), path, manifest)
        guard let start = descriptor.start else { throw PluginProblem("\(path): its descriptor has no start function") }
        let registration = Registration(manifest)
        let handle = InstanceHandle(manifest.name, log)
        var pointer: UnsafeMutableRawPointer?
        let limit = manifest.limitMilliseconds
        let status = Mark(manifest.name, "start", limit: limit).around {
            start(registration.raw, handle.raw, &pointer)
        }
        let mark = Mark(manifest.name, "stop", limit: limit)
        let state = PluginState(pointer: pointer, stop: descriptor.stop, mark: mark)
        if let problem = registration.problem ?? problem(status, registration) {
            handle.switchOff()
            // It believes that it runs.
            if status == TOTEM_OK { state.end() }
            handle.end()
            throw PluginProblem("\(path): \(problem). Nothing of it was registered")
        }
        return PluginInstance(manifest, replacement, registration, state, handle)
    }

    private func problem(_ status: totem_status, _ registration: Registration) -> String? {
        guard status == TOTEM_OK else { return "its start function returned \(status)" }
        let missing = registration.manifest.hooks.keys.sorted().first { name in
            !registration.hooks.contains { $0.point.rawValue == name }
                && !registration.listeners.contains { $0.hook == name }
        }
        if let missing { return "its plugin.json names the hook \(missing), which the library does not register" }
        let registered = Set(registration.routes.map { "\($0.method) \($0.pattern.text)" })
        if let undone = registration.manifest.routes.keys.sorted().first(where: { !registered.contains($0) }) {
            return "its plugin.json describes the route \(undone), which the library does not register"
        }
        return registration.missingPaymentHook.map { hook in
            "it registers a way to pay without the hook \(hook.rawValue), which every provider has"
        }
    }

    private func open(_ path: String, _ manifest: PluginManifest) throws -> UnsafeMutableRawPointer {
        let bytes = try PluginFiles.read(path, atMost: PluginFiles.largestLibrary)
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw PluginProblem("\(path) is no shared library; build it with cc -shared -fPIC")
        }
        guard !LibraryFile(bytes).hasOwnSwiftRuntime else {
            throw PluginProblem(
                "\(path) has a Swift runtime of its own, and two in one process crash it; build the plugin without "
                    + "-static-stdlib"
            )
        }
        let copy = try runtimeFolder.map { try self.copy(bytes, manifest, to: $0) } ?? path
        // Its constructors run here.
        let handle = Mark(manifest.name, "loading its library", limit: manifest.limitMilliseconds).around {
            dlopen(copy, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE))
        }
        totem_marker_watch_exit()
        guard let handle else {
            throw PluginProblem("\(path) can't be loaded: \(Self.words(for: Self.linkerError, about: copy))")
        }
        return handle
    }

    /// What the system's loader says, with the mend where it is known.
    /// - Parameter copy: the file that it names, which is none that the plugin's owner knows.
    private static func words(for error: String, about copy: String) -> String {
        let error = error.replacing(copy + ": ", with: "")
        if let symbol = error.firstMatch(of: /undefined symbol: ([^ ,]+)/)?.1 {
            return
                "it needs the symbol \(symbol), which neither it nor a library that it names has; link the plugin against the "
                + "library that does, and build it with -Wl,-z,defs to be told of such at once"
        }
        if let library = error.firstMatch(of: /([^ :\/]+): cannot open shared object file/)?.1 {
            return
                "it needs the library \(library), which is not on this machine; install it, or link it into the plugin"
        }
        return error
    }

    private func copy(_ bytes: [UInt8], _ manifest: PluginManifest, to folder: String) throws -> String {
        let hash = SHA256.hash(data: bytes).prefix(8).map { String($0, radix: 16) }.joined()
        let path = "\(folder)/\(manifest.name)-\(manifest.version)-\(hash).so"
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
        typealias Entry = @convention(c) (UnsafePointer<totem_host_info>) -> UnsafePointer<totem_plugin>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        Mark.library(of: manifest.name, at: symbol)
        let (pointer, refusal) = Mark(manifest.name, "totem_plugin_entry", limit: manifest.limitMilliseconds).around {
            HostInfo.show { entry($0) }
        }
        if let refusal { throw PluginProblem("\(path) refuses to work with this Totem: \(refusal)") }
        guard let pointer else {
            throw PluginProblem(
                "\(path) has no descriptor for this Totem (ABI \(Self.abi(TOTEM_ABI))), and does not say why"
            )
        }
        guard let descriptor = totem_plugin.read(pointer) else {
            let size = UnsafeRawPointer(pointer).load(as: UInt32.self)
            throw PluginProblem(
                "\(path): its descriptor says a size of \(size) bytes, at least \(totem_plugin.firstSize) were "
                    + "expected; set .size = sizeof(totem_plugin)"
            )
        }
        guard descriptor.abi >> 16 == TOTEM_ABI >> 16 else {
            throw PluginProblem(
                "\(manifest.name) \(manifest.version) was built for ABI \(Self.abi(descriptor.abi)), this Totem "
                    + "\(CoreSchema.kernelVersion) speaks \(Self.abi(TOTEM_ABI)): build it with the header of this Totem, or install the "
                    + "plugin's version for it"
            )
        }
        guard descriptor.abi & 0xFFFF <= TOTEM_ABI & 0xFFFF else {
            throw PluginProblem(
                "\(manifest.name) \(manifest.version) needs ABI \(Self.abi(descriptor.abi)), this Totem \(CoreSchema.kernelVersion) "
                    + "speaks \(Self.abi(TOTEM_ABI)): upgrade Totem, or build the plugin with an older header"
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
