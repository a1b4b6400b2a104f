// Preloaded into a program, lets one system call fail, or all from one on.
//
//   SIM_FAULT=KIND:N:ERRNO[:+]   the N-th call of KIND (from 1) fails with ERRNO; with + all later ones, too
//   SIM_COUNTS=FILE              at the end, appends a line "KIND COUNT" for each kind
//   SIM_CLOCK=SECONDS            the clocks that can be set jump by so much, to and fro, at each look
//
// Only calls on what belongs to the job count: not on the standard streams (but reading from standard input),
// not on pipes, and mappings only if the program itself asks for them, not a library.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum kind { WRITE, PWRITE, FSYNC, RENAME, LINKAT, OPEN, NAMELESS, FALLOCATE, MMAP, READ, PREAD, FLOCK, KINDS };
static const char *const names[KINDS] = {"write",    "pwrite",    "fsync", "rename", "linkat", "open",
                                         "nameless", "fallocate", "mmap",  "read",   "pread",  "flock"};
static atomic_int counts[KINDS];
static int faulty = -1, faulty_call, fault_errno, fault_stays;
static double clock_jump;
static uintptr_t program_start, program_end;

static int find_program(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  (void)data;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
    uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    uintptr_t end = start + info->dlpi_phdr[i].p_memsz;
    if (!program_start || start < program_start) program_start = start;
    if (end > program_end) program_end = end;
  }
  return 1;  // the first is the program
}

__attribute__((constructor)) static void set_up(void) {
  dl_iterate_phdr(find_program, NULL);
  const char *jump = getenv("SIM_CLOCK");
  if (jump) clock_jump = atof(jump);
  char *fault = getenv("SIM_FAULT");
  if (!fault) return;
  char name[16], more = 0;
  if (sscanf(fault, "%15[a-z]:%d:%d:%c", name, &faulty_call, &fault_errno, &more) < 3) abort();
  fault_stays = more == '+';
  for (int kind = 0; kind < KINDS; kind++) {
    if (!strcmp(names[kind], name)) faulty = kind;
  }
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("SIM_COUNTS");
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  for (int kind = 0; kind < KINDS; kind++) fprintf(file, "%s %d\n", names[kind], counts[kind]);
  fclose(file);
}

// Whether this call of `kind` must fail.
static int fails(enum kind kind) {
  int call = ++counts[kind];
  if ((int)kind != faulty || (fault_stays ? call < faulty_call : call != faulty_call)) return 0;
  errno = fault_errno;
  return 1;
}

static int counts_descriptor(int descriptor) {
  struct stat status;
  return descriptor > 2 && fstat(descriptor, &status) == 0 && !S_ISFIFO(status.st_mode);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
  if (counts_descriptor(fd) && fails(WRITE)) return -1;
  return REAL(write)(fd, bytes, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  if (counts_descriptor(fd) && fails(PWRITE)) return -1;
  return REAL(pwrite)(fd, bytes, count, offset);
}
ssize_t read(int fd, void *bytes, size_t count) {
  if (fd == 0 && fails(READ)) return -1;
  return REAL(read)(fd, bytes, count);
}
ssize_t pread(int fd, void *bytes, size_t count, off_t offset) {
  if (counts_descriptor(fd) && fails(PREAD)) return -1;
  return REAL(pread)(fd, bytes, count, offset);
}
int fsync(int fd) { return fails(FSYNC) ? -1 : REAL(fsync)(fd); }
int flock(int fd, int how);
int flock(int fd, int how) { return fails(FLOCK) ? -1 : REAL(flock)(fd, how); }
int rename(const char *from, const char *to) { return fails(RENAME) ? -1 : REAL(rename)(from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
  return fails(LINKAT) ? -1 : REAL(linkat)(a, from, b, to, flags);
}
int posix_fallocate(int fd, off_t offset, off_t count) {
  return fails(FALLOCATE) ? fault_errno : REAL(posix_fallocate)(fd, offset, count);
}
void *mmap(void *where, size_t count, int protection, int flags, int fd, off_t offset) {
  uintptr_t caller = (uintptr_t)__builtin_return_address(0);
  if (caller >= program_start && caller < program_end && fails(MMAP)) return MAP_FAILED;
  return REAL(mmap)(where, count, protection, flags, fd, offset);
}
int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int mode = va_arg(list, int);
  va_end(list);
  int is_nameless = (flags & O_TMPFILE) == O_TMPFILE;
  // What the job writes, not what the machine says about itself.
  int is_output = (flags & O_ACCMODE) != O_RDONLY && !is_nameless;
  if ((is_nameless && fails(NAMELESS)) || (is_output && fails(OPEN))) return -1;
  return REAL(open)(path, flags, mode);
}

// A clock that can be set, as it looks while somebody sets it to and fro.
static double jump(void) {
  static atomic_int looks;
  return looks++ % 2 ? -clock_jump : clock_jump;
}
time_t time(time_t *place) {
  time_t now = REAL(time)(NULL) + (time_t)jump();
  if (place) *place = now;
  return now;
}
int gettimeofday(struct timeval *now, void *zone) {
  int result = REAL(gettimeofday)(now, zone);
  now->tv_sec += (time_t)jump();
  return result;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = REAL(clock_gettime)(clock, now);
  if (clock == CLOCK_REALTIME) now->tv_sec += (time_t)jump();
  return result;
}
