import Testing

@testable import TotemSQLite

@Suite("What literals stand for")
struct AddressTableTests {
    @Test("Each address has its own value, however many there are and however close they lie")
    func addresses() throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
        defer { memory.deallocate() }
        let start = try #require(UnsafeRawPointer(memory.baseAddress))
        var table = AddressTable<Int>()
        for offset in 0..<1000 { table[start + offset] = offset }
        table[start] = 1000
        #expect(table[start] == 1000)
        for offset in 1..<1000 { #expect(table[start + offset] == offset) }
        #expect(table[start + 1000] == nil)
        #expect(table.values.sorted() == Array(1...1000))
    }
}
