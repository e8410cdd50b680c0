import Glibc
import Synchronization
import Testing

@testable import TotemStore

@Suite("The store's threads")
struct StoreThreadTests {
    @Test("Who waits for a thread waits for what libraries do at its end, too")
    func finished() async {
        let thread = StoreThread("test") { EndOfThread.begin() }
        await thread.finished()
        #expect(EndOfThread.hasRun)
        await thread.finished()
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
