import Synchronization
import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI

@Suite("Searches that many ask for at once")
struct SharedSearchesTests {
    private final class Hooks {}

    @Test("Who asks for what is being looked for waits for the same answer; after a change it is looked for again")
    func shared() async throws {
        let searches = SharedSearches()
        let hooks = (Hooks(), Hooks())
        let gate = Gate()
        let asked = Atomic(0)
        func begin(_ target: String, isStaff: Bool = false, _ hooks: Hooks) -> Task<Answer, any Error> {
            let question = SharedSearches.Question(target: target, isStaff: isStaff, hooks: ObjectIdentifier(hooks))
            return searches.begin(question) {
                let number = asked.wrappingAdd(1, ordering: .relaxed).newValue
                try await gate.wait()
                return .encoded(Array("\(number)".utf8))
            }
        }
        let first = begin("/a", hooks.0)
        #expect(begin("/a", hooks.0) == first)
        var others = [begin("/b", hooks.0), begin("/a", isStaff: true, hooks.0), begin("/a", hooks.1)]
        #expect(Set(others + [first]).count == 4)

        searches.forget(.other)
        #expect(begin("/a", hooks.0) == first)
        let changes: [FeedNews] = [
            .products([Product.ID(1)]), .category(Category.ID(1)), .attributes, .warehouses, .settings, .everything,
        ]
        for news in changes {
            searches.forget(news)
            let next = begin("/a", hooks.0)
            #expect(!others.contains(next) && next != first, "\(news)")
            #expect(begin("/a", hooks.0) == next)
            others.append(next)
        }
        gate.open()
        for task in others + [first] { _ = try await task.value }
        #expect(asked.load(ordering: .relaxed) == others.count + 1)
        // Nothing is kept.
        #expect(begin("/a", hooks.0) != others.last)
    }

    @Test("A search finds what was committed before it, however many ask the same meanwhile")
    func current() async throws {
        try await withServer { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            let path = "/v1/products?q=pot"
            let over = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        while !over.isOpen {
                            let answer = try await guest.get(path)
                            #expect(answer.status == 200)
                        }
                    }
                }
                for number in 0..<60 {
                    let name = "Pot \(number)"
                    #expect(try await manager.patch("/v1/products/\(id)", ["name": .string(name)]).status == 200)
                    #expect(try await guest.get(path)["data"][0]["name"] == .string(name))
                }
                over.open()
                try await group.waitForAll()
            }
        }
    }
}
