/// A shared library as a file: what can be told of it before any of its code runs.
///
/// ELF of 64 bits in this machine's byte order. Of what is damaged or something else nothing is known; the system's loader says
/// what is wrong with it.
struct LibraryFile {
    /// The libraries that it needs.
    private(set) var needed: [String] = []
    private var sections: [String] = []

    /// Whether it brings a Swift runtime of its own. Two of them in one process don't know each other's types and crash sooner or
    /// later.
    var hasOwnSwiftRuntime: Bool {
        sections.contains { $0.hasPrefix("swift5_") } && !needed.contains { $0.hasPrefix("libswiftCore.so") }
    }

    init(_ bytes: [UInt8]) {
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]), bytes.count > 64, bytes[4] == Self.is64Bit else { return }
        let file = Bytes(bytes)
        let headers = Self.sectionHeaders(of: file)
        guard let names = headers.at(Int(file.number(62, as: UInt16.self))) else { return }
        sections = headers.map { file.text(at: names.offset + $0.name) }
        guard let dynamic = headers.first(where: { $0.type == Self.dynamicType }), let texts = headers.at(dynamic.link)
        else { return }
        let end = dynamic.offset + dynamic.size
        for entry in stride(from: dynamic.offset, to: min(end, bytes.count), by: 16)
        where file.number(entry, as: UInt64.self) == Self.neededTag {
            needed.append(file.text(at: texts.offset + file.number(entry + 8, as: UInt64.self)))
        }
    }

    private static let is64Bit: UInt8 = 2
    private static let dynamicType = 6
    private static let neededTag = 1

    private struct Section {
        let name: Int
        let type: Int
        let offset: Int
        let size: Int
        let link: Int
    }

    private static func sectionHeaders(of file: Bytes) -> [Section] {
        let start = file.number(40, as: UInt64.self)
        let size = file.number(58, as: UInt16.self)
        return (0..<file.number(60, as: UInt16.self)).map { index in
            let header = start &+ index * size
            return Section(
                name: file.number(header, as: UInt32.self),
                type: file.number(header &+ 4, as: UInt32.self),
                offset: file.number(header &+ 24, as: UInt64.self),
                size: file.number(header &+ 32, as: UInt64.self),
                link: file.number(header &+ 40, as: UInt32.self)
            )
        }
    }

    /// Numbers and texts at offsets that a file may lie about: there is nothing beyond its end.
    private struct Bytes {
        private let bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// At most 2^48, so that sums of a few never overflow; 0 beyond the end.
        func number<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type) -> Int {
            let size = MemoryLayout<Number>.size
            guard offset >= 0, offset <= bytes.count - size else { return 0 }
            let number = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
            return Int(clamping: min(UInt64(truncatingIfNeeded: number), 1 << 48))
        }

        func text(at offset: Int) -> String {
            guard bytes.indices.contains(offset) else { return "" }
            return String(decoding: bytes[offset...].prefix(200).prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension Array {
    fileprivate func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
