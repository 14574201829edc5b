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
		"# the edge of a site: its networks out, the chosen routes in\n"
		"vrfctl watch site.json | bgpspeak run | vrfctl sync\n"
		"# only what changes about the neighbours\n"
		"bgpspeak run site.json | jq -c "
		"'select(.type == \"peer_state\") | [.name, .state, .reason]'\n"
		"# a daemon that `show` asks and others read with --from\n"
		"bgpspeak run --no-output --from vrfctl-watch site.json\n"
		"# one more file for the daemon that is running\n"
		"bgpspeak run --feed more.json\n",
	    .about =
		"Reads `router`, `peer`, `policy`, `interface_state` and "
		"`route` records, from the files and from standard input; "
		"writes the best routes (`route` records of `rib` loc), "
		"`peer_state`, and an `eor` when all neighbours have said "
		"everything. Routes of this machine are announced as the "
		"router record's `redistribute` says.\n\n"
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
	    .common = CLI_TABLE | CLI_PROGRESS,
	    .examples =
		"# follow the sessions of this machine, whoever speaks\n"
		"tcpdump -U -w - port 179 | bgpspeak decode -\n"
		"# why sessions in a capture have ended\n"
		"bgpspeak decode capture.pcap | jq "
		"'select(.kind == \"notification\")'\n"
		"# which routes of a collector's table pass through AS 64512\n"
		"bgpspeak decode --as-path _64512_ rib.mrt.gz | jq -r .prefix\n"
		"# which sessions in a capture have ended, and why\n"
		"bgpspeak decode --sessions --table capture.pcap\n"
		"# what is announced and withdrawn inside a network\n"
		"bgpspeak decode --routes --prefix '10.0.0.0/8 longer' "
		"capture.pcap\n"
		"# the same table, for a person\n"
		"bgpspeak decode --table rib.mrt.gz\n",
	    .about =
		"Files are captures (pcap, pcapng), MRT dumps and BMP, each "
		"known by its first bytes, compressed or not; - is standard "
		"input, "
		"read as it arrives. A capture gives a `message` record for "
		"each BGP message, the dump of a table a `route` record for "
		"each entry; --routes, --rib and --sessions give other views "
		"of the same.\n\n"
		"A filter given several times holds when one of them does; "
		"different filters must all hold, for one destination. A "
		"message passes whole. What is damaged is printed as far as it "
		"can be "
		"read, and the exit status is 65.",
	},
	{
	    .name = "encode",
	    .main = encode_main,
	    .args = "[file ...]",
	    .help = "records to BGP messages",
	    .options = encode_options,
	    .common = CLI_STRICT,
	    .examples =
		"# the messages of one neighbour, as a capture\n"
		"bgpspeak decode --peer 192.0.2.1 capture.pcap | "
		"bgpspeak encode --pcap >one.pcap\n"
		"# the same table without its communities\n"
		"bgpspeak decode rib.mrt.gz | jq -c 'del(.communities)' | "
		"bgpspeak encode --mrt >plain.mrt\n"
		"# one message, octet by octet\n"
		"echo '{\"type\":\"message\",\"protocol\":\"bgp\","
		"\"kind\":\"keepalive\"}' | bgpspeak encode --hex\n",
	    .about =
		"Reads `message` records, as `decode` writes them or a person "
		"does, and with --mrt also `route` records; writes the octets "
		"of the messages, one behind the other. What `decode` has read "
		"becomes the same octets again, malformed messages too: where "
		"these are not the usual form of what the record says, it has "
		"a `raw`, which counts as long as nobody changes the rest. A "
		"record of which no message can be made is refused with its "
		"line, its key and the reason, the rest goes on, and the exit "
		"status is 65.",
	},
	{
	    .name = "policy",
	    .main = policy_main,
	    .args = "[file ...]",
	    .help = "what policies make of routes",
	    .options = policy_options,
	    .common = CLI_CONFIG | CLI_STRICT,
	    .examples =
		"# what the import policies of a site leave of a table\n"
		"bgpspeak decode rib.mrt.gz | bgpspeak policy -c site.json "
		"--peer cloud-a\n"
		"# what is accepted and what is not, and by which rule\n"
		"bgpspeak decode rib.mrt.gz | bgpspeak policy -c site.json "
		"-p ours --explain\n"
		"# what a neighbour would be told of the routes that are best\n"
		"bgpspeak policy -c site.json --export --peer cloud-a "
		"routes.ndjson\n",
	    .about =
		"Reads `route` records and judges them with the policies of "
		"the files of -c, as `run` would: with those of each route's "
		"neighbour, known by its name or its address, or of --peer, "
		"or with --policy. What is accepted is written as it has "
		"become, what is rejected is dropped. --import judges routes "
		"of `rib` adj_in and adj_in_pre, --export those of loc. Other "
		"records pass.",
	},
	{
	    .name = "best",
	    .main = best_main,
	    .args = "[file ...]",
	    .help = "which routes would be chosen",
	    .options = best_options,
	    .common = CLI_CONFIG | CLI_STRICT,
	    .examples =
		"# what a changed site would choose, and what it would not\n"
		"bgpspeak decode rib.mrt.gz | bgpspeak policy -c site.json "
		"-p ours | bgpspeak best --explain\n"
		"# how many routes are decided by each step\n"
		"bgpspeak decode rib.mrt.gz | bgpspeak best | jq -r .reason | "
		"sort | uniq -c\n",
	    .about =
		"Reads `route` records of neighbours (`rib` adj_in) and writes "
		"the best of each destination (loc), with the step of the "
		"decision that chose it. Who neighbours are is read from "
		"`router`, `peer` and `peer_state` records and the index of a "
		"dump; without a `router` all are eBGP. Every next hop counts "
		"as reachable.\n\n"
		"--explain writes a `verdict` for each path that lost: by "
		"which step, what it compared, and the smallest change of one "
		"attribute that would make it the best.",
	},
	{
	    .name = "why",
	    .main = why_main,
	    .args = "PREFIX|ADDRESS [file ...]",
	    .help = "why one route is chosen, and others are not",
	    .options = why_options,
	    .common = CLI_CONFIG | CLI_STRICT,
	    .examples =
		"# the decision on one prefix of a table\n"
		"bgpspeak decode rib.mrt.gz | bgpspeak why 10.1.0.0/16\n",
	    .about = "As `best --explain`, for one prefix alone or the longest "
		     "that covers it. Where none does, the exit status is 1.",
	},
	{
	    .name = "dump",
	    .main = dump_main,
	    .args = "[file]",
	    .help = "the routes of the daemon that runs, as an MRT dump",
	    .options = dump_options,
	    .examples =
		"# what neighbours have announced, as collectors keep it\n"
		"bgpspeak dump | gzip >table.mrt.gz\n"
		"# the table of one neighbour, behind the import policy\n"
		"bgpspeak dump --after-policy --peer aws-dx-1 aws.mrt\n",
	    .about =
		"Writes a TABLE_DUMP_V2 (RFC 6396) of every path that "
		"neighbours have announced, with all of them in its index, to "
		"a file, which is there when it is whole, or to standard "
		"output. Updates as they come are kept by `run`, as the `mrt` "
		"of the router record says.",
	},
	{
	    .name = "show",
	    .main = show_main,
	    .args =
		"[peers [NAME]|routes [all] [PREFIX]|policies|router|metrics]",
	    .help = "what the daemon that runs has now",
	    .options = show_options,
	    .common = CLI_TABLE,
	    .examples =
		"# neighbours at a glance\n"
		"bgpspeak show --table\n"
		"# which of them are not up, and why\n"
		"bgpspeak show | jq -r 'select(.state != \"established\") | "
		".name + \": \" + .reason'\n"
		"# the way to an address, and every other path to it\n"
		"bgpspeak show --table routes all 172.16.0.1\n"
		"# what is sent to a neighbour, and what its own looked like\n"
		"bgpspeak show routes --rib adj_out --peer aws-dx-1\n"
		"bgpspeak show routes --rib adj_in_pre --peer aws-dx-1\n"
		"# why each path lost, and by how much\n"
		"bgpspeak show --table routes --explain 172.16.0.0/24\n"
		"# everything through an AS, with a community\n"
		"bgpspeak show routes --as-path _64512_ --community '64512:*'\n"
		"# counters and gauges for Prometheus\n"
		"bgpspeak show metrics\n"
		"# tables, memory and ROAs of the speaker as a whole\n"
		"bgpspeak show router\n"
		"# everything that is so, and every change from now on\n"
		"bgpspeak show --follow\n",
	    .about =
		"Asks the `bgpspeak run` whose socket is in $EDGEPIPE_RUN, by "
		"default /run/edgepipe. Without a word it shows the peers. Of "
		"routes it shows the best, with `all` every path, and why it "
		"cannot be chosen; with a prefix or an address that "
		"destination, or the longest prefix that covers it. --explain "
		"says of every path which step of the decision it lost or won, "
		"and what was compared. `router` is the speaker as a whole, "
		"`metrics` all counters in the text form of Prometheus.\n\n"
		"An option given several times holds when one of them does; "
		"different options must all hold.",
	},
	{
	    .name = "check",
	    .main = check_main,
	    .args = "[file ...]",
	    .help = "tell every fault in a site's files",
	    .common = CLI_STRICT,
	    .examples = "# before a change goes live\n"
			"bgpspeak check --strict site.json && "
			"bgpspeak run --feed site.json\n"
			"# for an editor or a pipeline: faults as records\n"
			"bgpspeak check --log-format json site.json\n",
	    .about =
		"A fault is what `run` would refuse, and more: a policy that "
		"does not exist, a neighbour without an address. Each is told "
		"in one line with its place. Files are looked at together, so "
		"one may name what another defines. Where all is well nothing "
		"is printed, and the exit status is 0.",
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
