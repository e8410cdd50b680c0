import TotemKernel

/// An address as clients send it.
struct AddressBody: Decodable {
    let first_name: String?
    let last_name: String?
    let company: String?
    let phone: String?
    let tax_id: String?
    let address_line1: String?
    let address_line2: String?
    let city: String?
    let state: String?
    let postal_code: String?
    let country: String?

    func address(field: String?) throws(KernelError) -> Address {
        try Address(
            firstName: first_name,
            lastName: last_name,
            company: company,
            phone: phone,
            taxID: tax_id,
            addressLine1: address_line1,
            addressLine2: address_line2,
            city: city,
            state: state,
            postalCode: postal_code,
            country: country,
            field: field
        )
    }
}
