/* Preloaded into PostgreSQL: fdatasync takes at least as long as SLOW_FDATASYNC_US says, as on a slower disk. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int fdatasync(int fd) {
  const char *text = getenv("SLOW_FDATASYNC_US");
  long long until_ns = now_ns() + (text ? atoll(text) : 0) * 1000LL;
  int result = (int)syscall(SYS_fdatasync, fd);
  int error = errno;
  long long left_ns;
  while ((left_ns = until_ns - now_ns()) > 0) {
    struct timespec left = {left_ns / 1000000000LL, left_ns % 1000000000LL};
    nanosleep(&left, NULL);
  }
  errno = error;
  return result;
}
