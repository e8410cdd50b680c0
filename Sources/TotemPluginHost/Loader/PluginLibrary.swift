internal import CTotem
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
    /// Where the copies lie: a folder that only this process's user can enter.
    let runtimeFolder: String
    /// The program that runs isolated plugins; nil: the one that is installed with this one.
    let child: String?

    let log: Logger

    /// - Throws: ``PluginProblem`` that names the file, what was expected, what was found and the mend.
    func start(_ manifest: PluginManifest, in folder: String) throws -> PluginInstance {
        let path = folder + "/" + manifest.library
        let copy = try copy(path, manifest)
        guard let library = dlopen(copy, RTLD_NOW | RTLD_LOCAL | Int32(RTLD_NODELETE)) else {
            throw PluginProblem("\(path) can't be loaded: \(Self.linkerError)")
        }
        let descriptor = try describe(library, path, manifest)
        guard let start = descriptor.start else { throw PluginProblem.noStart(path) }
        let registration = Registration(manifest)
        let handle = InstanceHandle(manifest.name, log)
        var pointer: UnsafeMutableRawPointer?
        let status = start(registration.raw, handle.raw, &pointer)
        let state = PluginState(pointer: pointer, stop: descriptor.stop)
        if let problem = registration.problem ?? problem(status, registration) {
            handle.switchOff()
            // It believes that it runs.
            if status == TOTEM_OK { state.end() }
            handle.end()
            throw PluginProblem.notStarted(path, problem)
        }
        return PluginInstance(manifest, registration, state, handle)
    }

    /// What is wrong with what `start` has registered.
    func problem(_ status: totem_status, _ registration: Registration) -> String? {
        guard status == TOTEM_OK else { return "its start function returned \(status)" }
        let missing = registration.manifest.hooks.keys.sorted().first { name in
            !registration.hooks.contains { $0.point.rawValue == name }
                && !registration.listeners.contains { $0.hook == name }
        }
        return missing.map { "its plugin.json names the hook \($0), which the library does not register" }
    }

    /// A copy of the library that nobody changes, under a name of its own.
    func copy(_ path: String, _ manifest: PluginManifest) throws -> String {
        let bytes = try PluginFiles.read(path, atMost: PluginFiles.largestLibrary)
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw PluginProblem("\(path) is no shared library; build it with cc -shared -fPIC")
        }
        let hash = SHA256.hash(data: bytes).prefix(8).map { String($0, radix: 16) }.joined()
        let copy = "\(runtimeFolder)/\(manifest.name)-\(manifest.version)-\(hash).so"
        guard !FileManager.default.fileExists(atPath: copy) else { return copy }
        do {
            try Data(bytes).write(to: URL(filePath: copy), options: .atomic)
        } catch {
            throw PluginProblem("\(copy) can't be written; is there room in the folder for temporary files?")
        }
        return copy
    }

    private func describe(
        _ library: UnsafeMutableRawPointer,
        _ path: String,
        _ manifest: PluginManifest
    ) throws -> totem_plugin {
        guard let symbol = dlsym(library, "totem_plugin_entry") else { throw PluginProblem.noEntry(path) }
        typealias Entry = @convention(c) (UnsafePointer<totem_host_info>) -> UnsafePointer<totem_plugin>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        let (pointer, refusal) = HostInfo.show { entry($0) }
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
