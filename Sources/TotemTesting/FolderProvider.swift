import Foundation
public import TotemKernel

/// A payment provider whose books are files, so that they outlive the shop that is killed. Buyers say in `payment.details`
/// what it is to do: see ``Behaviour``.
public struct FolderProvider: PaymentProvider {
    /// What a payment, or something that is to be done with one, comes to.
    public enum Behaviour: String, Sendable {
        case authorize
        case capture
        case decline
        /// The buyer must do something first; ``PaymentFolder/finishAction(_:)`` is what they do.
        case action
        /// It never gets what it was asked for.
        case forget
        /// It does it, and the answer is lost.
        case failAfter = "fail-after"
        /// It waits at its door until ``PaymentFolder/letGo()``.
        case hangBefore = "hang-before"
        /// It has begun and does not know yet how it ends, until ``PaymentFolder/letGo()``.
        case hangDuring = "hang-during"
        /// It does it, and answers after ``PaymentFolder/letGo()``.
        case hangAfter = "hang-after"
    }

    public let name = "folder"
    public let patience: Duration
    let books: PaymentFolder

    public init(_ folder: String, patience: Duration = .seconds(30)) throws {
        books = try PaymentFolder(folder)
        self.patience = patience
    }

    public func authorize(_ payment: ProviderPayment) async throws -> PaymentResult {
        let wish = payment.details?.text.flatMap(Behaviour.init) ?? .authorize
        books.note("authorize")
        if wish == .hangBefore { try await books.wait() }
        if wish == .forget { throw Lost() }
        var record = PaymentFolder.Record(key: payment.key, amount: payment.amount.amount)
        record.state = wish == .hangDuring ? .pending : Self.state(wish)
        if wish == .capture { record.captured = record.amount }
        let kept = try books.insert(record)
        if wish == .hangDuring {
            books.note("during")
            try await books.wait()
            try books.change(payment.key) { $0.state = .authorized }
        }
        if wish == .hangAfter {
            books.note("after")
            try await books.wait()
        }
        if wish == .failAfter { throw Lost() }
        return try books.record(payment.key)?.result ?? kept.result
    }

    public func confirm(_ payment: ProviderPayment) async throws -> PaymentResult {
        guard let result = try await retrieve(payment) else { throw Lost() }
        return result
    }

    public func retrieve(_ payment: ProviderPayment) async throws -> PaymentResult? {
        try books.record(payment.key)?.result
    }

    public func capture(_ amount: Money, of payment: ProviderPayment, key: String) async throws -> ProviderAnswer {
        try await once(key, of: payment) { record in
            guard record.state == .authorized || record.state == .captured,
                record.captured + amount.amount <= record.amount
            else { return false }
            record.captured += amount.amount
            record.state = .captured
            return true
        }
    }

    public func void(_ payment: ProviderPayment, key: String) async throws -> ProviderAnswer {
        _ = try books.insert(PaymentFolder.Record(key: payment.key, amount: payment.amount.amount, state: .voided))
        return try await once(key, of: payment) { record in
            guard record.captured == 0 else { return false }
            record.state = .voided
            return true
        }
    }

    public func refund(_ amount: Money, of payment: ProviderPayment, key: String) async throws -> ProviderAnswer {
        try await once(key, of: payment) { record in
            guard record.refunded + amount.amount <= record.captured else { return false }
            record.refunded += amount.amount
            return true
        }
    }

    /// A key does something once.
    private func once(
        _ key: String,
        of payment: ProviderPayment,
        _ body: (inout PaymentFolder.Record) -> Bool
    ) async throws -> ProviderAnswer {
        let wish = books.takeWish()
        books.note("operation")
        if wish == .hangBefore { try await books.wait() }
        if wish == .decline { return .declined(reason: "The bank says no.") }
        var isDone = true
        try books.change(payment.key) { record in
            guard !record.keys.contains(key) else { return }
            isDone = body(&record)
            if isDone { record.keys.append(key) }
        }
        if wish == .hangAfter {
            books.note("operation-after")
            try await books.wait()
        }
        if wish == .failAfter { throw Lost() }
        return isDone ? .done : .declined(reason: "It can't be done in this state.")
    }

    private static func state(_ wish: Behaviour) -> PaymentFolder.Record.State {
        switch wish {
        case .capture: .captured
        case .decline: .declined
        case .action: .action
        case .authorize, .forget, .failAfter, .hangBefore, .hangDuring, .hangAfter: .authorized
        }
    }

    private struct Lost: Error {}
}

/// The books of a ``FolderProvider``, as a test looks at them and changes them.
public struct PaymentFolder: Sendable {
    public struct Record: Codable, Sendable {
        public enum State: String, Codable, Sendable {
            case pending, authorized, captured, declined, action, voided
        }

        public let key: String
        public let amount: Int64
        public var state = State.authorized
        public var captured: Int64 = 0
        public var refunded: Int64 = 0
        /// Of what was done with it.
        public var keys: [String] = []

        /// What of the buyer's money is reserved or taken.
        public var held: Int64 {
            switch state {
            case .authorized: amount
            case .captured: captured - refunded
            case .pending, .declined, .action, .voided: 0
            }
        }

        var result: PaymentResult {
            switch state {
            case .pending: .pending
            case .authorized: .authorized(transaction: "folder-\(key.prefix(8))")
            case .captured: .captured(transaction: "folder-\(key.prefix(8))")
            case .declined: .declined(reason: "The card has no money.")
            case .action: .action(.object(["redirect_url": .string("https://pay.example/\(key)")]))
            case .voided: .declined(reason: "It was given up.")
            }
        }
    }

    private let folder: String

    public init(_ folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Every payment that it was asked for and has not forgotten.
    public func records() throws -> [Record] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
            .map { try read(folder + "/" + $0) }
    }

    public func record(_ key: String) throws -> Record? {
        let path = path(of: key)
        return FileManager.default.fileExists(atPath: path) ? try read(path) : nil
    }

    /// The buyer does what they were asked for.
    public func finishAction(_ state: Record.State = .authorized) throws {
        for record in try records() where record.state == .action { try change(record.key) { $0.state = state } }
    }

    public func change(_ key: String, _ body: (inout Record) -> Void) throws {
        guard var record = try record(key) else { throw CocoaError(.fileNoSuchFile) }
        body(&record)
        try write(record)
    }

    /// Those who hang go on, now and later.
    public func letGo() throws { try Data().write(to: URL(fileURLWithPath: folder + "/go")) }

    /// What the next thing that is to be done with a payment comes to.
    public func wish(_ behaviour: FolderProvider.Behaviour) throws {
        try Data(behaviour.rawValue.utf8).write(to: URL(fileURLWithPath: folder + "/wish"))
    }

    /// How often it came to a point: `authorize`, `during`, `after`, `operation`, `operation-after`.
    public func count(_ point: String) -> Int {
        let notes = (try? String(contentsOfFile: folder + "/notes", encoding: .utf8)) ?? ""
        return notes.split(separator: "\n").count { $0 == point }
    }

    /// The one that was first is kept.
    func insert(_ record: Record) throws -> Record {
        if let known = try self.record(record.key) { return known }
        try write(record)
        return record
    }

    func takeWish() -> FolderProvider.Behaviour? {
        let path = folder + "/wish"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        try? FileManager.default.removeItem(atPath: path)
        return FolderProvider.Behaviour(rawValue: text)
    }

    /// A line at the end of a file: several may write at once.
    func note(_ point: String) {
        guard let file = fopen(folder + "/notes", "a") else { return }
        fputs(point + "\n", file)
        fclose(file)
    }

    func wait() async throws {
        while !FileManager.default.fileExists(atPath: folder + "/go") { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func path(of key: String) -> String { "\(folder)/\(key).json" }

    private func read(_ path: String) throws -> Record {
        try JSONDecoder().decode(Record.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func write(_ record: Record) throws {
        try JSONEncoder().encode(record).write(to: URL(fileURLWithPath: path(of: record.key)), options: .atomic)
    }
}
