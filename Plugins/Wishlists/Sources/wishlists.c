// Wishlists: several named lists of each customer, shown to others by a link, with notes, moved to the cart, and watched: their
// owners are told when a price falls and when goods are back.
//
//   lists.c    lists and whose they are     shown.c    how they are shown     link.c     links to them
//   items.c    what is on them              notes.c    what is said of them   people.c   erasing and exporting
//   goods.c    what has become of goods     notices.c  what owners are told
#include "wishlists.h"

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  (void)instance;
  *state = NULL;
  totem_status status = wl_start_lists(registry);
  if (status == TOTEM_OK) status = wl_start_items(registry);
  if (status == TOTEM_OK) status = wl_start_notes(registry);
  if (status == TOTEM_OK) status = wl_start_goods(registry);
  if (status == TOTEM_OK) status = wl_start_notices(registry);
  if (status == TOTEM_OK) status = wl_start_people(registry);
  return status;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  (void)host;
  static const totem_plugin plugin = {
    .size = sizeof plugin, .abi = TOTEM_ABI, .name = "wishlists", .version = "1.0.0", .start = start,
  };
  return &plugin;
}
