/// What WooCommerce calls the columns of its export in other languages than English.
///
/// The export names its columns in the shop's own language. These are the words of WooCommerce's published translations,
/// older ones too. No word stands for two columns in any two of the languages, so a column is known by its name alone,
/// and a file that was put together from several shops is read as well. `%d` is the number of an attribute, `%s` a unit.
enum WooHeaderNames {
    /// A line for each column: its English name, `=`, and its other names with `|` between them.
    static let table = """
        ID = Identyfikator | Kimlik | 代碼 \
        | מזהה | Azonosító
        Type = Typ | Τύπος | Tipo | Laji | Tipe | タイプ | 형식 | Rodzaj | Тип | ชนิด | Tür | Loại | 类型 | 類型 \
        | Вид | סוג | Típus | Tip
        SKU = Varenummer | Artikelnummer | Art.-Nr. | Κωδικός προϊόντος | Tuotetunnus (SKU) | UGS | COD \
        | Produktnummer | REF | Артикул | Artikelnr | รหัสสินค้า | Stok kodu (SKU) | Stok Kodu | Mã sản phẩm \
        | 貨號 \
        | Код | Katalogové číslo | מק"ט | Cikkszám | Cod Păstrare în Stoc | Katalógové číslo
        GTIN, UPC, EAN, or ISBN = GTIN, UPC, EAN eller ISBN | GTIN, UPC, EAN oder ISBN \
        | GTIN, UPC, EAN o ISBN | GTIN, UPC, EAN ou ISBN | GTIN, UPC, EAN, o ISBN | GTIN, UPC, EAN of ISBN \
        | GTIN, UPC, EAN lub ISBN
        Name = Navn | Όνομα | Nombre | Nimi | Nom | Nama | Nome | 名前 | 이름 | Naam | Nazwa | Имя | Namn | ชื่อ \
        | İsim | Назва | Ім'я | Tên | 名称 | 名稱 \
        | Име | Jméno | שם | Név | Nume | Meno
        Published = Udgivet | Veröffentlicht | Δημοσιευμένο | Publicado | Julkaistu | Publié | Telah Terbit \
        | Pubblicato | 公開済み | 발행됨 | Publisert | Gepubliceerd | Opublikowano | Opublikowany | Опубликован \
        | Publicerad | เผยแพร่แล้ว | Yayımlanmış | Опубліковано | Đã đăng | 已发布 | 已發佈 \
        | Публикувано | Publikovaný | פורסם | Közzétéve | Publicat | Publikované
        Is featured? = Er fremhævet (udvalgt)? | Ist hervorgehoben? | Είναι προτεινόμενο; | ¿Está destacado? \
        | On esittelyssä? | Mis en avant ? | Apakah diunggulkan? | In primo piano? | オススメですか ? | 추천 상품입니까? \
        | Er fremhevet? | Uitgelicht? | Wyróżniony produkt? | Em destaque? | Рекомендуемый? | Är utvald? \
        | เป็นรายการเด่นหรือไม่ | Öne çıkan? | Рекомендовано? | Nhãn nổi bật? | 是推荐产品？ | 是特色商品？ \
        | Подбран ли е? | Je zvýrazněný? | האם מומלץ? | Kiemelt? | Este reprezentativ? | je odporúčaný?
        Visibility in catalog = Synlighed i katalog (shoppens frontend) | Sichtbarkeit im Katalog \
        | Ορατότητα στον κατάλογο | Visibility in catalogue | Visibilidad en el catálogo \
        | Näkyvyys tuoteluettelossa | Visibilité dans le catalogue | Kenampakan pada katalog \
        | Visibilità nel catalogo | カタログでの表示 | 表示されるカテゴリー | 카탈로그에 표시 여부 | Synlighet i katalogen \
        | Zichtbaarheid in catalogus | Widoczność w katalogu | Visibilidade no catálogo \
        | Видимость в каталоге | Synlighet i katalog | การมองเห็นในแค็ตตาล็อก | Katalogda görünürlük \
        | Видимість в каталозі | Hiển thị trong danh mục | 在列表页可见 | 目錄的可見度 \
        | Видимост в каталога | Viditelnost v katalogu | נראות בקטלוג | Látható a katalógusban \
        | Vizibilitate în catalog | Viditeľnosť v katalógu
        Short description = Kort beskrivelse | Kurzbeschreibung | Σύντομη περιγραφή | Descripción corta \
        | Lyhyt kuvaus | Description courte | Deskripsi singkat | Breve descrizione | 簡単な説明 | 간단한 설명 \
        | Korte beschrijving | Korte omschrijving | Krótki opis | Descrição curta | Descrição breve \
        | Краткое описание | Короткое описание | Kort beskrivning | คำอธิบายแบบย่อ | Kısa açıklama \
        | Короткий опис | Mô tả ngắn | 简短描述 | 簡短內容說明 | 簡短描述 \
        | Кратко описание | Krátký popis | תיאור קצר | Rövid leírás | Descriere scurtă | Krátky popis
        Description = Beskrivelse | Beschreibung | Περιγραφή | Descripción | Kuvaus | Deskripsi \
        | Descrizione | 説明 | 설명 | Beschrijving | Opis | Descrição | Описание | Beskrivning \
        | รายละเอียดเพิ่มเติม | รายละเอียด | Açıklama | Опис | Mô tả | 描述 | 商品說明 \
        | Popis | תיאור | Leírás | Descriere
        Date sale price starts = Den dato hvor tilbudsprisen starter | Datum, an dem Angebotspreis beginnt \
        | Datum, an dem der Angebotspreis beginnt | Ημερομηνία έναρξης εκπτωτικής τιμής \
        | Día en que empieza el precio rebajado | Alennuksen aloituspäivä | Date de début de promo \
        | Tanggal harga diskon dimulai | Data di partenza del prezzo in saldo | セール価格の開始日 | 판매 가격 시작 날짜 \
        | Startdato for tilbudspris | Startdato for utsalgspris | Startdatum actieprijs \
        | Data rozpoczęcia promocji | Data de preço promocional começa em \
        | Data de início do preço promocional | Дата начала действия скидки \
        | Дата начала действия продажной цены | Datum när reapriset börjar | วันเริ่มต้นลดราคา \
        | İndirimli fiyatın başladığı tarih | Початок акції | Ngày bắt đầu giảm giá | 促销开始日期 | 折扣價開始日期 \
        | Начална дата на намалението | Sleva začíná dne | תאריך התחלה של מחיר המבצע | Akciós ár első napja \
        | Dată începere promoție | Dátum začiatku zľavy
        Date sale price ends = Den dato hvor tilbudsprisen slutter | Datum, an dem Angebotspreis endet \
        | Datum, an dem der Angebotspreis endet | Ημερομηνία λήξης εκπτωτικής τιμής \
        | Día en que termina el precio rebajado | Alennuksen päättymispäivä | Date de fin de promo \
        | Tanggal harga diskon berakhir | Data in cui termina l'offerta | Termine data del prezzo di vendita \
        | セール価格の終了日 | 판매 가격 종료 날짜 | Sluttdato for tilbudspris | Sluttdato for utsalgspris \
        | Einddatum actieprijs | Data zakończenia promocji | Data de preço promocional termina em \
        | Data de término do preço promocional | Дата окончания действия скидки \
        | Дата окончания действия продажной цены | Datum när reapriset upphör | วันสิ้นสุดการลดราคา \
        | İndirimli fiyatın bittiği tarih | Завершення акції | Ngày kết thúc giảm giá | 促销截止日期 | 折扣價結束日期 \
        | Крайна дата на намалението | Sleva končí dne | תאריך סיום של מחיר המבצע | Akciós ár utolsó napja \
        | Dată încheiere promoție | Dátum konca akciovej ceny
        Tax status = Momsstatus | Afgiftsstatus | Steuerstatus | Κατάσταση φόρου | Κατάσταση φόρου. \
        | Estado del impuesto | Veron tila | État de la TVA | Status pajak | Stato delle imposte | 課税ステータス \
        | 税状況 | 세금 상태 | Avgiftsstatus | Skattestatus | Btw status | Status podatku | Status do imposto \
        | Status da taxa | Situação fiscal | Статус налога | สถานะภาษี | Vergi durumu | Статус податку \
        | Trạng thái thuế | 税状态 | 稅金狀態 \
        | Състояние на таксата | Stav daně | סטטוס מס | Adó státusz | Stare taxă | Zdaniteľnosť
        Tax class = Momsklasse | Steuerklasse | Κατηγορία φόρου | Φορολογική Κλάση | Clase de impuesto \
        | Veroluokka | Classe de TVA | Classe TVA | Kelas pajak | Aliquota di imposta | 税区分 | 세금 클래스 \
        | Avgiftsklasse | Skatteklasse | Belastingklasse | Klasa podatkowa | Classe de imposto \
        | Classe de taxa | Налоговый класс | Momsklass | Momsgrupp | กลุ่มภาษี | Vergi sınıfı | Vergi Türü \
        | Клас податку | Lớp thuế | Loại hình thuế | 税类 | 稅率類別 \
        | Клас на такса | Daňová třída | סוג מס | Adózási osztály | Clasă de impozitare | Sadzba dane
        In stock? = På lager? | Vorrätig? | Σε απόθεμα; | Διαθέσιμο; | ¿Existencias? | ¿En inventario? \
        | Varasto? | En stock ? | Stok tersedia? | 在庫の有無 | 재고가 있나요? | Op voorraad? | W magazynie? \
        | Em estoque? | Em stock? | В наличии? | I lager? | มีสินค้าในคลังสินค้า? | Stokta? | Stok? \
        | В наявності? | Còn hàng? | 有货？ | 有庫存？ \
        | В наличност? | Skladem? | במלאי? | Raktáron? | În stoc? | Na sklade?
        Stock = Lager | Bestand | Απόθεμα | Inventario | Varasto | Stok | Magazzino | 在庫 | 재고 | Voorraad \
        | Stan magazynowy | Magazyn | Estoque | Запасы | Склад | Lagersaldo | คลังสินค้า | Запаси | Запас \
        | Kho | 库存 | 庫存 \
        | Наличност | Sklad | מלאי | Készlet | Stoc
        Low stock amount = Lavt lagerantal | Geringe Lagermenge | Χαμηλή ποσότητα αποθέματος \
        | Cantidad de bajo inventario | Varasto vähissä määrä | Montant de stock faible | Jumlah stok rendah \
        | Quantità in magazzino bassa | 在庫量わずか | 재고량 부족 | Terskel for lite på lager | Lage voorraad \
        | Niski stan magazynowy | Quantidade baixa de estoque | Valor de stock baixo \
        | Valor baixo de inventário | Величина малых запасов | Lågt lagerantal | สินค้าคงคลังเหลือน้อย \
        | Düşük stok miktarı | Низька кількість запасів | Số lượng tồn kho ít | 库存不足 | 低庫存量 \
        | Ниска наличност | Práh nízkého skladu | כמות של מלאי מועט | Alacsony készlet mennyiség \
        | Nízke skladové zásoby
        Backorders allowed? = Restordrer tilladt? | Rückstände erlaubt? | Lieferrückstände erlaubt? \
        | Lieferrückstande erlaubt? | Να επιτρέπονται λίστες αναμονής; \
        | ¿Permitir reservas de productos agotados? | Salli jälkitoimitukset? \
        | Autoriser les commandes de produits en rupture ? | Perbolehkan inden? \
        | Abilita gli ordini arretrati? | お取り寄せを許可する ? | 在庫待ちを許可する ? | 품절 후 주문이 허용됐습니까? | Restordre tillatt? \
        | Nabestellingen toestaan? | Pozwalać na zamówienia oczekujące (na dostawę do magazynu)? \
        | São permitidas encomendas? | Permitir encomendas pendentes? | Возможен ли предзаказ? \
        | Задержанный заказ возможен? | Tillåt restnoteringar? | Restorder tillåtet? \
        | อนุญาตให้จองสินค้าหรือไม่ | Yok satmaya izin? | Дозволити резервування? | Cho phép đặt trước? \
        | 允许缺货下单？ | 允許無庫存下單嗎？ \
        | Разрешаване на поръчки при изчерпани наличности? | Povoleno objednávání? | לאפשר הזמנות מראש? \
        | Függő rendelés engedélyezése? | Precomenzile sunt permise? | Povoliť objednávky, ak nie je na sklade?
        Sold individually? = Sælges enkeltvist? | Nur einzeln verkaufen? | Μεμονωμένη πώληση; \
        | ¿Vendido individualmente? | Myydäänkö yksittäin? | Vendre individuellement ? \
        | Dijual satu per satu? | Venduto singolarmente? | 個別に販売しますか ? | 個別に販売しますか？ | 개별 판매 상품입니까? \
        | Solgt individuelt? | Wordt individueel verkocht? | Sprzedawany pojedynczo? \
        | Vendido individualmente? | Vender individualmente? | Продано индивидуально? | Säljes styckvis? \
        | จำกัดการขายแค่ 1 ชิ้นหรือไม่? | Ayrı ayrı mı satılıyor? | Продавати окремо? | Bán riêng? | 单独出售？ \
        | 單獨銷售? \
        | Индивидуално продаване? | Prodávat samostatně? | נמכר בנפרד? | Egyedileg értékesítető? \
        | Vândut individual? | Predávané individuálne?
        Weight (%s) = Vægt (%s) | Gewicht (%s) | Βάρος (%s) | Peso (%s) | Paino (%s) | Poids (%s) \
        | Berat (%s) | 重量 (%s) | 무게(%s) | Vekt (%s) | Waga (%s) | Вес (%s) | Vikt (%s) | น้ำหนัก (%s) \
        | Ağırlık (%s) | Вага (%s) | Cân nặng (%s) | 重量(%s) \
        | Тегло (%s) | Hmotnost (%s) | משקל (%s) | Tömeg (%s) | Greutate (%s) | Hmotnosť (%s)
        Length (%s) = Længde (%s) | Länge (%s) | Μήκος (%s) | Longitud (%s) | Pituus (%s) | Longueur (%s) \
        | Panjang (%s) | Lunghezza (%s) | 長さ(%s) | 길이 (%s) | Lengde (%s) | Lengte (%s) | Długość (%s) \
        | Comprimento (%s) | Длина (%s) | Längd (%s) | ยาว (%s) | Uzunluk (%s) | Довжина (%s) | Добжина (%s) \
        | Độ dài (%s) | 长度(%s) | 長 (%s) \
        | Дължина (%s) | Délka (%s) | אורך (%s) | Hosszúság (%s) | Lungime (%s) | Dĺžka (%s)
        Width (%s) = Bredde (%s) | Breite (%s) | Πλάτος (%s) | Anchura (%s) | Ancho (%s) | Leveys (%s) \
        | Largeur (%s) | Lebar (%s) | Larghezza (%s) | 幅 (%s) | 폭 (%s) | Breedte (%s) | Szerokość (%s) \
        | Largura (%s) | Ширина (%s) | Bredd (%s) | กว้าง (%s) | Genişlik (%s) | Độ rộng (%s) | 宽度 (%s) \
        | 寬 (%s) \
        | Šířka (%s) | רוחב (%s) | Szélesség (%s) | Lățime (%s) | Šírka (%s)
        Height (%s) = Højde (%s) | Höhe (%s) | Ύψος (%s) | Altura (%s) | Korkeus (%s) | Hauteur (%s) \
        | Tinggi (%s) | Altezza (%s) | 高さ (%s) | 높이 (%s) | Høyde (%s) | Hoogte (%s) | Wysokość (%s) \
        | Высота (%s) | Höjd (%s) | สูง (%s) | Yükseklik (%s) | Висота (%s) | Chiều cao (%s) | 高度 (%s) \
        | 高 (%s) \
        | Височина (%s) | Výška (%s) | גובה (%s) | Magasság (%s) | Înălțime (%s)
        Allow customer reviews? = Tillad kundeanmeldelser? | Kundenbewertungen erlauben? \
        | Kundenrezensionen erlauben? | Να επιτρέπονται αξιολογήσεις πελάτη; \
        | ¿Permitir valoraciones de clientes? | Salli asiakkaiden tuotearviot | Autoriser les avis clients ? \
        | Izinkan ulasan pelanggan? | Permetti le recensioni clienti? | カスタマーレビューを許可しますか ? \
        | 고객 리뷰를 허용하시겠습니까? | Tillat omtaler? | Tillat kundeomtaler? | Klantbeoordelingen toestaan? \
        | Włącz opinie klientów? | Permitir avaliações de clientes? | Разрешить отзывы от клиентов? \
        | Tillåt kundrecensioner? | เปิดให้ผู้ใช้รีวิวสินค้า? \
        | Müşteri değerlendirmelerine izin verilsin mi? | Müşteri yorumlarına izin? \
        | Müşteri incelemelerine izin verilsin mi? | Дозволити відгуки? | Cho phép đánh giá của khách hàng? \
        | 允许客户评价？ | 允许顾客评价？ | 允許客戶評論嗎？ \
        | Да се позволи ли на потребителите да въвеждат отзиви? | Povolit zákaznické recenze? \
        | לאפשר חוות דעת של לקוחות? | Engedélyezzük az értékelést? | Permiți recenzii de la clienți? \
        | Umožniť zákazníkom hodnotiť?
        Purchase note = Bemærkning til køb | Hinweis zum Kauf | Σημείωση αγοράς | Nota de compra \
        | Viesti ostajalle | Note de commande | Note d&rsquo;achat | Note de l'achat | Catatan Pembelian \
        | Nota di acquisto | Nota d'acquisto | 注意事項 | 구매 메모 | Kjøpsnotat | Aankoopnotitie \
        | Notatka do zakupu | Nota da compra | Nota da encomenda | Примечание к покупке | Köpmeddelande \
        | บันทึกในการสั่งซื้อ | Satın alma notu | Нотатка до покупки | Примітка до покупки \
        | Ghi chú thanh toán | 购物备注 | 購買備註 \
        | Бележка при поръчка | Poznámka k nákupu | הערת רכישה | Vásárlási megjegyzés | Notă de cumpărare \
        | Poznámka k objednávke
        Sale price = Tilbudspris | Tilbudspris: | Angebotspreis | Τιμή προσφοράς | Precio rebajado \
        | Alennettu hinta | Tarif promo | Harga obral | Prezzo in offerta | セール価格 | 할인 가격 | Utsalgspris \
        | Actieprijs | Kortingsprijs | Cena promocyjna | Preço promocional | Preço de promoção \
        | Акционная цена | Цена распродажи | Цена для продажи | Reapris | Försäljningspris | ราคาที่ลด \
        | İndirimli satış fiyatı | Ціна зі знижкою | Ціна зі знижкою: | Giá khuyến mãi | Giá khuyến mãi: \
        | 促销价格 | 折扣價 | 促銷價 \
        | Промоционална цена | Промоционална цена: | Cena po slevě | מחיר מבצע | Akciós ár | Preț de vânzare | Cena po zľave
        Regular price = Normalpris | Normal Pris: | Regulärer Preis | Κανονική τιμή | Precio normal \
        | Normaali hinta | Tarif régulier | Harga normal | Prezzo di listino | 標準価格 | 정상 가격 | Ordinær pris \
        | Reguliere prijs | Cena | Preço | Preço normal | Базовая цена | Регулярная цена | Ordinarie pris \
        | ราคาปกติ | Normal fiyat | Звичайна ціна | Звичайна ціна: | Giá bán thường | Giá bán thường: | 常规售价 \
        | 原價 \
        | Редовна цена | Редовна цена: | Běžná cena | מחיר רגיל | Normál ár | Preț obișnuit | Preț obișnuit: \
        | Normálna cena
        Categories = Kategorier | Kategorien | Κατηγορίες | Categorías | Osastot | Catégories | Kategori \
        | Categorie | カテゴリー | 카테고리 | Categorieën | Kategorie | Categorias | Категории | Рубрики | หมวดหมู่ \
        | Kategoriler | Категорії | Danh mục | 分类 | 分類 \
        | קטגוריות | Kategória | Categorii | Kategórie
        Tags = Schlagwörter | Ετικέτες | Etiquetas | Avainsanat | Étiquettes | Tag | Etichette | タグ | 태그 \
        | Stikkord | Znaczniki | Tagi | Метки | Etiketter | Taggar | ป้ายกำกับ | Etiketler | Позначки | Теґи \
        | Từ khóa | 标签 | 標籤 \
        | Етикети | Štítky | תגיות | Címkék | Etichete | Tagy
        Shipping class = Forsendelsesklasse | Versandklasse | Κατηγορία αποστολής | Κλάση Μεταφορικών \
        | Clase de envío | Toimitusluokka | Classe d'expédition | Classe de livraison | Kelas pengiriman \
        | Classe di spedizione | 配送クラス | 送料区分 | 배송 클래스 | Leveringsklasse | Fraktklasse | Verzendklasse \
        | Klasa wysyłkowa | Classe de entrega | Classe de envio | Classes de envio | Класс доставки \
        | Fraktklass | ประเภทการจัดส่ง | ประเภทการส่งสินค้า | Gönderim sınıfı | Kargo Sınıfı | Клас доставки \
        | Lớp giao hàng | Loại hình giao nhận hàng | 运费类 | 運送類別 \
        | Клас на доставка | Třída dopravy | סוג משלוח | Szállítási osztály | Clasă de livrare | Trieda dopravy
        Images = Billeder | Bilder | Εικόνες | Imágenes | Kuvat | Gambar-gambar | Immagine | 画像 | 이미지 \
        | Afbeeldingen | Obrazki | Imagens | Изображения | ไฟล์รูปภาพ | Görseller | Зображення | Hình ảnh \
        | 图片 | 圖片 \
        | Obrázky | תמונות | Képek | Imagini
        Download limit = Downloadbegrænsning | Downloadlimit | Όριο μεταφόρτωσης | Οριο Λήψεων \
        | Límite de descargas | Latausraja | Limite de téléchargement | Batas unduhan | Limite di download \
        | ダウンロード制限 | 다운로드 한도 | Nedlastingsgrense | Nedlastningsbegrensning | Downloadlimiet | Limit pobrań \
        | Limite de downloads | Limite de download | Limite de descarregamento | Лимит загрузок \
        | Предел загрузки | Nedladdningsgräns | ลิมิตจำนวนดาวน์โหลด | İndirme sınırı | İndirme sınırı ayarla \
        | Ліміт завантажень | Giới hạn tải xuống | Giới hạn tải về | 下载限制 | 下載限制 \
        | Лимит на изтеглянията | Limit stahování | הגבלת הורדות | Letöltési korlát | Limită de descărcare \
        | Limit sťahovania
        Download expiry days = Download udløbsdage | Ablauftage des Downloads | Ημέρες λήξης μεταφόρτωσης \
        | Días de caducidad de la descarga | Días de expiración de la descarga \
        | Latauksen vanhenemisaika päivissä | Jours d'expiration du téléchargement \
        | Tanggal kedaluawarsa unduhan | Scarica i giorni di scadenza | ダウンロード有効期限日 | 다운로드 만료일 \
        | Dager til utløpsdato for nedlastingen | Dagen vervaltijd download | Ważność pobierania \
        | Dias para expirar o download | Dias para expirar o descarregamento | Дней срока загрузки \
        | Число дней до просроченной загрузки | Ladda ner utgångsdagar | Ladda ned utgångsdagar \
        | วันหมดอายุดาวน์โหลด | İndirme sona erme günü | Число днів до закінчення Завантаження \
        | Ngày hết hạn tải về | 下载的过期天数 | 下載點過期天數 \
        | Дни на валидност на възможността за изтегляне | Expirace stahování ve dnech | ימים שנותרו לתוקף ההורדה \
        | Letöltés lejárati napok | Zile de expirare descărcare | Doba platnosti na stiahnutie
        Parent = Overordnet | Forældre | Übergeordnetes Produkt | Γονέας | Γονικό | Superior | Ylempi taso \
        | Induk | Genitore | 親 | 상위 | Forelder | Hoofd | Nadrzędny | Element nadrzędny | Rodzic | Ascendente \
        | Pai | Produto ascendente | Родительский | Överordnad | Förälder | หลัก | Ebeveyn | Предок \
        | Батьківський | Gốc | 父级 | 上層 \
        | Родителски | Nadřazené | אב | Szülő | Părinte | Nadradené
        Grouped products = Grupperede varer | Gruppierte Produkte | Ομαδοποιημένα προϊόντα \
        | Productos agrupados | Joukkotuotteet | Groupes de produits | Produits groupés \
        | Produk yang dikelompokkan | Prodotti raggruppati | セット販売商品 | 그룹상품 | Grupperte produkter \
        | Gegroepeerde producten | Produkty grupowe | Grupo de produtos | Produtos agrupados \
        | Сгруппированные товары | Grupperade produkter | สินค้ากลุ่ม | Gruplanmış ürünler \
        | Згруповані товари | Các sản phẩm theo nhóm | 分组产品 | 組合商品 \
        | Групирани продукти | Seskupené produkty | מוצרים מקובצים | Csoportosított termékek | Produse grupate \
        | Zoskupené produkty
        Upsells = Mersalg | Zusatzverkäufe | Αύξηση πωλήσεων | Ventas dirigidas | Parempi tuote (Up-Sell) \
        | Produits suggérés | Montée en gamme | Upsell | Up-sell | アップセル | 상향 판매 | Oppsalg \
        | Sprzedaż dodatkowa | Aumenta vendas | Aumentar vendas | Апсэлы | Апсейл | Uppförsäljning \
        | Merförsäljning | Up-sells | Yukarı satışlar | Пропозиція товарів | Над продажі | 交叉销售 | 追加銷售 \
        | 向上銷售 \
        | По-скъпи | Navyšovací prodej | מוצרים משודרגים | Navýšenie predaja
        Cross-sells = Krydssalg | Cross-Sells (Querverkäufe) | Προϊόντα παράλληλης πώλησης | Ventas cruzadas \
        | Lisätuote (Cross-Sell) | Ventes croisées | Cross-sell | クロスセル | 교차 판매 | Kryssalg \
        | Sprzedaż krzyżowa | Venda cruzada | Vendas cruzadas | Кросселы | Korsförsäljning | Çapraz satışlar \
        | Супутні товари | Bán chéo | 交叉銷售 | 交叉型 \
        | Свързани | Doplňkový prodej | מוצרים משלימים | Keresztértékesítés | Vânzări încrucișate | Doplnkový predaj
        External URL = Ekstern URL (webadresse) | Externe URL | Εξωτερικό URL | URL externa \
        | Ulkoinen verkko-osoite | URL externe | URL eksternal | URL esterno | URL esterna | 外部 URL | 외부 URL \
        | Ekstern nettadresse | Ekstern URL | Zewnętrzny adres URL | URL externo | Внешний URL | Extern URL \
        | URL ภายนอก | Harici URL | Зовнішній URL | URL ngoài | 外部链接 | 外部網址 \
        | Външен адрес | Externí URL | URL חיצוני | Külső URL | URL extern | Externé URL
        Button text = Knap tekst | Button-Text | Κείμενο κουμπιού | Texto del botón | Painikkeen teksti \
        | Libellé du bouton | Bouton texte | Teks tombol | Testo del pulsante | ボタンのテキスト | ボタンテキスト | 버튼 텍스트 \
        | Knappetekst | Knop tekst | Tekst przycisku | Texto do botão | Текст кнопки | Knapptext \
        | ข้อความของปุ่ม | ข้อความบนปุ่ม | Düğme metni | Buton Metni | Nội dung nút bấm | 按钮文本 | 按鈕文字 | 底部文字 \
        | Текст на бутон | Text tlačítka | טקסט כפתור | Gomb szövege | Text buton
        Position = Θέση | Posición | Paikka | Posisi | Posizione | 位置 | 配置 | 위치 | Posisjon | Positie \
        | Pozycja | Posição | Позиция | ตำแหน่ง | Konum | Позиція | Положення | Vị trí \
        | Pozice | מיקום | Pozíció | Poziție | Pozícia
        Brands = Varemærker | Marken | Marcas | Brändit | Marques | Marchi | Merker | Merken | Marki \
        | Varumärken
        Cost of goods = Salgsomkostninger | Warenkosten | Coste de los productos | Tuotteiden kustannus \
        | Coût des marchandises vendues | Costo dei beni | Produktkostnad | Kosten van goederen \
        | Koszt towarów | Preço de custo | Kostnad för varor
        Attribute %d name = Egenskab %d navn | Attribut %d Name | Όνομα ιδιότητας %d \
        | Nombre del atributo %d | Ominaisuus %d nimi | Nom de l'attribut %d | Nama atribut %d \
        | Nome dell'attributo %d | Attributo %d nome | 属性 %d の名前 | 속성 %d 이름 | Attributt %d navn \
        | Attribuut %d naam | Naam eigenschap %d | Nazwa atrybutu %d | Nome do atributo %d \
        | Atributo %d nome | Название атрибута %d | Имя атрибута %d | Attribut %d namn | ชื่อคุณสมบัติ %d \
        | Nitelik %d ismi | Назва %d атрибуту | Tên thuộc tính %d | 属性 %d 名称 | 屬性 %d 名稱 \
        | Име на атрибута %d | Název %d vlastnosti | שיוך %d שמות | Tulajdonság neve %d | Attribut %d navn \
        | Nume atribut %d | Meno vlastnosti %d
        Attribute %d value(s) = Egenskab %d værdi(er) | Attribut %d Wert(e) | Τιμή(ές) ιδιότητας %d \
        | Valor(es) del atributo %d | Ominaisuus %d arvo(t) | Valeur(s) de l'attribut %d | Nilai Atribut %d \
        | Valore dell'attributo %d | Attributo %d valuta(e) | 属性 %d の値 | 속성 %d 값 | Attributt %d verdi(er) \
        | Attribuut %d waarde(n) | Waarde eigenschap %d | Wartości atrybutu %d | Valores do atributo %d \
        | Atributo %d valor(es) | Значения атрибутов %d | Значение(-я) аттрибута(-ов) %d \
        | Attribut %d värde(n) | ค่าคุณสมบัติ %d | Nitelik %d değer(ler)i | %d значення атрибуту \
        | Giá trị thuộc tính %d | 属性 %d 值 | 屬性 %d 值 \
        | Стойност(и) на атрибута %d | Hodnota(y) %d vlastnosti | שיוך %d ערכים | Tulajdonság (%d) értéke(i) \
        | Attribut %d verdi(er) | Valoare (valori) atribut %d | Hodnota(y) vlastnosti %d
        Attribute %d visible = Egenskab %d er synlig | Attribut %d Sichtbar | Ιδιότητα %d ορατή \
        | Atributo visible %d | Ominaisuus %d näkyy | Attribut %d visible | Terlihat atribut %d \
        | Attributo %d visibile | 属性 %d を表示 | 속성 %d 표시 | Attributt %d synlig | Attribuut %d zichtbaar \
        | Zichtbare eigenschap %d | Atrybut %d widoczny | Visibilidade do atributo %d | Atributo %d visível \
        | Видимость атрибута %d | Attribut %d synligt | คุณสมบัติภายนอกที่เห็นได้ %d | Nitelik %d görünür \
        | Атрибут %d видимий | Thuộc tính hiển thị %d | 属性 %d 可见 | 屬性 %d 可見 \
        | Атрибутът %d е видим | Vlastnost %d viditelnost | שיוך %d פריטים מוצגים | Tulajdonság %d láthatósága \
        | Attribut %d synlig | Vizibilitate atribut %d | Vlastnosť %d viditeľná
        Attribute %d global = Egenskab %d globalt | Attribut %d Global | Ιδιότητα %d καθολική \
        | Atributo global %d | Ominaisuus %d kaikkialla käytetty | Global atribut %d | Attributo %d globale \
        | 属性 %d のグローバル | 속성 %d 글로벌 | Attributt %d global | Attribuut %d globaal | Globale eigenschap %d \
        | Atrybut %d: globalny | Atributo %d global | Глобальный атрибут %d | Attribut %d globalt \
        | คุณสมบัติทั่วไป %d | Nitelik %d genel | Атрибут %d глобальний | Thuộc tính toàn cục %d | 属性 %d 的全局 \
        | 屬性 %d 全域 \
        | Глобален ли е атрибутът %d | Vlastnost %d globální | שיוך %d פריטים גלובליים | Tulajdonság (%d) globális \
        | Atribut %d global | Globálna hodnota vlastnosti %d
        Attribute %d default = Egenskab %d standard | Attribut %d Standard | Ιδιότητα %d προεπιλεγμένη \
        | Atributo por defecto %d | Ominaisuuden %d oletus | Attribut %d par défaut | Standar atribut %d \
        | Attributo %d predefinito | 属性 %d のデフォルト | 속성 %d 기본 | Attributt %d standard \
        | Attribuut %d standaard | Standaardeigenschap %d | Atrybut %d: wartość domyślna \
        | Atributo padrão %d | Atributo %d por omissão | Атрибут %d по умолчанию | Attribut %d standardvärde \
        | คุณสมบัติค่าเริ่มต้น %d | Nitelik %d varsayılan | Атрибут %d за замовчуванням \
        | Thuộc tính mặc định %d | 属性 %d 的默认值 | 屬性 %d 預設 \
        | По подразбиране за атрибута %d | Vlastnost %d výchozí | שיוך %d פריטים כברירת מחדל | Atribut %d implicit \
        | Predvolená hodnota vlastnosti %d
        """
}
