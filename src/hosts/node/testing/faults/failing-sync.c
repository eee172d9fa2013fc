/*
 * fsync(2) and fdatasync(2) as a disk that fails answers them, between SQLite and the kernel: loaded before libc (LD_PRELOAD). The file RULE
 * has `failed PART` (not synced, EIO) or `persisted PART` (synced, EIO all the same), for files whose path has PART; with `once` behind it
 * the rule goes with its first use. How often it answered so is a line each in the file COUNT. Compiled by failing-sync.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int answer(int descriptor, const char *name)
{
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  char link[64], path[4096], how[32] = "", part[128] = "", times[32] = "";
  FILE *rule = fopen(RULE, "r");
  if (rule == NULL)
    return real(descriptor);
  int given = fscanf(rule, "%31s %127s %31s", how, part, times);
  fclose(rule);
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  if (given < 2 || strstr(path, part) == NULL)
    return real(descriptor);
  if (strcmp(times, "once") == 0)
    unlink(RULE);
  if (strcmp(how, "persisted") == 0)
    real(descriptor);
  FILE *count = fopen(COUNT, "a");
  if (count != NULL)
  {
    fprintf(count, "%s\n", name);
    fclose(count);
  }
  errno = EIO;
  return -1;
}

int fsync(int descriptor) { return answer(descriptor, "fsync"); }
int fdatasync(int descriptor) { return answer(descriptor, "fdatasync"); }
