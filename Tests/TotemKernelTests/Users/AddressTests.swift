import Testing
import TotemKernel

@Suite("Addresses of the world")
struct AddressTests {
    @Test("A shop in Kowloon, Dubai, Dublin or Osaka takes its neighbours' addresses as they are written")
    func neighbours() throws {
        let kowloon = try Address(
            lastName: "陳",
            company: "好運有限公司",
            phone: "+852 2345 6789",
            addressLine1: "九龍彌敦道 20 號",
            city: "九龍",
            state: "Kowloon",
            country: "HK"
        )
        #expect(kowloon.postalCode == nil && kowloon.city == "九龍" && kowloon.lastName == "陳")
        let dubai = try Address(phone: "٠٤ ٣٣١ ٢٣٤٥", addressLine1: "Al Rigga Rd", city: "Dubai", country: "ae")
        #expect(dubai.postalCode == nil && dubai.country.code == "AE" && dubai.phone == "٠٤ ٣٣١ ٢٣٤٥")
        let dublin = try Address(addressLine1: "1 Grafton St", city: "Dublin", postalCode: " D02 X285 ", country: "IE")
        #expect(dublin.postalCode == "D02 X285")
        let osaka = try Address(
            firstName: "花子",
            lastName: "山田",
            taxID: "P123456789012",
            addressLine1: "梅田1-1-3",
            city: "大阪市北区",
            state: "大阪府",
            postalCode: "530-0001",
            country: "JP"
        )
        #expect(osaka.state == "大阪府" && osaka.taxID == "P123456789012")
    }

    @Test(
        "No postal code is demanded where there are none, and one that is given is kept",
        arguments: [
            "AE", "AG", "AO", "AW", "BF", "BI", "BJ", "BS", "BW", "BZ", "CD", "CF", "CG", "CI", "CK", "CM", "CW", "DJ",
            "DM", "ER", "FJ", "GD", "GH", "GM", "GQ", "GY", "HK", "IE", "JM", "KE", "KI", "KM", "KN", "KP", "LC", "LY",
            "ML", "MO", "MR", "MS", "MW", "NR", "NU", "PA", "QA", "RW", "SB", "SC", "SL", "SO", "SR", "ST", "SX", "SY",
            "TD", "TG", "TK", "TL", "TO", "TT", "TV", "TZ", "UG", "VU", "YE", "ZW",
        ]
    )
    func without(_ country: String) throws {
        #expect(try Address(addressLine1: "1", city: "A", country: country).postalCode == nil)
        #expect(try Address(addressLine1: "1", city: "A", postalCode: "00000", country: country).postalCode == "00000")
    }

    @Test(
        "A postal code is demanded where no letter arrives without",
        arguments: [
            "AT", "AU", "BR", "CA", "CH", "CN", "DE", "DK", "ES", "FI", "FR", "GB", "IN", "IT", "JP", "KR", "MX", "NL",
            "NO", "NZ", "PL", "PT", "RU", "SE", "SG", "TR", "TW", "UA", "US", "ZA",
        ],
        [nil, "", " "]
    )
    func needed(_ country: String, _ code: String?) {
        let error = #expect(throws: KernelError.self) {
            try Address(addressLine1: "1", city: "A", postalCode: code, country: country)
        }
        #expect(error?.fields.map(\.field) == ["postal_code"])
    }

    @Test("A city-state needs no city, and has its own name then", arguments: ["SG", "HK", "MO", "MC", "VA", "GI"])
    func cityStates(_ country: String) throws {
        let address = try Address(addressLine1: "1", postalCode: "018956", country: country)
        #expect(!address.city.isEmpty)
        #expect(try Address(addressLine1: "1", city: "X", postalCode: "018956", country: country).city == "X")
        let error = #expect(throws: KernelError.self) { try Address(addressLine1: "1", country: "AE") }
        #expect(error?.fields.map(\.field) == ["city"])
    }

    @Test(
        "No state is demanded, and what was given is kept",
        arguments: ["US", "CA", "AU", "BR", "IN", "JP", "AE", "IT"]
    )
    func states(_ country: String) throws {
        #expect(try Address(addressLine1: "1", city: "A", postalCode: "1", country: country).state == nil)
        let given = try Address(addressLine1: "1", city: "A", state: "NY", postalCode: "1", country: country)
        #expect(given.state == "NY")
    }

    @Test("A country is a code of ISO 3166-1", arguments: ["Germany", "ZZ", "EU", "UK", "D", "", "DEU", "d\u{202E}e"])
    func badCountries(_ country: String) {
        let error = #expect(throws: KernelError.self) {
            try Address(addressLine1: "1", city: "A", postalCode: "1", country: country)
        }
        #expect(error?.fields.map(\.field) == ["country"])
    }

    @Test("Every part is bounded and shows what it holds")
    func refusedParts() throws {
        for bad in [String(repeating: "1", count: 300), "a\u{202E}b", "a\nb", "\u{200B}"] {
            let error = #expect(throws: KernelError.self) {
                try Address(
                    firstName: bad,
                    lastName: bad,
                    company: bad,
                    phone: bad,
                    taxID: bad,
                    addressLine1: bad,
                    addressLine2: bad,
                    city: bad,
                    state: bad,
                    postalCode: bad,
                    country: "DE",
                    field: "shipping_address"
                )
            }
            #expect(
                Set(error?.fields.map(\.field) ?? [])
                    == Set(
                        [
                            "first_name", "last_name", "company", "phone", "tax_id", "address_line1", "address_line2",
                            "city", "state", "postal_code",
                        ].map { "shipping_address." + $0 }
                    )
            )
        }
    }
}
