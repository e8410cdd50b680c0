/// `= ANY($n)` of the common dialect, whose parameter is a ``SQLList``: `IN (SELECT value FROM json_each($n))` on SQLite.
enum ListParameters {
    static func written(in text: String) -> String {
        let bytes = Array(text.utf8)
        let tokens = SQLToken.all(in: bytes)
        var written: [UInt8] = []
        var copied = 0
        var index = 0
        while index + 4 < tokens.count {
            guard tokens[index].isMark("="), tokens[index + 1].isWord("ANY"), tokens[index + 2].isMark("("),
                tokens[index + 3].isParameter, tokens[index + 4].isMark(")")
            else {
                index += 1
                continue
            }
            written += bytes[copied..<tokens[index].range.lowerBound]
            written += "IN (SELECT value FROM json_each(".utf8
            written += bytes[tokens[index + 3].range]
            written += "))".utf8
            copied = tokens[index + 4].range.upperBound
            index += 5
        }
        return copied == 0 ? text : String(decoding: written + bytes[copied...], as: UTF8.self)
    }
}
