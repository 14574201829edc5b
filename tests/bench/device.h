/*
 * BGP speakers under test, one at a time, in namespaces of their own: how each
 * is configured and started, and what it takes of processor and memory.
 *
 * Neighbour k stands at 10.99.k.2, the device at 10.99.k.1; the first are
 * sources, the others sinks, and all of them call. Everybody gets everything.
 */
#ifndef TESTS_BENCH_DEVICE_H
#define TESTS_BENCH_DEVICE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEVICE_AS = 65000, NEIGHBOR_AS = 65100, MAX_NEIGHBORS = 32 };

struct device {
	const char *name;
	const char *needs; /* a program; it is left out without */
	const char *file;  /* of its configuration */
	void (*configure)(FILE *, unsigned neighbors, bool vpn);
	const char *start; /* for sh, in the folder; $BGPSPEAK is ours */
	bool records;      /* it writes what it chooses to records.ndjson */
};

/* ---- configurations ---- */

static void
configure_ours(FILE *f, unsigned neighbors, bool vpn)
{
	fprintf(f,
	    "{\"type\":\"router\",\"as\":%d,"
	    "\"router_id\":\"10.99.0.1\"}\n"
	    "{\"type\":\"interface_state\",\"name\":\"wire\","
	    "\"up\":true,\"ifindex\":2,\"addresses\":[",
	    DEVICE_AS);
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f, "%s\"10.99.%u.1/24\"", k > 0 ? "," : "", k);
	fprintf(f, "]}\n");
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f,
		    "{\"type\":\"route\",\"protocol\":\"connected\","
		    "\"family\":\"ipv4_unicast\","
		    "\"prefix\":\"10.99.%u.0/24\","
		    "\"paths\":[{\"interface\":\"wire\"}]}\n"
		    "{\"type\":\"peer\",\"name\":\"n%u\","
		    "\"remote_as\":%u,\"remote_address\":\"10.99.%u.2\","
		    "\"passive\":true,\"families\":[\"%s\"],"
		    "\"import\":[\"accept\"],\"export\":[\"accept\"]}\n",
		    k, k, NEIGHBOR_AS + k, k,
		    vpn ? "ipv4_vpn" : "ipv4_unicast");
}

static void
configure_bird(FILE *f, unsigned neighbors, bool vpn)
{
	fprintf(f, "router id 10.99.0.1;\nprotocol device {}\n%s",
	    vpn ? "vpn4 table held;\n" : "");
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f,
		    "protocol bgp n%u {\nlocal 10.99.%u.1 as %d;\n"
		    "neighbor 10.99.%u.2 as %u;\npassive yes;\n"
		    "%s { %simport all; export all; };\n}\n",
		    k, k, DEVICE_AS, k, NEIGHBOR_AS + k,
		    vpn ? "vpn4 mpls" : "ipv4", vpn ? "table held; " : "");
}

static void
configure_frr(FILE *f, unsigned neighbors, bool vpn)
{
	fprintf(f,
	    "router bgp %d\nbgp router-id 10.99.0.1\n"
	    "no bgp ebgp-requires-policy\nno bgp network import-check\n",
	    DEVICE_AS);
	if (vpn)
		fprintf(f, "no bgp default ipv4-unicast\n");
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f,
		    "neighbor 10.99.%u.2 remote-as %u\n"
		    "neighbor 10.99.%u.2 passive\n",
		    k, NEIGHBOR_AS + k, k);
	if (!vpn)
		return;
	fprintf(f, "address-family ipv4 vpn\n");
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f, "neighbor 10.99.%u.2 activate\n", k);
	fprintf(f, "exit-address-family\n");
}

static void
configure_gobgp(FILE *f, unsigned neighbors, bool vpn)
{
	fprintf(f, "[global.config]\nas = %d\nrouter-id = \"10.99.0.1\"\n",
	    DEVICE_AS);
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f,
		    "[[neighbors]]\n[neighbors.config]\n"
		    "neighbor-address = \"10.99.%u.2\"\npeer-as = %u\n"
		    "[neighbors.transport.config]\npassive-mode = true\n"
		    "[[neighbors.afi-safis]]\n[neighbors.afi-safis.config]\n"
		    "afi-safi-name = \"%s\"\n",
		    k, NEIGHBOR_AS + k,
		    vpn ? "l3vpn-ipv4-unicast" : "ipv4-unicast");
}

static void
configure_openbgpd(FILE *f, unsigned neighbors, bool vpn)
{
	fprintf(f, "AS %d\nrouter-id 10.99.0.1\nfib-update no\n", DEVICE_AS);
	for (unsigned k = 0; k < neighbors; k++)
		fprintf(f,
		    "neighbor 10.99.%u.2 {\nremote-as %u\npassive\n%s}\n", k,
		    NEIGHBOR_AS + k,
		    vpn ? "announce IPv4 none\nannounce IPv4 vpn\n" : "");
	fprintf(f, "allow from any\nallow to any\n");
}

/*
 * FRR: zebra only resolves next hops, and is not counted. OpenBGPD ends where
 * its folder is missing.
 */
static const struct device devices[] = {
	{ "bgpspeak", "sh", "site.json", configure_ours,
	    "exec \"$BGPSPEAK\" run --no-pass site.json </dev/null "
	    ">records.ndjson",
	    true },
	{ "bgpspeak --no-output", "sh", "site.json", configure_ours,
	    "exec \"$BGPSPEAK\" run --no-output site.json </dev/null", false },
	{ "BIRD", "bird", "bird.conf", configure_bird,
	    "exec bird -f -c bird.conf -s bird.ctl", false },
	{ "FRR", "/usr/lib/frr/bgpd", "bgpd.conf", configure_frr,
	    "PATH=/usr/lib/frr:$PATH; chmod 777 .\n"
	    "zebra -f /dev/null -z \"$PWD/zserv\" -i \"$PWD/zebra.pid\" "
	    "--vty_socket \"$PWD\" -P 0 &\n"
	    "while [ ! -S zserv ]; do sleep 0.05; done\n"
	    "bgpd -n -S -f \"$PWD/bgpd.conf\" -z \"$PWD/zserv\" "
	    "-i \"$PWD/bgpd.pid\" --vty_socket \"$PWD\" -P 0",
	    false },
	{ "GoBGP", "gobgpd", "gobgpd.toml", configure_gobgp,
	    "exec gobgpd -f gobgpd.toml --pprof-disable --log-plain", false },
	{ "OpenBGPD", "bgpctl", "bgpd.conf", configure_openbgpd,
	    "mkdir -p /run/openbgpd; chmod 600 bgpd.conf\n"
	    "exec /usr/sbin/bgpd -d -f bgpd.conf",
	    false },
};

enum { NDEVICES = sizeof(devices) / sizeof(devices[0]) };

static bool
device_is_there(const struct device *d)
{
	char command[128];

	snprintf(
	    command, sizeof(command), "command -v %s >/dev/null", d->needs);
	return system(command) == 0;
}

/* ---- a run of one ---- */

struct running {
	pid_t pid;
	ino_t net; /* its network namespace: all its processes are in it */
};

/* In the child: namespaces, then the wire is laid, then the device. */
static void
device_be(const char *start, const char *folder, unsigned neighbors,
    const int *ready, const int *go)
{
	char script[4096], byte = 0;
	int n = 0;
	pid_t pid;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("run", "/run", "tmpfs", 0, NULL) < 0 || chdir(folder) < 0 ||
	    write(ready[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 1)
		_exit(126);
	n += snprintf(script + n, sizeof(script) - n,
	    "exec 2>log.txt\nip link set lo up; ip link set wire up\n");
	for (unsigned k = 0; k < neighbors; k++)
		n += snprintf(script + n, sizeof(script) - n,
		    "ip addr add 10.99.%u.1/24 dev wire\n", k);
	snprintf(script + n, sizeof(script) - n, "%s\n", start);
	pid = fork(); /* the first of its namespace: with it all end */
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(null, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", script, NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	_exit(0);
}

static ino_t
net_of(const char *pid)
{
	char path[300];
	struct stat s;

	snprintf(path, sizeof(path), "/proc/%s/ns/net", pid);
	return stat(path, &s) == 0 ? s.st_ino : 0; /* 0: it has ended */
}

static bool
device_start(struct running *r, const struct device *d, const char *folder,
    unsigned neighbors, bool vpn)
{
	char path[4096], pid[32], byte = 0;
	int ready[2], go[2];
	bool fine;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, d->file);
	f = fopen(path, "we");
	if (f == NULL || pipe2(ready, O_CLOEXEC) < 0 ||
	    pipe2(go, O_CLOEXEC) < 0)
		return false;
	d->configure(f, neighbors, vpn);
	fclose(f);
	r->pid = fork();
	if (r->pid == 0) {
		close(ready[0]);
		close(go[1]);
		device_be(d->start, folder, neighbors, ready, go);
	}
	close(ready[1]);
	close(go[0]);
	fine = read(ready[0], &byte, 1) == 1;
	snprintf(pid, sizeof(pid), "%d", r->pid);
	r->net = net_of(pid);
	snprintf(path, sizeof(path),
	    "ip link add world type veth peer name wire netns %s && "
	    "ip link set world up",
	    pid);
	fine = fine && r->net != 0 && system(path) == 0;
	for (unsigned k = 0; fine && k < neighbors; k++) {
		snprintf(path, sizeof(path),
		    "ip addr add 10.99.%u.2/24 dev world", k);
		fine = system(path) == 0;
	}
	fine = fine && write(go[1], &byte, 1) == 1;
	close(ready[0]);
	close(go[1]);
	return fine;
}

static double
memory_peak(const char *pid)
{
	char path[300], line[200];
	double kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/status", pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtod(line + 6, NULL);
	if (f != NULL)
		fclose(f);
	return kib / 1024;
}

static bool
is_counted(const char *pid)
{
	char path[300], name[64] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	f = fopen(path, "re");
	if (f != NULL) {
		if (fgets(name, sizeof(name), f) == NULL)
			name[0] = '\0';
		fclose(f);
	}
	return strncmp(name, "zebra", 5) != 0;
}

/* Processor seconds and the peak of memory of all its processes. */
static void
device_took(const struct running *r, double *cpu, double *mib)
{
	DIR *dir = opendir("/proc");
	struct dirent *e;

	*cpu = *mib = 0;
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		struct timespec t;
		clockid_t clock;
		int pid = atoi(e->d_name);

		if (pid <= 0 || pid == r->pid || net_of(e->d_name) != r->net ||
		    !is_counted(e->d_name))
			continue;
		if (clock_getcpuclockid(pid, &clock) == 0 &&
		    clock_gettime(clock, &t) == 0)
			*cpu += (double)t.tv_sec + (double)t.tv_nsec / 1e9;
		*mib += memory_peak(e->d_name);
	}
	if (dir != NULL)
		closedir(dir);
}

/* The keeper of its namespaces cannot be first of one: the child is. */
static void
device_stop(const struct running *r)
{
	DIR *dir = r->net != net_of("self") ? opendir("/proc") : NULL;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (atoi(e->d_name) > 0 && atoi(e->d_name) != r->pid &&
		    net_of(e->d_name) == r->net)
			kill(atoi(e->d_name), SIGKILL);
	if (dir != NULL)
		closedir(dir);
	waitpid(r->pid, NULL, 0);
	if (system("ip link del world 2>/dev/null") != 0)
		errno = 0; /* it has gone with the other end */
}

#endif
