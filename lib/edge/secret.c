/* Secrets: files that nobody else may read. */
#include "edge/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRETS "/etc/edgepipe/secrets"

static int
open_secret(const char *dir, const char *name)
{
	char path[4096];
	int n;

	if (dir == NULL)
		dir = getenv("EDGEPIPE_SECRETS");
	if (dir == NULL || dir[0] == '\0')
		dir = SECRETS;
	n = name[0] == '/' ? snprintf(path, sizeof(path), "%s", name)
			   : snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Looks at the descriptor, not at the path, which might be replaced amid it. */
static bool
is_private(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return false;
	}
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		errno = EPERM;
		return false;
	}
	return true;
}

static ssize_t
read_all(int fd, char *to, size_t room)
{
	size_t used = 0;
	ssize_t n;
	char beyond;

	while (used < room && (n = read(fd, to + used, room - used)) != 0) {
		if (n < 0)
			return -1;
		used += (size_t)n;
	}
	if (used > 0 && to[used - 1] == '\n')
		used--;
	else if (used == room && read(fd, &beyond, 1) == 1 && beyond != '\n') {
		errno = EFBIG;
		return -1;
	}
	if (used == 0) {
		errno = ENODATA;
		return -1;
	}
	return (ssize_t)used;
}

ssize_t
secret_read(const char *dir, const char *name, void *to, size_t room)
{
	int fd = open_secret(dir, name);
	ssize_t n = -1;
	int error;

	if (fd < 0)
		return -1;
	if (is_private(fd))
		n = read_all(fd, to, room);
	error = errno;
	close(fd);
	errno = error;
	return n;
}
