/* Control sockets: who owns a path, and who may have it. */
#include "edge/unix.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int
address_put(struct sockaddr_un *to, const char *path)
{
	size_t n = strlen(path);

	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (n == 0 || n >= sizeof(to->sun_path)) {
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return -1;
	}
	memcpy(to->sun_path, path, n);
	return 0;
}

static int
socket_open(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int
fail_closed(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

int
unix_connect(const char *path)
{
	struct sockaddr_un to;
	int fd;

	if (address_put(&to, path) == -1)
		return -1;
	fd = socket_open();
	if (fd == -1)
		return -1;
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == -1)
		return fail_closed(fd);
	return fd;
}

int
unix_accept(int fd)
{
	int got;

	do
		got = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	while (got == -1 && (errno == ECONNABORTED || errno == EINTR));
	return got;
}

/* ---- listening ---- */

/*
 * Opens the directory, made where it is missing, and locks it: between looking
 * whether a socket is stale and replacing it, nobody else may do the same. The
 * lock needs no file of its own and goes with the descriptor.
 */
static int
directory_lock(const char *path)
{
	char copy[sizeof(((struct sockaddr_un *)0)->sun_path)];
	char *slash;
	int fd;

	strcpy(copy, path); /* shorter, or address_put() had refused it */
	slash = strrchr(copy, '/');
	if (slash == NULL)
		strcpy(copy, ".");
	else
		slash[slash == copy] = '\0';
	if (mkdir(copy, 0755) == -1 && errno != EEXIST)
		return -1;
	fd = open(copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1 && flock(fd, LOCK_EX) == -1)
		return fail_closed(fd);
	return fd;
}

/* Removes a socket that nobody answers; anything else stays and is in use. */
static int
stale_remove(const char *path)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) == -1)
		return errno == ENOENT ? 0 : -1;
	if (S_ISSOCK(st.st_mode)) {
		fd = unix_connect(path);
		if (fd == -1 && errno == ECONNREFUSED)
			return unlink(path);
		if (fd != -1)
			close(fd);
	}
	errno = EADDRINUSE;
	return -1;
}

static int
listen_at(struct unix_listener *l, const struct sockaddr_un *at)
{
	struct stat st;

	if (stale_remove(at->sun_path) == -1)
		return -1;
	l->fd = socket_open();
	if (l->fd == -1)
		return -1;
	/* Before bind(), which takes the mode over: it is never more. */
	if (fchmod(l->fd, 0600) == -1 ||
	    bind(l->fd, (const struct sockaddr *)at, sizeof(*at)) == -1)
		return fail_closed(l->fd);
	if (listen(l->fd, 16) == -1 || stat(at->sun_path, &st) == -1) {
		unlink(at->sun_path);
		return fail_closed(l->fd);
	}
	l->path = mem_strdup(at->sun_path);
	l->device = st.st_dev;
	l->inode = st.st_ino;
	return 0;
}

int
unix_listen(struct unix_listener *l, const char *path)
{
	struct sockaddr_un at;
	int directory, result, error;

	*l = (struct unix_listener){ .fd = -1 };
	if (address_put(&at, path) == -1)
		return -1;
	directory = directory_lock(path);
	if (directory == -1)
		return -1;
	result = listen_at(l, &at);
	error = errno;
	close(directory);
	if (result == -1)
		*l = (struct unix_listener){ .fd = -1 };
	errno = error;
	return result;
}

void
unix_close(struct unix_listener *l)
{
	struct stat st;

	if (l->path == NULL)
		return;
	if (lstat(l->path, &st) == 0 && st.st_dev == l->device &&
	    st.st_ino == l->inode)
		unlink(l->path);
	close(l->fd);
	free(l->path);
	*l = (struct unix_listener){ .fd = -1 };
}
