// Before any library starts: where address space is bounded, the program runs with
// OPENBLAS_NUM_THREADS=1.
//
// OpenBLAS starts a thread for each processor as soon as it is loaded, which maps 128 MB and a stack.
// Where the system refuses these (`ulimit -v`, `ulimit -d`), the thread asks again for ever, and the
// process, which waits for it, never ends. The program runs threads of its own and needs none of
// OpenBLAS's. Too late in `main`, and the C library is not ready to change variables now: so the
// process executes its own program once more, with the variable.
#ifdef __linux__
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

static int is_bounded(int resource) {
  struct rlimit limit;
  return getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

static void restart_with_one_thread(int argc, char **argv, char **variables) {
  (void)argc;
  static const char name[] = "OPENBLAS_NUM_THREADS=";
  static char setting[] = "OPENBLAS_NUM_THREADS=1";
  if (!is_bounded(RLIMIT_AS) && !is_bounded(RLIMIT_DATA)) return;
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
  // Where it fails, this run goes on as it is.
  execve(path, argv, changed);
}

__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(
    int, char **, char **) = restart_with_one_thread;
#endif
