import TotemKernel

extension FeatureDescription {
    static let users = FeatureDescription(
        operations: [
            "POST /v1/customers": .change("Register", taking: .named("Registration"), status: 201, .named("User")),
            "POST /v1/sessions": Operation(
                summary: "Log in",
                body: .form(["email": .email, "password": .text]),
                status: 201,
                answer: .object(["token": .text, "expires_at": .time, "user": .named("User")])
            ),
            // Who has no role left can still log out.
            "DELETE /v1/sessions/current": Operation(
                summary: "End the session whose token is sent",
                needsSession: true,
                status: 204
            ),
            "GET /v1/me": .read("Who is logged in", for: .customer, .named("User")),
            "PATCH /v1/me": .change(
                "Change one's profile",
                for: .customer,
                taking: .named("ProfileChange"),
                .named("User")
            ),
            "GET /v1/me/addresses": .read("One's address book", for: .customer, .page("SavedAddress")),
            "POST /v1/me/addresses": .change(
                "Keep an address",
                for: .customer,
                taking: .named("NewAddress"),
                status: 201,
                .named("SavedAddress")
            ),
            "PATCH /v1/me/addresses/{address}": .change(
                "Change an address",
                for: .customer,
                taking: .form([:], optional: addressMembers),
                .named("SavedAddress")
            ),
            "DELETE /v1/me/addresses/{address}": .remove("Forget an address", for: .customer),
            "GET /v1/users": .list("Users, newest first", for: .admin, of: "User"),
            "GET /v1/users/{user}": .read("A user", for: .admin, .named("User")),
            "PUT /v1/users/{user}/roles": .change(
                "Give a user roles in place of the old ones",
                for: .admin,
                taking: .form(["roles": .list(.choice(Role.self))]),
                .named("User")
            ),
        ],
        schemas: [
            "User": .object([
                "id": .id, "email": .email, "first_name": .text, "last_name": .text, "phone_number": .text.orNull,
                "roles": .list(.choice(Role.self)), "created_at": .time, "updated_at": .time,
            ]),
            "Registration": .form(
                ["email": .email, "password": .text],
                optional: ["first_name": .text.orNull, "last_name": .text.orNull, "phone_number": .text.orNull]
            ),
            "ProfileChange": .form(
                [:],
                optional: [
                    "email": .email.orNull, "password": .text.orNull,
                    "current_password": .text.orNull.described("needed for a new email or password"),
                    "first_name": .text.orNull, "last_name": .text.orNull, "phone_number": .text.orNull,
                ]
            ),
            "SavedAddress": .object(
                addressMembers.merging(["id": .id, "address_type": kind, "is_default": .boolean]) { _, new in new }
            ),
            "NewAddress": .form(requiredAddressMembers, optional: addressMembers),
        ]
    )

    private static let kind = Schema.choice(["billing", "shipping"])

    private static let requiredAddressMembers: [String: Schema] = [
        "address_line1": .text, "country": .text,
    ]

    private static let addressMembers: [String: Schema] = [
        "address_type": kind.orNull, "is_default": .boolean.orNull, "first_name": .text.orNull,
        "last_name": .text.orNull, "company": .text.orNull, "phone": .text.orNull, "tax_id": .text.orNull,
        "address_line1": .text.orNull, "address_line2": .text.orNull, "city": .text.orNull, "state": .text.orNull,
        "postal_code": .text.orNull, "country": .text.orNull,
    ]
}
