internal import CTotem
private import CTotemHost
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
    /// Where the copies lie. Nil in a process that loads one library: it is loaded where it lies.
    let runtimeFolder: RuntimeFolder?
    /// The program that runs isolated plugins; nil: the one that is installed with this one.
    let child: String?

    let log: Logger

    /// Called on a thread of its own: whatever the library does, it does there.
    /// - Parameter tried: what the library was when it was tried out: nothing else is loaded. Nil: it needed no trial.
    /// - Throws: ``PluginProblem`` that names the file, what was expected, what was found and the mend.
    func start(
        _ manifest: PluginManifest,
        in folder: String,
        _ replacement: Int64,
        tried: String? = nil
    ) throws -> PluginInstance {
        let path = folder + "/" + manifest.library
        let descriptor = try describe(try open(try copy(path, manifest, tried), path, manifest), path, manifest)
        guard let start = descriptor.start else { throw PluginProblem.noStart(path) }
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
            throw PluginProblem.notStarted(path, problem)
        }
        return PluginInstance(manifest, replacement, registration, state, handle)
    }

    /// What is wrong with what `start` has registered.
    func problem(_ status: totem_status, _ registration: Registration) -> String? {
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

    /// The file that is loaded: a copy that nobody changes, under a name of its own.
    func copy(_ path: String, _ manifest: PluginManifest, _ tried: String? = nil) throws -> String {
        let bytes = try PluginFiles.read(path, atMost: PluginFiles.largestLibrary)
        let digest = PluginFiles.digest(of: bytes)
        guard tried == nil || tried == digest else {
            throw PluginProblem("\(path) was changed while it was tried out; try again")
        }
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw PluginProblem("\(path) is no shared library; build it with cc -shared -fPIC")
        }
        guard !LibraryFile(bytes).hasOwnSwiftRuntime else {
            throw PluginProblem(
                "\(path) has a Swift runtime of its own, and two in one process crash it; build the plugin without "
                    + "-static-stdlib"
            )
        }
        return try runtimeFolder.map { try self.copy(bytes, digest, manifest, to: $0.path) } ?? path
    }

    private func open(_ copy: String, _ path: String, _ manifest: PluginManifest) throws -> UnsafeMutableRawPointer {
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
    static func words(for error: String, about copy: String) -> String {
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

    private func copy(
        _ bytes: [UInt8],
        _ digest: String,
        _ manifest: PluginManifest,
        to folder: String
    ) throws -> String {
        let path = "\(folder)/\(manifest.name)-\(manifest.version)-\(digest.prefix(16)).so"
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
        guard let symbol = dlsym(handle, "totem_plugin_entry") else { throw PluginProblem.noEntry(path) }
        typealias Entry = @convention(c) (UnsafePointer<totem_host_info>) -> UnsafePointer<totem_plugin>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        Mark.library(of: manifest.name, at: symbol)
        let (pointer, refusal) = Mark(manifest.name, "totem_plugin_entry", limit: manifest.limitMilliseconds).around {
            HostInfo.show { entry($0) }
        }
        if let refusal { throw PluginProblem.refusal(path, refusal) }
        guard let pointer else { throw PluginProblem.noDescriptor(path) }
        guard let descriptor = totem_plugin.read(pointer) else {
            throw PluginProblem.smallDescriptor(path, UnsafeRawPointer(pointer).load(as: UInt32.self))
        }
        let name = descriptor.name.flatMap { String(validatingCString: $0) } ?? ""
        let version = descriptor.version.flatMap { String(validatingCString: $0) } ?? ""
        try LibraryDescriptor(abi: descriptor.abi, name: name, version: version).check(manifest, path)
        return descriptor
    }

    private static var linkerError: String {
        dlerror().flatMap { String(validatingCString: $0) } ?? "the loader gives no reason"
    }
}
