/* ldpd-lite: label distribution (RFC 5036), read and written as records. */
#include "cli/cli.h"
#include "verbs.h"

static const struct verb verbs[] = {
	{
	    .name = "run",
	    .main = run_main,
	    .args = "[file ...]",
	    .help =
		"speak LDP over the links of a site, and say what comes of it",
	    .options = run_options,
	    .common = CLI_STRICT | CLI_PASS | CLI_SECRETS,
	    .examples =
		"# the core of a site: labels for its routes\n"
		"vrfctl watch site.json | ldpd-lite run | bgpspeak run\n"
		"# only what changes about the neighbours\n"
		"ldpd-lite run site.json | jq -c "
		"'select(.type == \"adjacency\") | [.name, .state, .reason]'\n"
		"# a daemon that `show` asks and others read with --from\n"
		"ldpd-lite run --no-output --from vrfctl-watch site.json\n",
	    .about =
		"Reads `router`, `interface`, `interface_state` and `route` "
		"records, from the files and from standard input; writes "
		"`lsp`, `lfib` and `label` records, an `adjacency` for each "
		"neighbour, and an `eor` when all neighbours have said "
		"everything.\n\n"
		"LDP is spoken over the interfaces whose record has `ldp`, as "
		"the router record's `ldp` says; its `router_id` is where "
		"sessions end unless `ldp.transport` names addresses.",
	},
	{
	    .name = "decode",
	    .main = decode_main,
	    .args = "[file ...]",
	    .help = "captured LDP to records",
	    .options = decode_options,
	    .common = CLI_TABLE | CLI_PROGRESS,
	    .examples =
		"# who says hello, and where its session is to be\n"
		"ldpd-lite decode capture.pcap | jq -r "
		"'select(.kind == \"hello\") | .ldp.lsr'\n"
		"# why sessions have ended\n"
		"ldpd-lite decode capture.pcap | jq -c "
		"'select(.kind == \"notification\") | .ldp.tlvs[0]'\n"
		"# the label database over time\n"
		"ldpd-lite decode --bindings --table capture.pcap\n"
		"# follow the sessions of this machine, whoever speaks\n"
		"tcpdump -U -w - port 646 | ldpd-lite decode -\n",
	    .about =
		"Files are captures (pcap, pcapng), compressed or not; - is "
		"standard input, read as it arrives. Each LDP message, of a "
		"hello over UDP or of a session over TCP, becomes a `message` "
		"record with its TLVs in their order. With --bindings each "
		"change of the label database becomes a `label` record: what "
		"a router has told a neighbour, by mappings, withdrawals, and "
		"the end of their session.\n\n"
		"What is damaged is printed as far as it can be read, and the "
		"exit status is 65.",
	},
	{
	    .name = "encode",
	    .main = encode_main,
	    .args = "[file ...]",
	    .help = "records to LDP messages",
	    .options = encode_options,
	    .common = CLI_STRICT,
	    .examples =
		"# what decode has read, octet by octet\n"
		"ldpd-lite decode capture.pcap | ldpd-lite encode --hex\n",
	    .about =
		"Reads `message` records, as `decode` writes them or a person "
		"does, and writes the octets of their PDUs, one behind the "
		"other. A message is in the PDU of the one before where that "
		"has ldp.more. What `decode` has read becomes the same octets "
		"again, also where a message has a `raw`: that counts as long "
		"as nobody changes the rest. A record of which no message can "
		"be made is refused with its line, its key and the reason, "
		"the rest goes on, and the exit status is 65.",
	},
	{
	    .name = "show",
	    .main = show_main,
	    .args = "[neighbors|adjacencies|capabilities|bindings|router|"
		    "metrics] [ID]",
	    .help = "what the daemon that runs has now",
	    .options = show_options,
	    .common = CLI_TABLE,
	    .examples =
		"# neighbours at a glance\n"
		"ldpd-lite show --table\n"
		"# which of them are not up, and why\n"
		"ldpd-lite show | jq -r 'select(.state != \"operational\") | "
		".name + \": \" + .reason'\n"
		"# every label, ours and theirs, and which is in use\n"
		"ldpd-lite show --table bindings\n"
		"# counters and gauges for Prometheus\n"
		"ldpd-lite show metrics\n"
		"# everything that is so, and every change from now on\n"
		"ldpd-lite show --follow\n",
	    .about =
		"Asks the `ldpd-lite run` whose socket is in $EDGEPIPE_RUN, by "
		"default /run/edgepipe. Without a word it shows the "
		"neighbours. `neighbors` takes the ID of one, `bindings` a "
		"prefix. `bindings` are `label` records: local ones of us "
		"and as each neighbour was told, remote ones with the reason "
		"why they are in use or not.",
	},
	{
	    .name = "check",
	    .main = check_main,
	    .args = "[file ...]",
	    .help = "tell every fault in a site's files",
	    .common = CLI_STRICT | CLI_SECRETS,
	    .examples = "# before a change goes live\n"
			"ldpd-lite check --strict site.json && "
			"ldpd-lite run --feed site.json\n",
	    .about =
		"A fault is what `run` would refuse, and a password file that "
		"cannot be read. Each is told in one line with its place. "
		"Where all is well nothing is printed, and the exit status is "
		"0.",
	},
	{ 0 },
};

static const struct tool tool = {
	.name = "ldpd-lite",
	.help = "speak, read and write LDP, label distribution",
	.verbs = verbs,
};

int
main(int argc, char **argv)
{
	return cli_main(&tool, argc, argv);
}
