internal import CTotem
internal import Logging
internal import TotemKernel
internal import TotemStore

/// Jobs: how plugins queue and go on with them.
extension CallFrame {
    func enqueue(_ job: totem_str, _ json: totem_str, _ due: Int64, _ key: totem_str) -> totem_status {
        guard mayWrite else { return refuse(TOTEM_MISUSE, "\(place.name) is pure: it queues nothing") }
        guard call.tx.isWritable else {
            return refuse(TOTEM_DENIED, "this call runs in a transaction that can only read")
        }
        guard let name = job.string(atMost: 60), plugin.instance.jobs.contains(where: { $0.name == name }) else {
            let known = plugin.instance.jobs.map(\.name).joined(separator: ", ")
            return refuse(TOTEM_NOT_FOUND, "the plugin has no such job; it has: \(known)")
        }
        guard due >= 0 else { return refuse(TOTEM_INVALID, "a run is due at a time from 0, not \(due)") }
        let keyText = key.string(atMost: JobQueue.largestKey)
        guard key.ptr == nil || keyText?.isEmpty == false, keyText?.hasPrefix("@") != true else {
            return refuse(TOTEM_INVALID, "a key is 1 to \(JobQueue.largestKey) bytes of UTF-8 that do not begin with @")
        }
        var payload = "null"
        if json.ptr != nil {
            guard let text = jsonText(json) else { return totem_status(TOTEM_INVALID) }
            payload = text
        }
        do {
            try willWrite()
            let due = Timestamp(milliseconds: max(due, now.milliseconds))
            try JobQueue.enqueue(name, of: plugin.name, payload, dueAt: due, key: keyText, in: call.tx, at: now)
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }

    func checkpoint(_ json: totem_str) -> totem_status {
        guard let run else { return refuse(TOTEM_MISUSE, "totem_checkpoint is for jobs, not for \(place.name)") }
        guard let text = jsonText(json) else { return totem_status(TOTEM_INVALID) }
        do {
            if let outside {
                try OutsideThreads.wait {
                    try await outside.services.store.write { tx in
                        try run.checkpoint(text, in: tx, at: outside.services.clock.now)
                    }
                }
            } else {
                try run.checkpoint(text, in: call.tx, at: now)
            }
            return HostTable.ok
        } catch let lost as JobLost {
            return lose(lost)
        } catch {
            return outside == nil ? refuse(error) : refuse(TOTEM_STORE, "nothing was kept: \(error)")
        }
    }

    private func jsonText(_ json: totem_str) -> String? {
        guard let text = json.string(atMost: JobQueue.largestPayload) else {
            lastError = "what is queued or kept is JSON text in UTF-8 of at most \(JobQueue.largestPayload / 1024) KiB"
            return nil
        }
        do {
            _ = try JSONValue(text: text)
            return text
        } catch {
            lastError = "it is no JSON: \(error)"
            return nil
        }
    }
}

extension PluginInstance {
    var pluginJobs: [PluginJob] {
        jobs.map { PluginJob(plugin: manifest.name, name: $0.name, schedule: $0.schedule) }
    }
}

extension PluginSet {
    var jobs: [PluginJob] {
        plugins.flatMap(\.instance.pluginJobs)
    }

    func run(_ run: JobRun, _ context: RequestContext) async throws {
        let plugin = plugins.first { $0.name == run.job.plugin }
        guard let plugin, let job = plugin.instance.jobs.first(where: { $0.name == run.job.name }) else {
            throw JobFailure(description: "the plugin does not have this job any more")
        }
        try await OutsideThreads.run(of: plugin.name) { [outside, log] in
            let call = OutsideCall(services: outside, context: context)
            let frame = CallFrame(outside: call, plugin, .job(job.name), log)
            frame.run = run
            let payload = frame.payloads.put(run)
            frame.payloads.settle()
            let status = plugin.instance.mark("the job \(job.name)", limit: Mark.limitOfJob).around {
                job.function(frame.raw, payload, plugin.instance.state.pointer)
            }
            frame.restorePayloads()
            guard let failure = frame.failure(returning: status) else { return }
            log.error(
                "a plugin's job failed",
                metadata: [
                    "plugin": "\(plugin.name)", "job": "\(job.name)", "run": "\(run.job.id)", "why": "\(failure)",
                ]
            )
            throw JobFailure(description: failure)
        }
    }
}

/// Why a run has failed.
private struct JobFailure: Error, CustomStringConvertible {
    let description: String
}

extension Payloads {
    fileprivate func put(_ run: JobRun) -> UnsafePointer<totem_job_run> {
        var raw = totem_job_run()
        raw.size = UInt32(MemoryLayout<totem_job_run>.size)
        raw.attempt = UInt32(clamping: run.job.attempts)
        raw.id = run.job.id.value
        raw.job = put(run.job.name)
        raw.json = put(run.job.payload)
        raw.checkpoint = put(run.job.checkpoint)
        raw.key = put(run.job.key.flatMap { $0.hasPrefix("@") ? nil : $0 })
        raw.due = run.job.dueAt.milliseconds
        return put(raw)
    }
}
