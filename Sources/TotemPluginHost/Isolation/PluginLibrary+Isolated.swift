internal import CTotem
internal import CTotemIsolation
internal import Logging
internal import TotemKernel
internal import TotemStore

/// Starting a plugin in a process of its own.
extension PluginLibrary {
    /// - Parameter whenGivenUp: called once when its process is not started any more, on any thread.
    /// - Throws: ``PluginProblem`` that names the file, what was expected, what was found and the mend.
    func startIsolated(
        _ manifest: PluginManifest,
        in folder: String,
        _ replacement: Int64,
        whenGivenUp: @escaping @Sendable (PluginFault) -> Void
    ) throws -> PluginInstance {
        let path = folder + "/" + manifest.library
        let copy = try copy(path, manifest)
        let handle = InstanceHandle(manifest.name, log)
        let process: IsolatedProcess
        do {
            process = try IsolatedProcess.open(copy, handle, manifest.limitMilliseconds, in: self)
        } catch {
            handle.end()
            throw PluginProblem.notStarted(path, "\(error)")
        }
        handle.follow(in: process, whenGivenUp)
        let state = PluginState(
            pointer: UnsafeMutableRawPointer(process.remote),
            stop: totem_remote_stop,
            mark: .host
        )
        do {
            let registration = try start(process, manifest, copy, path, handle)
            return PluginInstance(manifest, replacement, registration, state, handle, .process)
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
        _ copy: String,
        _ path: String,
        _ handle: InstanceHandle
    ) throws -> Registration {
        do {
            let descriptor = try process.load()
            try check(descriptor, manifest, copy, path)
            if !descriptor.has_landlock {
                handle.tell(.warning, "this kernel has no Landlock: an isolated plugin can read files")
            }
            let registration = Registration(manifest)
            let status = try process.start(registration)
            if let problem = registration.problem ?? problem(status, registration) {
                throw PluginProblem.notStarted(path, problem)
            }
            process.describe(registration)
            return registration
        } catch let problem as PluginProblem where !problem.description.contains(path) {
            throw PluginProblem.notStarted(path, problem.description)
        }
    }

    private func check(
        _ found: totem_remote_descriptor,
        _ manifest: PluginManifest,
        _ copy: String,
        _ path: String
    ) throws {
        if found.loader_error.ptr != nil {
            let error = (found.loader_error.string(atMost: 1000) ?? "?").escaped
            throw PluginProblem("\(path) can't be loaded: \(Self.words(for: error, about: copy))")
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
}

extension IsolatedProcess {
    /// Says what its functions are called, and how long each may compute: as long as in the shop's process, where a watchdog looks.
    fileprivate func describe(_ registration: Registration) {
        for hook in registration.hooks {
            describe(hook.function, as: hook.point.rawValue, limit: hook.limit)
        }
        for route in registration.routes {
            let function = unsafeBitCast(route.function, to: totem_function.self)
            describe(
                function,
                as: "\(route.method) \(route.pattern.text)",
                limit: registration.manifest.limitMilliseconds
            )
        }
        for job in registration.jobs {
            let function = unsafeBitCast(job.function, to: totem_function.self)
            describe(function, as: "the job \(job.name)", limit: Mark.limitOfJob)
        }
        for service in registration.services {
            describe(service.function.raw, as: "the service \(service.name)", limit: Mark.limitOfService)
        }
        for listener in registration.listeners {
            describe(listener.function.raw, as: listener.hook, limit: Mark.limitOfService)
        }
    }
}

extension ForeignFunction {
    fileprivate var raw: totem_function {
        switch self {
        case .typed(let function): function
        case .boxed(let function): unsafeBitCast(function, to: totem_function.self)
        }
    }
}
