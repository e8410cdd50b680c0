internal import CTotem
internal import CTotemIsolation
private import FoundationEssentials
private import Glibc
internal import Logging
internal import TotemKernel
internal import TotemStore

/// The process that an isolated plugin runs in. It lives until the plugin is stopped.
///
/// The plugin's functions and its state are made here, see `totem_remote.h`, so that nothing else tells it from a library of this
/// process.
struct IsolatedProcess: @unchecked Sendable {
    /// Its functions guard themselves.
    let remote: OpaquePointer

    private static let room = 256

    /// - Parameter handle: told what the plugin prints and logs, and what becomes of the process.
    /// - Throws: ``PluginProblem``.
    static func open(
        _ library: String,
        _ handle: InstanceHandle,
        _ limitMilliseconds: Int,
        in loader: PluginLibrary
    ) throws -> IsolatedProcess {
        guard let payloads = PayloadRegion.start else {
            throw PluginProblem("the system gives no memory that a plugin in a process of its own could be shown")
        }
        var options = totem_remote_options()
        options.host = HostTable.pointer
        options.payloads = payloads
        options.payload_bytes = PayloadRegion.size
        options.show = { remote, call, copy in
            guard let remote, let copy else { return false }
            let memory = PayloadCopy(start: UnsafeMutableRawPointer(copy), remote: remote)
            return CallFrame.withPayloads(call) { $0.show(in: memory) } ?? false
        }
        options.hide = { call, file, hasWritten in
            CallFrame.withPayloads(call) { $0.hide(from: file, hasWritten) }
        }
        options.give_back = { statement, cells, end in
            guard let statement = OpenStatement.of(statement) else { return }
            let count = cells == nil ? 0 : Int(statement.columnCount)
            statement.giveBack(UnsafeBufferPointer(start: cells, count: count), end)
        }
        options.forget = { call in CallFrame.forgetAnswers(of: call) }
        options.limit = UInt32(clamping: limitMilliseconds)
        // It is never given back, see InstanceHandle.
        options.context = Unmanaged.passUnretained(handle).toOpaque()
        options.told = { context, event, level, function, text, length in
            guard let context, let function else { return }
            let handle = Unmanaged<InstanceHandle>.fromOpaque(context).takeUnretainedValue()
            let text = String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
            handle.tell(event, level, String(cString: function), text)
        }
        let program = try loader.child ?? program()
        let folders = folders(except: loader.runtimeFolder?.path ?? "")
        let texts = [program, library, folders, CoreSchema.kernelVersion.description]
        return try CTexts.with(texts) { texts in
            options.child = texts[0]
            options.library = texts[1]
            options.folders = texts[2]
            options.version = texts[3]
            return try refusing { why in totem_remote_open(&options, why, room).map { IsolatedProcess(remote: $0) } }
        }
    }

    /// - Throws: ``PluginProblem`` when the process does not survive it.
    func load() throws -> totem_remote_descriptor {
        var descriptor = totem_remote_descriptor()
        return try Self.refusing("loading its library") { why in
            totem_remote_load(remote, &descriptor, why, Self.room) ? descriptor : nil
        }
    }

    /// - Throws: ``PluginProblem`` when the process does not survive it.
    func start(_ registration: Registration) throws -> totem_status {
        var status = totem_status(TOTEM_ERROR)
        return try Self.refusing("start") { why in
            totem_remote_start(remote, registration.raw, &status, why, Self.room) ? status : nil
        }
    }

    /// - Parameter limit: milliseconds that it may compute in a call.
    func describe(_ function: @escaping totem_function, as name: String, limit: Int) {
        totem_remote_describe(remote, function, name, UInt32(clamping: limit))
    }

    func switchOff() { totem_remote_switch_off(remote) }

    /// Runs what answers with nothing when it fails, and says why.
    /// - Parameter function: which of the plugin's runs in it.
    private static func refusing<Value>(
        _ function: String? = nil,
        _ body: (UnsafeMutablePointer<CChar>?) -> Value?
    ) throws -> Value {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { why in
            why.initialize(repeating: 0)
            if let value = body(why.baseAddress) { return value }
            let reason = why.baseAddress.flatMap { String(validatingCString: $0) } ?? "its process can't be run"
            throw PluginProblem(function.map { "\(reason), in \($0)" } ?? reason)
        }
    }

    // MARK: - Where things are

    /// The program is installed beside this one, or where libraries of Totem are.
    private static func program() throws -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/totem"
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let places = [folder + "/totem-plugin-child", folder + "/../lib/totem/totem-plugin-child"]
        guard let place = places.first(where: { access($0, X_OK) == 0 }) else {
            throw PluginProblem("\(places[0]) is missing, which runs plugins in processes of their own; install it")
        }
        return place
    }

    private static func folders(except runtimeFolder: String) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { text in
            totem_remote_folders(text.baseAddress, text.count, runtimeFolder)
            return text.baseAddress.flatMap { String(validatingCString: $0) } ?? ""
        }
    }
}

/// Several texts for C at once.
private enum CTexts {
    static func with<Result>(_ texts: [String], _ body: ([UnsafePointer<CChar>?]) throws -> Result) rethrows -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return try body(copies.map { UnsafePointer($0) })
    }
}

extension InstanceHandle {
    fileprivate func tell(_ event: totem_remote_event, _ level: UInt32, _ function: String, _ text: String) {
        switch event {
        case TOTEM_REMOTE_LINE: tell(Logger.Level(abi: level) ?? .info, text)
        case TOTEM_REMOTE_RESTARTED: tell(.notice, "a plugin's process was started again")
        case TOTEM_REMOTE_GIVEN_UP: giveUp(function, text)
        default: tell(.error, "a plugin's process has ended", why: text, in: function)
        }
    }
}
