#include "sim_signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// An entry of the table, which is a list that only grows: a handler may walk it at any moment. An
// entry without bytes is free.
struct sim_mapping {
  _Atomic uintptr_t start;
  _Atomic size_t count;
  char *_Atomic name;
  struct sim_mapping *next;
};

static struct sim_mapping *_Atomic first;
static size_t free_entries;
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;

static atomic_int report_descriptor = -1;
static atomic_uchar report_mark;
static const char *_Atomic fault_name;

// An entry to fill, with `changing` held.
static struct sim_mapping *free_entry(void) {
  if (free_entries > 0) {
    for (struct sim_mapping *entry = first; entry; entry = entry->next) {
      if (entry->count == 0) {
        free_entries--;
        return entry;
      }
    }
  }
  struct sim_mapping *entry = calloc(1, sizeof *entry);
  if (entry) {
    entry->next = first;
    first = entry;
  }
  return entry;
}

struct sim_mapping *sim_mapping_add(const void *start, size_t count, const char *name) {
  char *copy = strdup(name);
  if (!copy) return NULL;
  pthread_mutex_lock(&changing);
  struct sim_mapping *entry = free_entry();
  if (entry) {
    entry->name = copy;
    entry->start = (uintptr_t)start;
    entry->count = count;
  } else {
    free(copy);
  }
  pthread_mutex_unlock(&changing);
  return entry;
}

void sim_mapping_remove(struct sim_mapping *mapping) {
  if (!mapping) return;
  pthread_mutex_lock(&changing);
  char *name = mapping->name;
  mapping->count = 0;
  mapping->name = NULL;
  free_entries++;
  pthread_mutex_unlock(&changing);
  // Nobody reads a mapping that is about to go, so no handler looks at its name.
  free(name);
}

static const char *name_at(uintptr_t address) {
  for (struct sim_mapping *entry = first; entry; entry = entry->next) {
    size_t count = entry->count;
    if (count && address >= entry->start && address - entry->start < count) return entry->name;
  }
  return NULL;
}

// Calls nothing but what a signal handler may call.
static void handle_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  const char *name = name_at((uintptr_t)info->si_addr);
  int descriptor = report_descriptor;
  unsigned char mark = report_mark;
  if (name) {
    const char *none = NULL;
    atomic_compare_exchange_strong(&fault_name, &none, name);
    if (write(descriptor, &mark, 1) == 1) {
      for (;;) pause();
    }
  }
  // Back in the default course: the same instruction meets the same fault again.
  signal(number, SIG_DFL);
  errno = saved;
}

void sim_mapping_report_faults(int descriptor, unsigned char mark) {
  report_descriptor = descriptor;
  report_mark = mark;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle_fault;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}

const char *sim_mapping_fault_name(void) { return fault_name; }
