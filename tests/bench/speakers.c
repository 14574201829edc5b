/*
 * bgpspeak run beside BIRD, FRR, GoBGP and OpenBGPD, each in turn, with the
 * same table, from the same sources and to the same sinks, on one clock.
 *
 * A run counts when every sink has every prefix with the path that is best: its
 * AS_PATH behind the device's own AS, and its communities. `seconds` is from
 * the first octet sent until then, when all sessions were up before;
 * `longest_round_ms` is what bgpspeak says of its loop: processor time in which
 * nobody else is served;
 * `cpu_seconds` is of all processes of the device until it rests, and
 * `peak_mib` the most memory that they had. Medians of the rounds. What takes
 * ten times as long as the best is stopped: `beaten`. What is not installed is
 * named and left out.
 *
 * SPEAKERS_PERCENT (5) of the full sizes in SPEAKERS_RUNS (1) rounds; only
 * SPEAKERS_SCENARIOS and SPEAKERS_DEVICES, names in any order; SPEAKERS_KEEP:
 * the folder with configurations and what the devices say stays.
 */
#include <libgen.h>

#include "speakers_lab.h"

#define TIMES_BEATEN 10
#define LEAST_LIMIT  5.0 /* seconds */
#define MOST_LIMIT   300.0

static const struct scenario scenarios[] = {
	{ "one_table", 1, 1, 1000000, false, false, true },
	{ "eight_paths", 8, 1, 200000, true, false, false },
	{ "fan_out", 2, 8, 1000000, false, false, false },
	{ "vpnv4", 1, 1, 300000, false, true, false },
};

enum {
	NSCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]),
	NPHASES = 3,
	MAX_RUNS = 15
};

static const char *const phases[NPHASES] = { "", "_withdraw", "_again" };

enum outcome { DONE, BEATEN, FAILED };

struct took {
	enum outcome outcome;
	double seconds, cpu, mib, generator;
	double longest; /* round of our loop, in ms; 0: not known */
};

static bool
all_up(struct lab *lab)
{
	double end = now() + 30;
	unsigned up = 0;

	while (up < lab->n_neighbors && now() < end) {
		up = 0;
		for (unsigned k = 0; k < lab->n_neighbors; k++) {
			struct neighbor *b = &lab->neighbors[k];

			if (b->fd < 0 && !neighbor_call(lab, b))
				usleep(50000);
			up += b->up;
		}
		/* who is not ready for it yet hangs up */
		if (!turn(lab, 20))
			for (unsigned k = 0; k < lab->n_neighbors; k++) {
				close(lab->neighbors[k].fd);
				lab->neighbors[k].fd = -1;
			}
	}
	return up == lab->n_neighbors;
}

static bool
all_right(const struct lab *lab)
{
	for (unsigned k = lab->sc->sources; k < lab->n_neighbors; k++)
		if (lab->neighbors[k].right < lab->n)
			return false;
	return true;
}

static void
count_right(struct lab *lab)
{
	for (unsigned k = lab->sc->sources; k < lab->n_neighbors; k++) {
		struct neighbor *b = &lab->neighbors[k];

		b->right = 0;
		for (uint32_t i = 0; i < lab->n; i++)
			b->right += b->have[i] == lab->want[i];
	}
}

/* Until it takes no more: 0.2 s without a hundredth of work. */
static bool
rest(struct lab *lab, const struct running *r, struct took *t, double before)
{
	double last = -1, cpu = 0, end = now() + 20;

	while (cpu - last > 0.002 && now() < end) {
		double until = now() + 0.2;

		last = cpu;
		while (now() < until)
			if (!turn(lab, 50))
				return false;
		device_took(r, &cpu, &t->mib);
	}
	t->cpu = cpu - before;
	return all_right(lab);
}

/* What was put out is told; until all sinks have it. */
static struct took
measure(struct lab *lab, const struct running *r, double limit)
{
	struct took t = { .outcome = FAILED };
	struct timespec c;
	double before, start = now();

	device_took(r, &before, &t.mib);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &c);
	t.generator = -(double)c.tv_sec - (double)c.tv_nsec / 1e9;
	while (!all_right(lab)) {
		if (now() > start + limit) {
			t.outcome = BEATEN;
			t.seconds = limit;
			device_took(r, &t.cpu, &t.mib);
			t.cpu -= before;
			break;
		}
		if (!turn(lab, 100))
			return t;
	}
	if (t.outcome != BEATEN)
		t.seconds = now() - start;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &c);
	t.generator += (double)c.tv_sec + (double)c.tv_nsec / 1e9;
	if (t.outcome != BEATEN && rest(lab, r, &t, before))
		t.outcome = DONE;
	return t;
}

/* Whether as many routes were written as there are prefixes. */
static bool
records_are_there(const char *folder, uint32_t n)
{
	char path[4096], *line = NULL;
	size_t room = 0;
	uint32_t routes = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/records.ndjson", folder);
	f = fopen(path, "re");
	while (f != NULL && getline(&line, &room, f) > 0)
		routes += strstr(line, "\"route\"") != NULL;
	free(line);
	if (f != NULL)
		fclose(f);
	if (routes < n)
		fprintf(stderr, "%u routes in records.ndjson\n", routes);
	return routes >= n;
}

static double
limit_of(double best)
{
	double limit = best * TIMES_BEATEN;

	if (best <= 0)
		return MOST_LIMIT;
	return limit < LEAST_LIMIT ? LEAST_LIMIT : limit;
}

static void
phases_run(
    struct lab *lab, const struct running *r, double *best, struct took *took)
{
	uint32_t *want = lab->want;
	unsigned n = lab->sc->flaps ? NPHASES : 1;

	for (unsigned p = 0; p < n; p++) {
		struct obuf *out = &lab->neighbors[0].out;

		if (p == 0)
			for (unsigned s = 0; s < lab->sc->sources; s++)
				obuf_put(&lab->neighbors[s].out,
				    obuf_at(&lab->tables[s]),
				    obuf_left(&lab->tables[s]));
		else
			obuf_put(out, obuf_at(p == 1 ? &lab->gone : &lab->back),
			    obuf_left(p == 1 ? &lab->gone : &lab->back));
		lab->want = p == 1 ? lab->less : want;
		count_right(lab);
		took[p] = measure(lab, r, limit_of(best[p]));
		if (took[p].outcome != DONE)
			break;
		if (best[p] <= 0 || took[p].seconds < best[p])
			best[p] = took[p].seconds;
	}
	lab->want = want;
}

/* What `show router` says; 0 when that is nothing. */
static double
longest_round(void)
{
	static const char key[] = "\"longest_round\":";
	FILE *f = popen("\"$BGPSPEAK\" show router 2>/dev/null", "re");
	char *line = NULL, *at;
	size_t room = 0;
	double ms = 0;

	while (f != NULL && getline(&line, &room, f) > 0)
		if ((at = strstr(line, key)) != NULL)
			ms = strtod(at + sizeof(key) - 1, NULL) / 1000;
	free(line);
	if (f != NULL)
		pclose(f);
	return ms;
}

static void
run_one(struct lab *lab, const struct device *d, const char *folder,
    double *best, struct took *took)
{
	struct running r;

	for (unsigned p = 0; p < NPHASES; p++)
		took[p] = (struct took){ .outcome = FAILED };
	lab->neighbors = calloc(lab->n_neighbors, sizeof(*lab->neighbors));
	for (unsigned k = 0; k < lab->n_neighbors; k++) {
		lab->neighbors[k].k = k;
		lab->neighbors[k].fd = -1;
		lab->neighbors[k].have = calloc(lab->n, sizeof(uint32_t));
	}
	if (device_start(&r, d, folder, lab->n_neighbors, lab->sc->vpn) &&
	    all_up(lab))
		phases_run(lab, &r, best, took);
	if (took[0].outcome == DONE && strcmp(d->file, "site.json") == 0)
		took[0].longest = longest_round();
	device_stop(&r);
	for (unsigned k = 0; k < lab->n_neighbors; k++) {
		close(lab->neighbors[k].fd);
		obuf_fini(&lab->neighbors[k].out);
		free(lab->neighbors[k].have);
	}
	free(lab->neighbors);
	if (d->records && took[0].outcome == DONE &&
	    !records_are_there(folder, lab->n))
		took[0].outcome = FAILED;
}

/* ---- the report ---- */

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const struct took *took, unsigned n, size_t at)
{
	double v[MAX_RUNS];

	for (unsigned i = 0; i < n; i++)
		memcpy(&v[i], (const char *)&took[i * NPHASES] + at,
		    sizeof(double));
	qsort(v, n, sizeof(v[0]), by_size);
	return v[n / 2];
}

static void
report(const struct lab *lab, const struct device *d, unsigned phase,
    const struct took *took, unsigned n)
{
	enum outcome worst = DONE;

	for (unsigned i = 0; i < n; i++)
		if (took[i * NPHASES].outcome > worst)
			worst = took[i * NPHASES].outcome;
	printf("{\"name\":\"%s%s\",\"device\":\"%s\"", lab->sc->name,
	    phases[phase], d->name);
	if (worst == FAILED) {
		printf(",\"failed\":true}\n");
		return;
	}
	printf(",\"n\":%u,%s\"seconds\":%.3f,\"cpu_seconds\":%.3f,"
	       "\"peak_mib\":%.1f,\"generator_cpu_seconds\":%.3f",
	    phase == 0 ? lab->n : lab->n / 10,
	    worst == BEATEN ? "\"beaten\":true," : "",
	    median(took, n, offsetof(struct took, seconds)),
	    median(took, n, offsetof(struct took, cpu)),
	    median(took, n, offsetof(struct took, mib)),
	    median(took, n, offsetof(struct took, generator)));
	if (took[0].longest > 0)
		printf(",\"longest_round_ms\":%.1f",
		    median(took, n, offsetof(struct took, longest)));
	printf("}\n");
	fflush(stdout);
}

static bool
is_wanted(const char *list, const char *name)
{
	const char *only = getenv(list);

	return only == NULL || strstr(only, name) != NULL;
}

/* Each device once in a round, so that what disturbs, disturbs all. */
static void
race(const struct scenario *sc, const char *folder, unsigned percent,
    unsigned rounds)
{
	static struct took took[NDEVICES][MAX_RUNS][NPHASES];
	struct lab lab = {
		.sc = sc,
		.n = sc->prefixes / 100 * percent,
		.n_neighbors = sc->sources + sc->sinks,
	};
	bool out[NDEVICES] = { false };
	double best[NPHASES] = { 0 };

	lab_fill(&lab);
	for (unsigned i = 0; i < rounds; i++)
		for (unsigned d = 0; d < NDEVICES; d++)
			if (!out[d] &&
			    is_wanted("SPEAKERS_DEVICES", devices[d].name) &&
			    device_is_there(&devices[d])) {
				run_one(&lab, &devices[d], folder, best,
				    took[d][i]);
				out[d] = took[d][i][0].outcome != DONE;
				if (out[d])
					for (unsigned k = 0; k < rounds; k++)
						memcpy(took[d][k], took[d][i],
						    sizeof(took[d][i]));
			}
	for (unsigned d = 0; d < NDEVICES; d++)
		for (unsigned p = 0; p < (sc->flaps ? NPHASES : 1); p++)
			if (is_wanted("SPEAKERS_DEVICES", devices[d].name)) {
				if (device_is_there(&devices[d]))
					report(&lab, &devices[d], p,
					    &took[d][0][p], rounds);
				else if (p == 0)
					printf("{\"name\":\"%s\",\"device\":"
					       "\"%s\",\"skipped\":"
					       "\"not installed\"}\n",
					    sc->name, devices[d].name);
			}
	lab_empty(&lab);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/edgepipe-bench-XXXXXX", tool[4096], command[4200];
	unsigned percent = number_of("SPEAKERS_PERCENT", 5);
	unsigned rounds = number_of("SPEAKERS_RUNS", 1);

	(void)argc;
	snprintf(command, sizeof(command), "%s", argv[0]);
	snprintf(tool, sizeof(tool), "%s/../bin/bgpspeak", dirname(command));
	if (unshare(CLONE_NEWNET) < 0) {
		printf("{\"name\":\"one_table\",\"skipped\":"
		       "\"no rights to make namespaces\"}\n");
		return 0;
	}
	if (realpath(tool, command) == NULL || mkdtemp(folder) == NULL) {
		perror(tool);
		return 1;
	}
	setenv("BGPSPEAK", command, 1);
	setenv("EDGEPIPE_RUN", folder, 1);
	for (unsigned i = 0; i < NSCENARIOS; i++)
		if (is_wanted("SPEAKERS_SCENARIOS", scenarios[i].name))
			race(&scenarios[i], folder, percent,
			    rounds < MAX_RUNS ? rounds : MAX_RUNS);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	if (getenv("SPEAKERS_KEEP") != NULL)
		fprintf(stderr, "the files are in %s\n", folder);
	else if (system(command) != 0)
		return 1;
	return 0;
}
