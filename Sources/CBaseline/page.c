#include "page.h"

#include <sqlite3.h>
#include <stdlib.h>

enum { PRODUCTS, IMAGES, CATEGORIES, ATTRIBUTES, VARIANTS, OPTIONS, STOCK, STATEMENT_COUNT };

static const char *const sql[STATEMENT_COUNT] = {
  [PRODUCTS] = "SELECT id, slug, sku, name, description, price, cost, currency, weight, dimensions, is_active,"
               " manages_stock, version, created_at, updated_at FROM products WHERE id > ?1 ORDER BY id LIMIT ?2",
  [IMAGES] = "SELECT url FROM product_images WHERE product_id = ?1 ORDER BY position",
  [CATEGORIES] = "SELECT category.id, category.name, category.slug FROM product_category_mappings AS mapping"
                 " JOIN product_categories AS category ON category.id = mapping.category_id"
                 " WHERE mapping.product_id = ?1 ORDER BY mapping.category_id",
  [ATTRIBUTES] = "SELECT attribute.name, attribute.type, held.value FROM product_attribute_values AS held"
                 " JOIN product_attributes AS attribute ON attribute.id = held.attribute_id WHERE held.product_id = ?1",
  [VARIANTS] = "SELECT id, sku, price, weight, manages_stock, inventory_quantity FROM product_variants"
               " WHERE product_id = ?1 ORDER BY position, id",
  [OPTIONS] = "SELECT attribute.name, attribute.type, held.value FROM product_variant_attribute_values AS held"
              " JOIN product_attributes AS attribute ON attribute.id = held.attribute_id WHERE held.variant_id = ?1",
  [STOCK] = "SELECT SUM(inventory.quantity) FROM inventory JOIN warehouses ON warehouses.id = inventory.warehouse_id"
            " WHERE inventory.product_id = ?1 AND COALESCE(inventory.variant_id, 0) = 0 AND warehouses.is_active = 1",
};

struct page_reader {
  sqlite3 *db;
  sqlite3_stmt *statements[STATEMENT_COUNT];
};

page_reader *page_open(const char *path) {
  page_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  int code = sqlite3_open_v2(path, &reader->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  for (int i = 0; code == SQLITE_OK && i < STATEMENT_COUNT; i++)
    code = sqlite3_prepare_v3(reader->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &reader->statements[i], NULL);
  if (code == SQLITE_OK) return reader;
  page_close(reader);
  return NULL;
}

void page_close(page_reader *reader) {
  for (int i = 0; i < STATEMENT_COUNT; i++) sqlite3_finalize(reader->statements[i]);
  sqlite3_close(reader->db);
  free(reader);
}

static int64_t columns(sqlite3_stmt *statement) {
  int64_t sum = 0;
  int count = sqlite3_column_count(statement);
  for (int i = 0; i < count; i++) {
    if (sqlite3_column_type(statement, i) == SQLITE_TEXT) {
      (void)sqlite3_column_text(statement, i);
      sum += sqlite3_column_bytes(statement, i);
    } else {
      sum += sqlite3_column_int64(statement, i) % 10;
    }
  }
  return sum;
}

/* All rows of a statement of one product or variant. */
static int64_t rows(page_reader *reader, int which, int64_t id) {
  sqlite3_stmt *statement = reader->statements[which];
  int64_t sum = 0;
  sqlite3_bind_int64(statement, 1, id);
  int code;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    sum += columns(statement);
    if (which != VARIANTS) continue;
    int64_t options = rows(reader, OPTIONS, sqlite3_column_int64(statement, 0));
    if (options < 0) break;
    sum += options;
  }
  sqlite3_reset(statement);
  return code == SQLITE_DONE ? sum : -1;
}

int64_t page_read(page_reader *reader, int64_t after, int count) {
  sqlite3_stmt *products = reader->statements[PRODUCTS];
  int64_t sum = 0;
  sqlite3_bind_int64(products, 1, after);
  sqlite3_bind_int(products, 2, count);
  int code;
  sqlite3_exec(reader->db, "BEGIN", NULL, NULL, NULL);
  while ((code = sqlite3_step(products)) == SQLITE_ROW) {
    sum += columns(products);
    int64_t id = sqlite3_column_int64(products, 0);
    static const int parts[] = {IMAGES, CATEGORIES, ATTRIBUTES, VARIANTS, STOCK};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
      int64_t part = rows(reader, parts[i], id);
      if (part < 0) code = SQLITE_ERROR;
      sum += part;
    }
    if (code == SQLITE_ERROR) break;
  }
  sqlite3_reset(products);
  sqlite3_exec(reader->db, "COMMIT", NULL, NULL, NULL);
  return code == SQLITE_DONE ? sum : -1;
}
