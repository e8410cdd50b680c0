import Foundation
import Glibc
import Synchronization
import Testing

@testable import TotemStore

@Suite("The store's threads")
struct StoreThreadTests {
    @Test("Who waits for a thread waits for what libraries do at its end, too")
    func finished() async throws {
        let thread = try StoreThread("test") { EndOfThread.begin() }
        await thread.finished()
        #expect(EndOfThread.hasRun)
        await thread.finished()
    }

    @Test("A system that has no more threads is an error, and no end of the process")
    func noMore() async {
        await #expect(processExitsWith: .success) {
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ").first
            // There is room for the stacks of a few.
            let room = rlim_t(UInt64(pages ?? "") ?? 0) * 4096 + 64 << 20
            var limit = rlimit(rlim_cur: room, rlim_max: room)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            let error = #expect(throws: StoreError.self) {
                for _ in 0..<1000 { _ = try StoreThread("test") { pause() } }
            }
            #expect(error?.code == .unavailable)
        }
    }
}

/// What a library does at the end of each thread that used it; here something that takes a while.
private enum EndOfThread {
    private static let end = Atomic<Bool>(false)

    static var hasRun: Bool { end.load(ordering: .acquiring) }

    static func begin() {
        var key = pthread_key_t()
        pthread_key_create(&key) { _ in
            usleep(200_000)
            EndOfThread.end.store(true, ordering: .releasing)
        }
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
    }
}
