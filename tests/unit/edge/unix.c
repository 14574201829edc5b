/* Control sockets: whose path it is. */
#include "edge/unix.h"

#include "../../t.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char base[64], dir[80], path[96];
static struct unix_listener l;

static void
setup(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(base, sizeof(base), "%s/edge-unix-XXXXXX",
	    tmp != NULL && strlen(tmp) < 40 ? tmp : "/tmp");
	CHECK(mkdtemp(base) != NULL);
	snprintf(dir, sizeof(dir), "%s/run", base);
	snprintf(path, sizeof(path), "%s/tool.sock", dir);
}

static void
teardown(void)
{
	unlink(path);
	rmdir(dir);
	CHECK(rmdir(base) == 0);
}

static void
the_directory_is_made_and_the_socket_is_ours_alone(void)
{
	struct stat st;
	int client, server;

	setup();
	CHECK(unix_listen(&l, path) == 0);
	CHECK(stat(dir, &st) == 0 && (st.st_mode & 0777) == 0755);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(unix_accept(l.fd) == -1 && errno == EAGAIN);
	client = unix_connect(path);
	server = unix_accept(l.fd);
	CHECK(client != -1 && server != -1);
	CHECK(write(client, "x", 1) == 1);
	close(client);
	close(server);
	unix_close(&l);
	CHECK(stat(path, &st) == -1 && errno == ENOENT);
	unix_close(&l);
	teardown();
}

static void
a_live_socket_is_never_taken_over(void)
{
	struct unix_listener other;
	int client;

	setup();
	CHECK(unix_listen(&l, path) == 0);
	CHECK(unix_listen(&other, path) == -1 && errno == EADDRINUSE);
	CHECK(other.fd == -1);
	unix_close(&other);
	client = unix_connect(path);
	CHECK(client != -1);
	close(client);
	unix_close(&l);
	teardown();
}

static void
one_that_nobody_answers_is_replaced(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int dead = socket(AF_UNIX, SOCK_STREAM, 0);

	setup();
	mkdir(dir, 0755);
	memcpy(at.sun_path, path, strlen(path));
	CHECK(bind(dead, (struct sockaddr *)&at, sizeof(at)) == 0);
	close(dead);
	CHECK(unix_connect(path) == -1 && errno == ECONNREFUSED);
	CHECK(unix_listen(&l, path) == 0);
	unix_close(&l);
	teardown();
}

static void
a_file_that_is_no_socket_stays(void)
{
	struct stat st;
	FILE *file;

	setup();
	mkdir(dir, 0755);
	file = fopen(path, "w");
	fclose(file);
	CHECK(unix_listen(&l, path) == -1 && errno == EADDRINUSE);
	CHECK(stat(path, &st) == 0 && S_ISREG(st.st_mode));
	teardown();
}

static void
only_our_own_is_removed_at_the_end(void)
{
	struct unix_listener next;
	struct stat st;

	setup();
	CHECK(unix_listen(&l, path) == 0);
	unlink(path);
	CHECK(unix_listen(&next, path) == 0);
	unix_close(&l);
	CHECK(stat(path, &st) == 0);
	unix_close(&next);
	CHECK(stat(path, &st) == -1);
	teardown();
}

static void
a_path_that_is_too_long_is_refused(void)
{
	char deep[200];

	memset(deep, 'x', sizeof(deep) - 1);
	deep[0] = '/';
	deep[sizeof(deep) - 1] = '\0';
	CHECK(unix_listen(&l, deep) == -1 && errno == ENAMETOOLONG);
	CHECK(unix_connect(deep) == -1 && errno == ENAMETOOLONG);
	CHECK(unix_connect("") == -1);
}

int
main(void)
{
	RUN(the_directory_is_made_and_the_socket_is_ours_alone);
	RUN(a_live_socket_is_never_taken_over);
	RUN(one_that_nobody_answers_is_replaced);
	RUN(a_file_that_is_no_socket_stays);
	RUN(only_our_own_is_removed_at_the_end);
	RUN(a_path_that_is_too_long_is_refused);
	return DONE();
}
