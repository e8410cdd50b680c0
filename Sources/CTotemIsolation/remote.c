// The life of an isolated plugin: its process is started again when it has ended, later each time, and given up when it goes on.
#define _GNU_SOURCE
#include "remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// After so many ends within the span it is given up.
enum { MOST_ENDS = 3 };
static const int64_t span = INT64_C(60000000000);
// Milliseconds before each new start: the first is at once, so that an end costs its call and nothing else.
static const int64_t pauses[MOST_ENDS - 1] = {0, 250};
// The same where no process could be made, or one that others kill goes on being killed.
static const int64_t pause_of_others = 500;
static const int64_t short_life = INT64_C(1000000000);

struct timespec totem_remote_later(int64_t nanoseconds) {
  int64_t end = totem_channel_now() + nanoseconds;
  return (struct timespec){end / 1000000000, end % 1000000000};
}

static void tell(totem_remote *remote, totem_remote_event event, const char *function, const char *text) {
  remote->options.told(remote->options.context, event, 0, function, text, strlen(text));
}

// With the lock.
static void change(totem_remote *remote, totem_state state) {
  if (remote->state != ENDING) remote->state = state;
  __atomic_store_n(&remote->ready, remote->state == RUNNING ? remote->child : NULL, __ATOMIC_SEQ_CST);
  pthread_cond_broadcast(&remote->changed);
}

static void set_state(totem_remote *remote, totem_state state) {
  pthread_mutex_lock(&remote->lock);
  change(remote, state);
  pthread_mutex_unlock(&remote->lock);
}

static bool is_over(totem_remote *remote) {
  pthread_mutex_lock(&remote->lock);
  bool is_over = remote->state == ENDING || remote->state == GIVEN_UP || !remote->has_run;
  pthread_mutex_unlock(&remote->lock);
  return is_over;
}

// MARK: - Watching

typedef struct restart {
  totem_remote *remote;
  totem_child *child;
} restart;

// Loads and starts the plugin in a new process, on a thread of its own: the watcher has to read what it writes meanwhile.
static void *run_restart(void *argument) {
  restart restart = *(struct restart *)argument;
  free(argument);
  totem_remote_descriptor descriptor;
  totem_status status = TOTEM_ERROR;
  char why[LONGEST_REASON] = "";
  bool has_started = totem_remote_load_in(restart.remote, restart.child, &descriptor, why, sizeof why) &&
                     descriptor.has_start &&
                     totem_remote_start_in(restart.remote, restart.child, NULL, &status, why, sizeof why);
  if (has_started && status == TOTEM_OK) {
    set_state(restart.remote, RUNNING);
    tell(restart.remote, TOTEM_REMOTE_RESTARTED, "", "");
  } else {
    totem_child_kill(restart.child, why[0] != '\0' ? why : "it can't be started again", "start");
  }
  totem_child_release(restart.child);
  return NULL;
}

static bool begin_restart(totem_remote *remote, totem_child *child, pthread_t *thread) {
  restart *argument = malloc(sizeof *argument);
  if (argument == NULL) return false;
  *argument = (restart){remote, child};
  totem_child_hold(child);
  if (pthread_create(thread, NULL, run_restart, argument) == 0) return true;
  totem_child_release(child);
  free(argument);
  return false;
}

// How a process has ended.
typedef enum ending {
  UNMADE,                   // there was none
  BY_OTHERS,                // somebody has killed it
  BY_ITSELF                 // it has ended, or the host has ended it for what it did
} ending;

// One process from its start to its end.
static ending run_once(totem_remote *remote) {
  char why[LONGEST_REASON];
  totem_child *child = totem_child_spawn(remote, why, sizeof why);
  pthread_mutex_lock(&remote->lock);
  if (child == NULL) {
    snprintf(remote->why, sizeof remote->why, "%s", why);
    remote->function[0] = '\0';
  }
  remote->child = child;
  bool is_ending = remote->state == ENDING;
  bool is_again = remote->has_run;
  change(remote, child == NULL ? LACKING : STARTING);
  pthread_mutex_unlock(&remote->lock);
  if (child == NULL) return UNMADE;
  pthread_t starter;
  bool has_starter = !is_ending && is_again && begin_restart(remote, child, &starter);
  if (is_ending || (is_again && !has_starter)) totem_child_kill(child, "it can't be started again", "");
  totem_child_watch(remote, child);
  if (has_starter) pthread_join(starter, NULL);
  pthread_mutex_lock(&remote->lock);
  remote->child = NULL;
  totem_child_reason(child, remote->why, sizeof remote->why);
  memcpy(remote->function, child->function, sizeof remote->function);
  ending ending = child->is_foreign_end ? BY_OTHERS : BY_ITSELF;
  change(remote, remote->has_run ? DOWN : GIVEN_UP);
  pthread_mutex_unlock(&remote->lock);
  totem_child_retire(remote, child);
  return ending;
}

// Sleeps, unless the plugin is stopped meanwhile.
static void pause_before_start(totem_remote *remote, int64_t milliseconds) {
  struct timespec end = totem_remote_later(milliseconds * 1000000);
  pthread_mutex_lock(&remote->lock);
  while (remote->state != ENDING && milliseconds > 0)
    if (pthread_cond_clockwait(&remote->changed, &remote->lock, CLOCK_MONOTONIC, &end) != 0) break;
  pthread_mutex_unlock(&remote->lock);
}

static void *watch(void *argument) {
  totem_remote *remote = argument;
  int64_t ends[MOST_ENDS] = {0};
  size_t count = 0;
  for (;;) {
    int64_t begun = totem_channel_now();
    ending ending = run_once(remote);
    if (is_over(remote)) break;
    tell(remote, TOTEM_REMOTE_ENDED, remote->function, remote->why);
    int64_t now = totem_channel_now();
    if (ending != BY_ITSELF) {
      pause_before_start(remote, ending == BY_OTHERS && now - begun > short_life ? 0 : pause_of_others);
    } else {
      ends[count++ % MOST_ENDS] = now;
      size_t recent = 0;
      for (size_t i = 0; i < MOST_ENDS; i++) recent += ends[i] != 0 && now - ends[i] < span;
      if (recent == MOST_ENDS) {
        set_state(remote, GIVEN_UP);
        tell(remote, TOTEM_REMOTE_GIVEN_UP, remote->function, remote->why);
        return NULL;
      }
      pause_before_start(remote, pauses[recent - 1]);
    }
    if (is_over(remote)) break;
  }
  return NULL;
}

// MARK: - Opening

static void free_remote(totem_remote *remote) {
  totem_remote_free_retired(remote);
  totem_remote_drop_copy(remote);
  free(remote->child_path);
  free(remote->library);
  free(remote->folders);
  free(remote->version);
  pthread_mutex_destroy(&remote->lock);
  pthread_cond_destroy(&remote->changed);
  free(remote);
}

static bool begin_watching(totem_remote *remote, char *why, size_t room) {
  if (pthread_create(&remote->watcher, NULL, watch, remote) != 0) {
    snprintf(why, room, "there is no thread to watch its process");
    return false;
  }
  pthread_mutex_lock(&remote->lock);
  while (remote->state == STARTING && remote->child == NULL) pthread_cond_wait(&remote->changed, &remote->lock);
  bool is_there = remote->child != NULL;
  snprintf(why, room, "%s", remote->why);
  pthread_mutex_unlock(&remote->lock);
  if (!is_there) pthread_join(remote->watcher, NULL);
  return is_there;
}

totem_remote *totem_remote_open(const totem_remote_options *options, char *why, size_t room) {
  totem_remote *remote = calloc(1, sizeof *remote);
  if (remote == NULL) return NULL;
  remote->options = *options;
  remote->child_path = strdup(options->child);
  remote->library = strdup(options->library);
  remote->folders = strdup(options->folders);
  remote->version = strdup(options->version);
  remote->is_on = 1;
  pthread_mutex_init(&remote->lock, NULL);
  pthread_cond_init(&remote->changed, NULL);
  if (totem_remote_make_copy(remote, why, room) && begin_watching(remote, why, room)) return remote;
  free_remote(remote);
  return NULL;
}

// The process that is being started for the first time; the watcher starts no other before the plugin has run.
static totem_child *hold_first(totem_remote *remote, char *why, size_t room) {
  pthread_mutex_lock(&remote->lock);
  totem_child *child = remote->child;
  if (child != NULL) totem_child_hold(child);
  else snprintf(why, room, "%s", remote->why);
  pthread_mutex_unlock(&remote->lock);
  return child;
}

bool totem_remote_load(totem_remote *remote, totem_remote_descriptor *descriptor, char *why, size_t room) {
  totem_child *child = hold_first(remote, why, room);
  if (child == NULL) return false;
  bool is_alive = totem_remote_load_in(remote, child, descriptor, why, room);
  totem_child_release(child);
  return is_alive;
}

bool totem_remote_start(totem_remote *remote, totem_registry *registry, totem_status *status, char *why, size_t room) {
  totem_child *child = hold_first(remote, why, room);
  if (child == NULL) return false;
  bool is_alive = totem_remote_start_in(remote, child, registry, status, why, room);
  totem_child_release(child);
  if (!is_alive || *status != TOTEM_OK) return is_alive;
  pthread_mutex_lock(&remote->lock);
  bool has_run = remote->state == STARTING && remote->child == child;
  if (has_run) {
    remote->has_run = true;
    change(remote, RUNNING);
  } else {
    snprintf(why, room, "%s", remote->why);
  }
  pthread_mutex_unlock(&remote->lock);
  return has_run;
}

// MARK: - While it runs

void totem_remote_describe(totem_remote *remote, totem_function function, const char *name, uint32_t milliseconds) {
  size_t place = totem_trampoline_place(function);
  if (place >= remote->function_count) return;
  remote->functions[place].limit = milliseconds;
  snprintf(remote->functions[place].name, sizeof remote->functions[place].name, "%s", name);
}

void totem_remote_switch_off(totem_remote *remote) {
  __atomic_store_n(&remote->is_on, 0, __ATOMIC_RELEASE);
  pthread_mutex_lock(&remote->lock);
  if (remote->child != NULL) __atomic_store_n(&remote->child->channel->is_on, 0, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&remote->lock);
}

int totem_remote_process(totem_remote *remote) {
  pthread_mutex_lock(&remote->lock);
  int process = remote->child == NULL ? 0 : remote->child->pid;
  pthread_mutex_unlock(&remote->lock);
  return process;
}

void totem_remote_stop(void *argument) {
  totem_remote *remote = argument;
  if (remote == NULL) return;
  totem_remote_switch_off(remote);
  pthread_mutex_lock(&remote->lock);
  totem_child *child = remote->child;
  bool is_running = remote->state == RUNNING;
  if (child != NULL) totem_child_hold(child);
  change(remote, ENDING);
  pthread_mutex_unlock(&remote->lock);
  if (child != NULL) {
    if (is_running) totem_remote_stop_in(remote, child);
    totem_child_kill(child, "it was stopped", "");
    totem_child_release(child);
  }
  pthread_join(remote->watcher, NULL);
  free_remote(remote);
}
