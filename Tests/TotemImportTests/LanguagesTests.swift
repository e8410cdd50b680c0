import Testing
import TotemImport
import TotemKernel

@Suite("WooCommerce in other languages")
struct LanguagesTests {
    struct Shop: Sendable, CustomTestStringConvertible {
        let language: String
        /// Type, SKU, name, published, description, stock, weight in kg, regular price, categories, images, parent, name
        /// and values of the first attribute.
        let columns: [String]

        var testDescription: String { language }
    }

    private static let shops = [
        Shop(
            language: "German",
            columns: [
                "Typ", "Artikelnummer", "Name", "Veröffentlicht", "Beschreibung", "Lager", "Gewicht (kg)",
                "Regulärer Preis", "Kategorien", "Bilder", "Übergeordnetes Produkt", "Attribut 1 Name",
                "Attribut 1 Wert(e)",
            ]
        ),
        Shop(
            language: "Spanish",
            columns: [
                "Tipo", "SKU", "Nombre", "Publicado", "Descripción", "Inventario", "Peso (kg)", "Precio normal",
                "Categorías", "Imágenes", "Superior", "Nombre del atributo 1", "Valor(es) del atributo 1",
            ]
        ),
        Shop(
            language: "Russian",
            columns: [
                "Тип", "Артикул", "Имя", "Опубликован", "Описание", "Запасы", "Вес (kg)", "Базовая цена", "Категории",
                "Изображения", "Родительский", "Название атрибута 1", "Значения атрибутов 1",
            ]
        ),
        Shop(
            language: "French",
            columns: [
                "Type", "UGS", "Nom", "Publié", "Description", "Stock", "Poids (kg)", "Tarif régulier", "Catégories",
                "Images", "Parent", "Nom de l\u{2019}attribut 1", "Valeur(s) de l\u{2019}attribut 1",
            ]
        ),
        Shop(
            language: "Polish",
            columns: [
                "Typ", "SKU", "Nazwa", "Opublikowano", "Opis", "Stan magazynowy", "Waga (kg)", "Cena", "Kategorie",
                "Obrazki", "Element nadrzędny", "Nazwa atrybutu 1", "Wartości atrybutu 1",
            ]
        ),
        Shop(
            language: "Japanese",
            columns: [
                "タイプ", "SKU", "名前", "公開済み", "説明", "在庫", "重量 (kg)", "標準価格", "カテゴリー", "画像", "親",
                "属性 1 の名前", "属性 1 の値",
            ]
        ),
        Shop(
            language: "Czech",
            columns: [
                "Typ", "Katalogové číslo", "Jméno", "Publikovaný", "Popis", "Sklad", "Hmotnost (kg)", "Běžná cena",
                "Kategorie", "Obrázky", "Nadřazené", "Název 1 vlastnosti", "Hodnota(y) 1 vlastnosti",
            ]
        ),
        Shop(
            language: "Slovak",
            columns: [
                "Typ", "Katalógové číslo", "Meno", "Publikované", "Popis", "Sklad", "Hmotnosť (kg)", "Normálna cena",
                "Kategórie", "Obrázky", "Nadradené", "Meno vlastnosti 1", "Hodnota(y) vlastnosti 1",
            ]
        ),
        Shop(
            language: "Hungarian",
            columns: [
                "Típus", "Cikkszám", "Név", "Közzétéve", "Leírás", "Készlet", "Tömeg (kg)", "Normál ár", "Kategória",
                "Képek", "Szülő", "Tulajdonság neve 1", "Tulajdonság (1) értéke(i)",
            ]
        ),
        Shop(
            language: "Romanian",
            columns: [
                "Tip", "SKU", "Nume", "Publicat", "Descriere", "Stoc", "Greutate (kg)", "Preț obișnuit:", "Categorii",
                "Imagini", "Părinte", "Nume atribut 1", "Valoare (valori) atribut 1",
            ]
        ),
        Shop(
            language: "Bulgarian",
            columns: [
                "Вид", "Код", "Име", "Публикувано", "Описание", "Наличност", "Тегло (kg)", "Редовна цена:", "Категории",
                "Изображения", "Родителски", "Име на атрибута 1", "Стойност(и) на атрибута 1",
            ]
        ),
        Shop(
            language: "Hebrew",
            columns: [
                "סוג", "\"מק\"\"ט\"", "שם", "פורסם", "תיאור", "מלאי", "משקל (kg)", "מחיר רגיל", "קטגוריות", "תמונות",
                "אב", "שיוך 1 שמות", "שיוך 1 ערכים",
            ]
        ),
    ]

    @Test(
        "TRUE and FALSE are read in the language of the spreadsheet that has saved the file",
        arguments: [
            ("WAHR", true), ("FALSCH", false), ("Vrai", true), ("FALSO", false), ("ИСТИНА", true), ("YANLIŞ", false),
            ("true", true),
        ]
    )
    func flags(_ text: String, _ flag: Bool) async throws {
        let fixture = try await ImportFixture()
        let file = "slug,name,price,is_active,attribute_boolean.Dimmable\na,A,1,\(text),\(text)\n"
        #expect(try await fixture.importing(file).created == 1)
        let product = try await fixture.product("a")
        #expect(product?.isActive == flag)
        #expect(product?.attributes.first?.value == .boolean(flag))
    }

    @Test("A shop's export is read by the names that its language has for the columns", arguments: shops)
    func language(shop: Shop) async throws {
        let fixture = try await ImportFixture()
        let rows = [
            shop.columns,
            [
                "simple", "T-1", "Cup", "1", "Good", "4", "0,5", "19,90", "Kitchen > Cups", "https://x.test/1", "",
                "Colour", "Red",
            ],
            ["variable", "V", "Vase", "0", "", "", "1", "", "", "", "", "Size", "\"S, L\""],
            ["variation", "V-S", "Vase", "1", "", "2", "", "30", "", "", "V", "Size", "S"],
        ]
        let header = rows[0].joined(separator: ",")
        let body = rows.dropFirst().map { row in
            row.map { $0.contains(",") && !$0.hasPrefix("\"") ? "\"\($0)\"" : $0 }.joined(separator: ",")
        }
        let file = ([header] + body).joined(separator: "\n") + "\n"
        let report = try await fixture.importing(file)
        #expect(report.format == .woocommerce)
        #expect(report.created == 2)
        #expect(report.losses.isEmpty, "\(report.losses)")
        let cup = try #require(try await fixture.product("cup"))
        #expect(cup.sku == "T-1" && cup.isActive && cup.description == "Good")
        #expect([cup.price.amount, cup.weight, cup.inventoryQuantity] == [1990, 500, 4])
        #expect(cup.categories.map(\.name) == ["Cups"])
        #expect(cup.images == ["https://x.test/1"])
        #expect(cup.attributes == ["Colour": .string("Red")])
        let vase = try #require(try await fixture.product("vase"))
        #expect(!vase.isActive)
        #expect(vase.variants.map(\.attributes) == [["Size": .string("S")]])
        #expect(try await fixture.importing(file).unchanged == 2)
    }

    @Test("Columns that are nearly WooCommerce's are named by what is not known of them")
    func hint() async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(of: "Typ,Kategorien,Bilder,Bezeichnung\nsimple,,,\n")
        #expect(refusal?.contains("has some columns of WooCommerce's export, but not 'SKU'") == true)
        #expect(refusal?.contains("Not known are: 'Bezeichnung'") == true, "\(refusal ?? "imported")")
    }
}
