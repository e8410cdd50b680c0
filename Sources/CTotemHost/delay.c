#include "totem_delay.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

uint64_t totem_delay(uint32_t process, uint32_t thread) {
  char path[64], text[80];
  snprintf(path, sizeof path, "/proc/%" PRIu32 "/task/%" PRIu32 "/schedstat", process, thread);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length > 0 ? length : 0] = '\0';
  uint64_t delay = 0;
  return sscanf(text, "%*u %" SCNu64, &delay) == 1 ? delay : 0;
}
