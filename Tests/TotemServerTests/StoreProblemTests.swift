import HTTPTypes
import Testing
import TotemStore

@testable import TotemAPI
@testable import TotemServer

@Suite("What clients are told of the store's troubles")
struct StoreProblemTests {
    @Test(
        "Trouble that passes is a 503 that says when to come back",
        arguments: [
            (StoreError.Code.unavailable, "store-unavailable", "5"), (.full, "store-unavailable", "5"),
            (.conflict, "store-busy", "1"), (.outcomeUnknown, "outcome-unknown", "5"),
        ]
    )
    func passing(code: StoreError.Code, name: String, seconds: String) {
        let problem = Problem(StoreError(code, "for the log only"))
        #expect(problem.status == 503)
        #expect(problem.code == name)
        #expect(problem.answer.header(.retryAfter) == seconds)
        #expect(!problem.detail.contains("for the log only"))
    }

    @Test("Who is refused because too many wait is told when to come again")
    func busy() {
        let problem = Problem(StoreError(.busy, "for the log only", retryAfter: 7))
        #expect(problem.status == 503)
        #expect(problem.code == "store-busy")
        #expect(problem.answer.header(.retryAfter) == "7")
    }

    @Test("A lost commit says how to find out")
    func outcomeUnknown() {
        #expect(Problem(StoreError(.outcomeUnknown, "")).detail.contains("Idempotency-Key"))
    }
}
