/* Secrets: what is read, and what others could read. */
#include "edge/secret.h"

#include "../../t.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/secret-XXXXXX";

static void
put(const char *text, mode_t mode)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/key", dir);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	CHECK(
	    fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(fchmod(fd, mode) == 0);
	close(fd);
}

static void
a_secret_is_read_without_its_newline(void)
{
	char key[8];

	put("sesame\n", 0600);
	CHECK(secret_read(dir, "key", key, sizeof(key)) == 6);
	CHECK(memcmp(key, "sesame", 6) == 0);
	put("sesame\n\n", 0400);
	CHECK(secret_read(dir, "key", key, sizeof(key)) == 7);
}

static void
what_others_could_read_is_refused(void)
{
	char key[8];

	for (mode_t bit = 1; bit < 0100; bit <<= 1) {
		put("sesame", 0600 | bit);
		errno = 0;
		CHECK(secret_read(dir, "key", key, sizeof(key)) == -1);
		CHECK(errno == EPERM);
	}
}

static void
what_does_not_fit_or_is_not_there_is_an_error(void)
{
	char key[6];

	put("sesame\n", 0600);
	CHECK(secret_read(dir, "key", key, sizeof(key)) == 6);
	put("sesame!", 0600);
	CHECK(
	    secret_read(dir, "key", key, sizeof(key)) == -1 && errno == EFBIG);
	put("\n", 0600);
	CHECK(secret_read(dir, "key", key, sizeof(key)) == -1 &&
	      errno == ENODATA);
	CHECK(secret_read(dir, "none", key, sizeof(key)) == -1 &&
	      errno == ENOENT);
	CHECK(secret_read(dir, ".", key, sizeof(key)) == -1 && errno == EINVAL);
}

static void
the_environment_names_the_folder(void)
{
	char key[8];

	put("sesame", 0600);
	setenv("EDGEPIPE_SECRETS", dir, 1);
	CHECK(secret_read(NULL, "key", key, sizeof(key)) == 6);
	unsetenv("EDGEPIPE_SECRETS");
}

int
main(void)
{
	char path[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	RUN(a_secret_is_read_without_its_newline);
	RUN(what_others_could_read_is_refused);
	RUN(what_does_not_fit_or_is_not_there_is_an_error);
	RUN(the_environment_names_the_folder);
	snprintf(path, sizeof(path), "%s/key", dir);
	unlink(path);
	rmdir(dir);
	return DONE();
}
