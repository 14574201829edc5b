/* vrfctl: VRFs and the kernel's routes, as records. */
#include "vrfctl.h"

static const struct verb verbs[] = {
	{
	    .name = "watch",
	    .main = watch_main,
	    .args = "[file ...]",
	    .help = "kernel routes and interfaces to records, live",
	    .options = watch_options,
	    .common = CLI_STRICT | CLI_PASS,
	    .examples =
		"# networks and links of this machine, and what becomes of "
		"them\n"
		"vrfctl watch\n"
		"# the usual head of a pipeline\n"
		"vrfctl watch site.json | bgpspeak run | vrfctl sync\n"
		"# connected networks, once, for a script\n"
		"vrfctl watch --once | jq 'select(.protocol==\"connected\")'\n",
	    .about =
		"Reads the main table. Routes that edgepipe installed itself "
		"are not reported, nor are link-local and multicast networks.",
	},
	{
	    .name = "sync",
	    .main = sync_main,
	    .args = "[file ...]",
	    .help = "keep the kernel's table as the route records say",
	    .options = sync_options,
	    .common = CLI_STRICT | CLI_PASS,
	    .examples = "# install what a speaker has chosen\n"
			"bgpspeak run site.json | vrfctl sync\n"
			"# the same from a daemon, restarted by itself\n"
			"vrfctl sync --from bgpspeak-run --no-output\n"
			"# take away what is ours when it ends\n"
			"vrfctl sync --clean routes.ndjson\n",
	    .about =
		"Installs unicast routes without labels of `rib` loc under a "
		"protocol number of its own, and touches no other route. "
		"Routes of an earlier run stay until an eor says that all has "
		"been repeated.",
	},
	{
	    .name = "plan",
	    .main = plan_main,
	    .args = "[file ...]",
	    .help = "what sync would change, as step records",
	    .options = plan_options,
	    .common = CLI_STRICT | CLI_TABLE,
	    .examples = "# exit 0: nothing to do; 2: changes\n"
			"vrfctl plan routes.ndjson\n"
			"# what a speaker that runs would have installed\n"
			"bgpspeak show routes | vrfctl plan --table\n",
	},
	{ 0 },
};

static const struct tool tool = {
	.name = "vrfctl",
	.help = "the kernel's routes and interfaces as records, and back",
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&tool, argc, argv);
}
