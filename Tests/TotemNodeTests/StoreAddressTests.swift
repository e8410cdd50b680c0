import Testing
import TotemStore

@testable import TotemNode

@Suite("Addresses of stores keep their passwords to themselves")
struct StoreAddressTests {
    @Test(
        "A text is shown without the passwords that may be in it",
        arguments: [
            (
                "--store=postgres://ada:s3cret@db:5433/shop?sslmode=verify-full",
                "--store=postgres://ada:***@db:5433/shop?sslmode=verify-full"
            ),
            ("postgresql://ada:s3@c/r:et@/shop?host=/run", "postgresql://ada:***@/shop?host=/run"),
            ("POSTGRES://ada:s3?cret@db/shop", "POSTGRES://ada:***@db/shop"),
            ("mysql://ada:s3cret@db/shop", "mysql://ada:***@db/shop"),
            ("postgres://ada:s3cret/shop", "postgres://ada:***/shop"),
            ("postgres://db/shop?password=s3&cret&sslmode=require", "postgres://db/shop?password=***&sslmode=require"),
            ("postgres://db:5432/shop?user=a&password=s3@cret", "postgres://db:***"),
            ("host=db user=ada password=s3cret", "host=db user=ada password=***"),
            (
                "Unexpected argument 'postgres://ada:s3 cret@db/shop'",
                "Unexpected argument 'postgres://ada:***@db/shop'"
            ),
            ("postgres://db:5432/shop", "postgres://db:5432/shop"),
            ("postgres://[::1]:5432/shop", "postgres://[::1]:5432/shop"),
            ("sqlite:/var/lib/shop.db", "sqlite:/var/lib/shop.db"), ("ada@example.com", "ada@example.com"),
        ]
    )
    func hidden(text: String, shown: String) {
        #expect(StoreAddress.withoutPasswords(text) == shown)
    }

    @Test("A ~ that stands where no shell replaces it makes no folder of that name")
    func home() {
        let error = #expect(throws: NodeError.self) { try StoreAddress("sqlite:~/shop.db") }
        #expect(error?.description.contains("sqlite:$HOME/") == true)
        #expect(throws: Never.self) { try StoreAddress("sqlite:~shop.db") }
    }

    @Test("What SQLite keeps beside a store is none", arguments: ["-wal", "-shm", "-journal"])
    func beside(suffix: String) {
        let error = #expect(throws: NodeError.self) { try StoreAddress("sqlite:data/store.db\(suffix)") }
        #expect(error?.description.contains("name the store itself") == true)
    }

    @Test(
        "What is no store is not repeated when it looks like an address",
        arguments: [
            "mysql://ada:s3cret@db/shop", "Postgres://ada:s3cret@db/shop", "postgres:ada:s3cret@db/shop",
            "host=db password=s3cret", "sqlite:postgres://ada:s3cret@db/shop", "ada:s3cret@db/shop",
            "postgres://ada:s3@cret@db/shop", "postgres:/ada:s3cret@db/shop",
        ]
    )
    func refused(_ text: String) {
        let error = #expect(throws: NodeError.self) { try StoreAddress(text) }
        #expect(error?.description.contains("cret") == false, "\(error?.description ?? "")")
    }
}
