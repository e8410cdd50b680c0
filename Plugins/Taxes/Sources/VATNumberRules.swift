/// The form and the check digits of each member state's numbers, by their prefix, as the Commission's "VIES VAT number validation
/// algorithms" and the states' own publications give them.
enum VATNumberRule {
    static let all: [String: @Sendable (VATNumberBody) -> Bool] = [
        "AT": austria, "BE": belgium, "BG": bulgaria, "CY": cyprus, "CZ": czechia, "DE": germany, "DK": denmark,
        "EE": estonia, "EL": greece, "ES": spain, "FI": finland, "FR": france, "HR": croatia, "HU": hungary,
        "IE": ireland, "IT": italy, "LT": lithuania, "LU": luxembourg, "LV": latvia, "MT": malta, "NL": netherlands,
        "PL": poland, "PT": portugal, "RO": romania, "SE": sweden, "SI": slovenia, "SK": slovakia,
        "XI": northernIreland,
    ]

    // MARK: - Austria to Denmark

    private static let austria = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.count == 9, body.letter(0) == "U", body.isDigits(1..<9) else { return false }
        let sum = (1..<8).reduce(0) { sum, place in
            let product = body.digits[place] * (place % 2 == 0 ? 2 : 1)
            return sum + product / 10 + product % 10
        }
        return (96 - sum) % 10 == body.last
    }

    private static let belgium = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 10), body.digits[0] <= 1, body.number(0..<8) > 0 else { return false }
        return 97 - body.number(0..<8) % 97 == body.number(8..<10)
    }

    private static let bulgaria = { @Sendable (body: VATNumberBody) -> Bool in
        if body.isDigits(count: 9) {
            let first = body.sum(Array(1...8)) % 11
            return (first == 10 ? body.sum(Array(3...10)) % 11 % 10 : first) == body.last
        }
        guard body.isDigits(count: 10) else { return false }
        // Months of the 19th and the 21st century have 20 and 40 more.
        let hasDate = (1...12).contains(body.number(2..<4) % 20) && (1...31).contains(body.number(4..<6))
        let citizen = hasDate ? body.sum([2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 : -1
        let foreigner = body.sum([21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10
        let other = (11 - body.sum([4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
        return [citizen, foreigner, other].contains(body.last)
    }

    private static let cyprus = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.count == 9, body.isDigits(0..<8), body.number(0..<2) != 12 else { return false }
        let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
        let sum = (0..<8).reduce(0) { $0 + ($1 % 2 == 0 ? odd[body.digits[$1]] : body.digits[$1]) }
        return Int(body.bytes[8]) == 0x41 + sum % 26
    }

    private static let czechia = { @Sendable (body: VATNumberBody) -> Bool in
        if body.isDigits(count: 8) {
            let check = (11 - body.sum([8, 7, 6, 5, 4, 3, 2]) % 11) % 11
            return body.digits[0] != 9 && (check == 0 ? 1 : check % 10) == body.last
        }
        if body.isDigits(count: 9), body.digits[0] == 6 {
            let rest = body.sum([8, 7, 6, 5, 4, 3, 2], from: 1) % 11
            return (8 - (10 - rest + 11) % 11 + 10) % 10 == body.last
        }
        return isBirthNumber(body)
    }

    /// Czech and Slovak birth numbers: those of nine digits, given out until 1953, have no check digit.
    private static func isBirthNumber(_ body: VATNumberBody) -> Bool {
        guard body.isDigits(count: 9) || body.isDigits(count: 10) else { return false }
        guard (1...12).contains(body.number(2..<4) % 50 % 20), (1...31).contains(body.number(4..<6)) else {
            return false
        }
        let year = body.number(0..<2)
        return body.count == 9 ? year <= 53 || year >= 80 : body.number(0..<9) % 11 % 10 == body.last
    }

    private static let germany = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 9) && body.digits[0] != 0 && body.isMod11And10
    }

    private static let denmark = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 8) && body.digits[0] != 0 && body.sum([2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
    }

    // MARK: - Estonia to Hungary

    private static let estonia = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 9) && body.sum([3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0
    }

    private static let greece = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 9) && body.sum([256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == body.last
    }

    private static let lettersOfSpain = Array("TRWAGMYFPDXBNJZSQVHLCKE")

    private static let spain = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.count == 9, body.isDigits(1..<8) else { return false }
        let kind = body.letter(0)
        if body.digits[0] >= 0 { return lettersOfSpain[body.number(0..<8) % 23] == body.letter(8) }
        if let century = ["X", "Y", "Z"].firstIndex(of: kind) {
            return lettersOfSpain[(century * 10_000_000 + body.number(1..<8)) % 23] == body.letter(8)
        }
        if "KLM".contains(kind) { return lettersOfSpain[body.number(1..<8) % 23] == body.letter(8) }
        guard "ABCDEFGHJNPQRSUVW".contains(kind) else { return false }
        let sum = (1..<8).reduce(0) { sum, place in
            let product = body.digits[place] * (place % 2 == 0 ? 1 : 2)
            return sum + product / 10 + product % 10
        }
        let check = (10 - sum % 10) % 10
        return body.last == check || body.letter(8) == Array("JABCDEFGHI")[check]
    }

    private static let finland = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 8) && body.sum([7, 9, 10, 5, 8, 4, 2, 1]) % 11 == 0
    }

    /// Letters of the key; I and O are none.
    private static let lettersOfFrance = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")

    private static let france = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.count == 11, body.isDigits(2..<11) else { return false }
        let isMonaco = body.number(2..<5) == 0
        guard isMonaco || body.isLuhn(2..<11) else { return false }
        let siren = body.number(2..<11)
        if body.isDigits(0..<2) { return (siren * 100 + 12) % 97 == body.number(0..<2) }
        guard let first = lettersOfFrance.firstIndex(of: body.letter(0)),
            let second = lettersOfFrance.firstIndex(of: body.letter(1))
        else { return false }
        let key = body.digits[0] >= 0 ? first * 24 + second - 10 : first * 34 + second - 100
        return key >= 0 && (siren + 1 + key / 11) % 11 == key % 11
    }

    private static let croatia = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 11) && body.isMod11And10
    }

    private static let hungary = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 8) && body.sum([9, 7, 3, 1, 9, 7, 3, 1]) % 10 == 0
    }

    // MARK: - Ireland to Malta

    private static let lettersOfIreland = Array("WABCDEFGHIJKLMNOPQRSTUV")

    private static let ireland = { @Sendable (body: VATNumberBody) -> Bool in
        guard (8...9).contains(body.count), body.digits[0] >= 0, body.isDigits(2..<7) else { return false }
        guard let check = lettersOfIreland.firstIndex(of: body.letter(7)) else { return false }
        if body.digits[1] >= 0 {
            let second = body.count == 9 ? lettersOfIreland.firstIndex(of: body.letter(8)) : 0
            guard let second else { return false }
            return (body.sum([8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23 == check
        }
        // The old form: the letter in the second place moves, and the first digit becomes the last.
        let isOld = body.count == 8 && "ABCDEFGHIJKLMNOPQRSTUVWXYZ+*".contains(body.letter(1))
        return isOld && (body.sum([7, 6, 5, 4, 3], from: 2) + body.digits[0] * 2) % 23 == check
    }

    private static let italy = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 11), body.number(0..<7) > 0 else { return false }
        let office = body.number(7..<10)
        return ((1...100).contains(office) || [120, 121, 888, 999].contains(office)) && body.isLuhn(0..<11)
    }

    private static let lithuania = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 9) || body.isDigits(count: 12), body.digits[body.count - 2] == 1 else {
            return false
        }
        let places = 0..<body.count - 1
        let first = body.sum(places.map { 1 + $0 % 9 }) % 11
        return (first == 10 ? body.sum(places.map { 1 + ($0 + 2) % 9 }) % 11 % 10 : first) == body.last
    }

    private static let luxembourg = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 8) && body.number(0..<6) % 89 == body.number(6..<8)
    }

    private static let latvia = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 11) else { return false }
        if body.digits[0] > 3 { return body.sum([9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3 }
        let hasDate = (1...31).contains(body.number(0..<2)) && (1...12).contains(body.number(2..<4))
        guard hasDate || body.number(0..<2) == 32 else { return false }
        return (1 + body.sum([10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10 == body.last
    }

    private static let malta = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 8) && body.digits[0] != 0 && body.sum([3, 4, 6, 7, 8, 9, 10, 1]) % 37 == 0
    }

    // MARK: - The Netherlands to Slovakia

    private static let netherlands = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.count == 12, body.isDigits(0..<9), body.number(0..<9) > 0, body.letter(9) == "B",
            body.isDigits(10..<12), body.number(10..<12) > 0
        else { return false }
        if body.sum([9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0 { return true }
        // Of sole traders since 2020: ISO 7064, MOD 97-10, with N = 23, L = 21 and B = 11.
        let whole = (2321 * 1_000_000_000 + body.number(0..<9)) % 97
        return (whole * 10_000 + 1100 + body.number(10..<12)) % 97 == 1
    }

    private static let poland = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 10) && body.sum([6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == body.last
    }

    private static let portugal = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 9), body.digits[0] != 0 else { return false }
        return (11 - body.sum([9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == body.last
    }

    private static let romania = { @Sendable (body: VATNumberBody) -> Bool in
        if body.isDigits(count: 13) {
            let check = body.sum([2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
            return body.digits[0] != 0 && (check == 10 ? 1 : check) == body.last
        }
        guard (2...10).contains(body.count), body.isDigits(0..<body.count), body.digits[0] != 0 else { return false }
        let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2].suffix(body.count - 1)
        return body.sum(Array(weights)) * 10 % 11 % 10 == body.last
    }

    private static let sweden = { @Sendable (body: VATNumberBody) -> Bool in
        body.isDigits(count: 12) && body.number(10..<12) == 1 && body.isLuhn(0..<10)
    }

    private static let slovenia = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 8), body.digits[0] != 0 else { return false }
        let check = 11 - body.sum([8, 7, 6, 5, 4, 3, 2]) % 11
        return (check == 10 ? 0 : check) == body.last
    }

    private static let slovakia = { @Sendable (body: VATNumberBody) -> Bool in
        guard body.isDigits(count: 10) else { return false }
        if isBirthNumber(body) { return true }
        return body.digits[0] != 0 && [2, 3, 4, 7, 8, 9].contains(body.digits[2]) && body.number(0..<10) % 11 == 0
    }

    // MARK: - Northern Ireland

    /// As those of the United Kingdom: nine digits, or twelve with those of a branch; `GD` and `HA` for public bodies.
    private static let northernIreland = { @Sendable (body: VATNumberBody) -> Bool in
        if body.count == 5, body.isDigits(2..<5) {
            let number = body.number(2..<5)
            let body = String(decoding: body.bytes.prefix(2), as: UTF8.self)
            return body == "GD" && number < 500 || body == "HA" && number >= 500
        }
        guard body.isDigits(count: 9) || body.isDigits(count: 12), body.number(0..<7) > 0 else { return false }
        let rest = (body.sum([8, 7, 6, 5, 4, 3, 2]) + body.number(7..<9)) % 97
        return rest == 0 || body.digits[0] > 0 && [42, 55].contains(rest)
    }
}
