/* bgpspeak: a BGP-4 speaker and analyser. */
#include "cli/cli.h"
#include "verbs.h"

static const struct verb verbs[] = {
	{
	    .name = "run",
	    .main = run_main,
	    .args = "[file ...]",
	    .help = "speak to the configured peers, and say what is learned",
	    .options = run_options,
	    .common = CLI_STRICT | CLI_PASS | CLI_SECRETS,
	    .examples =
		"# an edge: networks of this machine out, routes in\n"
		"vrfctl watch site.json | bgpspeak run | vrfctl sync\n"
		"# a daemon, asked by `show` and read by others with --from\n"
		"bgpspeak run --no-output site.json\n"
		"# more configuration for the daemon that runs\n"
		"cloudpeer apply site.json | bgpspeak run --feed\n",
	    .about =
		"Reads `router`, `peer`, `policy`, `interface_state` and "
		"`route` records; writes `route` records of `rib` loc, "
		"`peer_state` and `eor`. Routes of this machine are announced "
		"as the router record's `redistribute` says.\n\n"
		"An eBGP neighbour gets and gives nothing without an import "
		"and an export policy (RFC 8212). `accept`, `reject` and "
		"`next_hop_self` exist by themselves.",
	},
	{
	    .name = "decode",
	    .main = decode_main,
	    .args = "[file ...]",
	    .help = "captured BGP to records",
	    .options = decode_options,
	    .common = CLI_TABLE,
	    .examples = "# follow the BGP sessions of this machine\n"
			"tcpdump -U -w - port 179 | bgpspeak decode -\n"
			"# the notifications of a capture\n"
			"bgpspeak decode capture.pcap | jq "
			"'select(.kind==\"notification\")'\n"
			"# a routing table as its collector dumped it\n"
			"bgpspeak decode --table rib.mrt.gz\n",
	    .about =
		"Files are captures (pcap, pcapng) and MRT dumps, compressed "
		"or "
		"not, each known by its first bytes; - is standard input, read "
		"as it arrives. Captures give a message record for each BGP "
		"message, dumps of tables a route record for each entry.",
	},
	{
	    .name = "show",
	    .main = show_main,
	    .args = "[peers [NAME] | routes [all] [PREFIX]]",
	    .help = "what the daemon that runs has now",
	    .options = show_options,
	    .common = CLI_TABLE,
	    .examples =
		"# neighbours at a glance\n"
		"bgpspeak show --table\n"
		"# the way to an address, and every other path to it\n"
		"bgpspeak show routes all 172.16.0.1\n"
		"# everything that is so, and every change from now on\n"
		"bgpspeak show --follow\n",
	},
	{
	    .name = "check",
	    .main = check_main,
	    .args = "[file ...]",
	    .help = "tell every fault in a site's files",
	    .common = CLI_STRICT,
	    .examples = "# before a change goes live\n"
			"bgpspeak check --strict site.json\n",
	    .about =
		"Files are looked at together, so one may name what another "
		"defines. Exit status 65 when there was a fault.",
	},
	{ 0 },
};

static const struct tool tool = {
	.name = "bgpspeak",
	.help = "speak BGP-4, and look into it",
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&tool, argc, argv);
}
