// Before any library starts: where the system may refuse address space (`ulimit -v`, `ulimit -d`, a kernel that
// overcommits nothing), the program runs with OPENBLAS_NUM_THREADS=1, and not at all where too little is left to start.
//
// As soon as it is loaded, OpenBLAS starts a thread for each processor, which maps a stack and a buffer of 128 MB;
// since 0.3.28 the thread that loads it maps a buffer, too. Where the system refuses a buffer, OpenBLAS asks again for
// ever and the process never ends; 0.3.34 gives up and ends it with 1. The program runs threads of its own
// and needs none of OpenBLAS's. Too late in `main`, and the C library is not ready to change variables now: so the
// process executes its own program once more, with the variable.
//
// Swift's runtime ends a process where it gets no memory, by a signal. So what OpenBLAS maps for one thread, and the
// least that it takes to say what is wrong, are asked for here.
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static int is_bounded(int resource) {
  struct rlimit limit;
  return getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

// proc_sys_vm(5): mode 2 of overcommit_memory.
static int overcommits_nothing(void) {
  char mode = 0;
  int file = open("/proc/sys/vm/overcommit_memory", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, &mode, 1);
  close(file);
  return count == 1 && mode == '2';
}

// Ends the process as others that the system refuses memory: sysexits(3), EX_TEMPFAIL.
static void require_least(void) {
  // 128 MB for OpenBLAS's buffer, 32 MB for everything else.
  static const char line[] =
      "simbatch: the system refused 160 MB of address space to start with (ulimit -v, ulimit -d)\n";
  const size_t least = 160 << 20;
  void *place = mmap(NULL, least, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place != MAP_FAILED) {
    munmap(place, least);
    return;
  }
  if (write(STDERR_FILENO, line, sizeof line - 1) < 0) _exit(74);
  _exit(75);
}

static void prepare(int argc, char **argv, char **variables) {
  (void)argc;
  static const char name[] = "OPENBLAS_NUM_THREADS=";
  static char setting[] = "OPENBLAS_NUM_THREADS=1";
  if (!is_bounded(RLIMIT_AS) && !is_bounded(RLIMIT_DATA) && !overcommits_nothing()) return;
  require_least();
  // A program that was started by the loader's command is not what it looks like.
  if (getauxval(AT_BASE) == 0) return;

  size_t count = 0;
  for (; variables[count]; count++) {
    if (strcmp(variables[count], setting) == 0) return;
  }
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;

  char *changed[count + 2];
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (strncmp(variables[i], name, sizeof name - 1) != 0) changed[kept++] = variables[i];
  }
  changed[kept] = setting;
  changed[kept + 1] = NULL;
  // If that fails, this run continues as it is.
  execve(path, argv, changed);
}

__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(
    int, char **, char **) = prepare;
