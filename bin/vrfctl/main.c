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
		"# interfaces and routes of this machine, and every change\n"
		"vrfctl watch\n"
		"# the usual head of a pipeline\n"
		"vrfctl watch site.json | bgpspeak run | vrfctl sync\n"
		"# connected networks, once, for a script\n"
		"vrfctl watch --once | jq -r "
		"'select(.protocol == \"connected\").prefix'\n"
		"# links that go down and come back, as it happens\n"
		"vrfctl watch | jq -c "
		"'select(.type == \"interface_state\") | [.name, .up]'\n",
	    .about =
		"Says what is so, an `eor` when that is all, and then what "
		"changes. Files are passed on first, so that who reads on "
		"knows what to do with the routes. Of routes it reads the "
		"main table; what edgepipe installed itself is not reported, "
		"nor are link-local and multicast networks.",
	},
	{
	    .name = "sync",
	    .main = sync_main,
	    .args = "[file ...]",
	    .help = "keep the kernel's table as the route records say",
	    .options = sync_options,
	    .common = CLI_STRICT | CLI_PASS,
	    .examples =
		"# install what a speaker has chosen\n"
		"bgpspeak run site.json | vrfctl sync\n"
		"# the same from a daemon, so that each can be restarted\n"
		"vrfctl sync --no-output --from bgpspeak-run\n"
		"# install these, delete what an earlier run left, exit\n"
		"vrfctl sync --once routes.ndjson\n"
		"# take away what is ours when it ends\n"
		"vrfctl sync --clean routes.ndjson\n",
	    .about =
		"Needs root, or CAP_NET_ADMIN. Installs unicast routes of "
		"`rib` loc without labels, under a protocol number of its own "
		"(245), and touches no other route. What something else takes "
		"away is put back. Routes of an earlier run stay until an "
		"`eor` says that all has been repeated.",
	},
	{
	    .name = "plan",
	    .main = plan_main,
	    .args = "[file ...]",
	    .help = "what sync would change, as step records",
	    .options = plan_options,
	    .common = CLI_STRICT | CLI_TABLE,
	    .examples = "# before sync, for a person\n"
			"vrfctl plan --table routes.ndjson\n"
			"# does the kernel have what the speaker has chosen?\n"
			"bgpspeak show routes | vrfctl plan\n",
	    .about = "Changes nothing, and needs no rights. Exit status 0 says "
		     "that there is nothing to do, 2 that there are changes. A "
		     "file with a fault is not compared at all.",
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
