/*
 * Replays a fuzzer's corpus without libFuzzer, as TAP: each file as it is,
 * then with bytes changed by a generator that always starts from one seed.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VARIANTS 100
#define LARGEST  (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t
draw(uint32_t *seed)
{
	*seed ^= *seed << 13; /* xorshift */
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* On the heap and of the exact size, so that one byte too far is seen. */
static void
run_exact(const uint8_t *data, size_t n)
{
	uint8_t *p = malloc(n > 0 ? n : 1);

	if (p == NULL)
		abort();
	if (n > 0)
		memcpy(p, data, n);
	LLVMFuzzerTestOneInput(p, n);
	free(p);
}

static void
run_variants(uint8_t *data, size_t n, uint32_t *seed)
{
	run_exact(data, n);
	for (unsigned i = 0; i < VARIANTS && n > 0; i++) {
		size_t at = draw(seed) % n;
		uint8_t was = data[at];

		data[at] = (uint8_t)draw(seed);
		run_exact(data, n);
		run_exact(data, at); /* and cut off there */
		if (i % 2 == 0)
			data[at] = was; /* else the changes add up */
	}
}

static int
replay(const char *dir, const char *name, uint32_t *seed)
{
	static uint8_t data[LARGEST];
	char path[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s%s%s", dir, *dir ? "/" : "", name);
	f = fopen(path, "rb");
	if (f == NULL)
		return -1;
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	printf("# %s\n", path);
	fflush(stdout); /* a crash then stands behind the name of its input */
	run_variants(data, n, seed);
	return 0;
}

/* A folder, or one file that a fuzzer found. */
int
main(int argc, char **argv)
{
	const char *from = argc > 1 ? argv[1] : ".";
	struct dirent **names = NULL;
	uint32_t seed = 2463534242;
	int n = scandir(from, &names, NULL, alphasort), files = 0, bad = 0;

	if (n < 0) {
		bad = replay("", from, &seed);
		files = 1;
	}
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			bad |= replay(from, names[i]->d_name, &seed);
			files++;
		}
		free(names[i]);
	}
	free(names);
	bad |= files == 0;
	printf("%sok 1 - %d inputs of %s, and %d variants of each\n1..1\n",
	    bad ? "not " : "", files, from, 2 * VARIANTS);
	return bad != 0;
}
