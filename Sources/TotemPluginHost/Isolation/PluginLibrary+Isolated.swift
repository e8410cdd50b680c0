internal import CTotem
internal import CTotemIsolation
internal import Logging
internal import TotemKernel
internal import TotemStore

/// Starting a plugin in a process of its own.
extension PluginLibrary {
    /// How long a function may compute, in milliseconds. The rest has the limit that routes have.
    private static let shortestLimitOfHook: Int64 = 2_000
    private static let limitOfJob: Int64 = 300_000

    /// - Throws: ``PluginProblem`` that names the file, what was expected, what was found and the mend.
    func startIsolated(_ manifest: PluginManifest, in folder: String) throws -> PluginInstance {
        let path = folder + "/" + manifest.library
        let copy = try copy(path, manifest)
        let handle = InstanceHandle(manifest.name, log)
        let process: IsolatedProcess
        do {
            process = try IsolatedProcess.open(copy, handle, in: self)
        } catch {
            handle.end()
            throw PluginProblem.notStarted(path, "\(error)")
        }
        let state = PluginState(pointer: UnsafeMutableRawPointer(process.remote), stop: totem_remote_stop)
        handle.follow(in: process)
        do {
            let registration = try start(process, manifest, path, handle)
            return PluginInstance(manifest, registration, state, handle, .process)
        } catch {
            handle.switchOff()
            state.end()
            handle.end()
            throw error
        }
    }

    private func start(
        _ process: IsolatedProcess,
        _ manifest: PluginManifest,
        _ path: String,
        _ handle: InstanceHandle
    ) throws -> Registration {
        do {
            let descriptor = try process.load()
            try check(descriptor, manifest, path)
            if !descriptor.has_landlock {
                handle.tell(.warning, "this kernel has no Landlock: an isolated plugin can read files")
            }
            let registration = Registration(manifest)
            let status = try process.start(registration)
            if let problem = registration.problem ?? problem(status, registration) {
                throw PluginProblem.notStarted(path, problem)
            }
            setLimits(of: registration, in: process)
            return registration
        } catch let problem as PluginProblem where !problem.description.contains(path) {
            throw PluginProblem.notStarted(path, problem.description)
        }
    }

    private func check(_ found: totem_remote_descriptor, _ manifest: PluginManifest, _ path: String) throws {
        if found.loader_error.ptr != nil {
            throw PluginProblem("\(path) can't be loaded: \(found.loader_error.string(atMost: 1000) ?? "?")")
        }
        guard found.has_entry else { throw PluginProblem.noEntry(path) }
        if found.has_refused { throw PluginProblem.refusal(path, HostInfo.reason(found.refusal)) }
        guard found.has_descriptor else { throw PluginProblem.noDescriptor(path) }
        guard found.size >= totem_plugin.firstSize else { throw PluginProblem.smallDescriptor(path, found.size) }
        let name = found.name.string(atMost: 500) ?? ""
        let version = found.version.string(atMost: 500) ?? ""
        try LibraryDescriptor(abi: found.abi, name: name, version: version).check(manifest, path)
        guard found.has_start else { throw PluginProblem.noStart(path) }
    }

    /// A hook that takes longer has failed in any case.
    private func setLimits(of registration: Registration, in process: IsolatedProcess) {
        for hook in registration.hooks {
            let limit = hook.manifest.budgetMilliseconds * HookRunner.patience
            process.setLimit(of: hook.function, milliseconds: max(limit, Self.shortestLimitOfHook))
        }
        for job in registration.jobs {
            process.setLimit(of: unsafeBitCast(job.function, to: totem_function.self), milliseconds: Self.limitOfJob)
        }
    }
}

extension PluginInstance {
    /// Why its process is not started any more; nil while it runs, and where it has none.
    var whyGivenUp: String? {
        guard isolation == .process, let pointer = state.pointer else { return nil }
        return IsolatedProcess(remote: OpaquePointer(pointer)).problem
    }
}
