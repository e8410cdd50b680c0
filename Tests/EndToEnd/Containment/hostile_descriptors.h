// What is done about descriptors that are not one's own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/syscall.h>

enum { MOST_DESCRIPTORS = 1024 };

// The port of the store's server, as the shop was told; 0: it is a file.
static int store_port(void) {
  char text[4096];
  int file = open("/proc/self/cmdline", O_RDONLY);
  ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
  if (file >= 0) close(file);
  for (ssize_t i = 0; i < length; i++)
    if (text[i] == '\0') text[i] = ' ';
  text[length < 0 ? 0 : length] = '\0';
  const char *address = strstr(text, "postgres://"), *port = address == NULL ? NULL : strstr(address, "127.0.0.1:");
  return port == NULL ? 0 : atoi(port + strlen("127.0.0.1:"));
}

static bool is_store(int descriptor, int port) {
  struct sockaddr_in peer;
  socklen_t size = sizeof peer;
  if (port != 0 && getpeername(descriptor, (struct sockaddr *)&peer, &size) == 0) return ntohs(peer.sin_port) == port;
  char link[64], path[1024];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  return port == 0 && strstr(path, ".db") != NULL;
}

static void give_up_descriptors(const char *how) {
  if (strcmp(how, "close") == 0)
    for (int i = 0; i < MOST_DESCRIPTORS; i++) close(i);
  if (strcmp(how, "close from above") == 0)
    for (int i = MOST_DESCRIPTORS; i >= 0; i--) close(i);
  if (strcmp(how, "close_range") == 0) close_range(3, ~0u, 0);
  if (strcmp(how, "closefrom") == 0) closefrom(3);
  if (strcmp(how, "dup2") == 0) {
    int null = open("/dev/null", O_RDWR);
    for (int i = 3; i < MOST_DESCRIPTORS; i++) dup2(null, i);
  }
  if (strcmp(how, "close the store") == 0) {
    int port = store_port();
    for (int i = 3; i < MOST_DESCRIPTORS; i++)
      if (is_store(i, port)) close(i);
  }
  // Past the C library.
  if (strcmp(how, "close by hand") == 0)
    for (int i = 3; i < MOST_DESCRIPTORS; i++) syscall(SYS_close, i);
}
