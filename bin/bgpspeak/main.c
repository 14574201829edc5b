/* bgpspeak: BGP-4 speaker and analyser. */
#include "cli/cli.h"
#include "verbs.h"

static const struct verb verbs[] = {
	{ "decode", decode_main, "[file ...]", "captured BGP to records",
	    decode_options, CLI_TABLE,
	    "# follow the BGP sessions of this machine\n"
	    "tcpdump -U -w - port 179 | bgpspeak decode -\n"
	    "# the notifications of a capture\n"
	    "bgpspeak decode capture.pcap | jq "
	    "'select(.kind==\"notification\")'\n"
	    "# a routing table as its collector dumped it\n"
	    "bgpspeak decode --table rib.mrt.gz\n",
	    "Files are captures (pcap, pcapng) and MRT dumps, compressed or "
	    "not, each known by its first bytes; - is standard input, read as "
	    "it arrives. Captures give a message record for each BGP message, "
	    "dumps of tables a route record for each entry." },
	{ 0 },
};

static const struct tool tool = { "bgpspeak", "BGP-4 speaker and analyser",
	verbs };

int
main(int argc, char **argv)
{
	return cli_main(&tool, argc, argv);
}
