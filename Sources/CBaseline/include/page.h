#ifndef TOTEM_PAGE_H
#define TOTEM_PAGE_H

#include <stdint.h>

/* Reads products of a store's file with all that belongs to them, plainly. */
typedef struct page_reader page_reader;

/* NULL when the file can't be opened. */
page_reader *page_open(const char *path);
void page_close(page_reader *reader);

/* Reads the first `count` products after the id `after`, each row of theirs with every column.
   Returns how many bytes and digits there were, so that nothing is left out; -1 when SQLite reports an error. */
int64_t page_read(page_reader *reader, int64_t after, int count);

#endif
