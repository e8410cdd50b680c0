print("totem")
