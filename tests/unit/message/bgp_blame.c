/* What the NOTIFICATIONs of neighbours say of our messages. */
#include "message/bgp_records.h"

#include "../../t.h"

static const struct {
	uint16_t error;
	uint8_t n, data[12];
	const char *kind, *attribute, *text; /* NULL: there is none */
} said[] = {
	{ BGP_ERROR(1, 1), 0, { 0 }, NULL, NULL, NULL },
	{ BGP_ERROR(1, 2), 2, { 0, 18 }, NULL, NULL, "a message of length 18" },
	{ BGP_ERROR(1, 2), 1, { 0 }, NULL, NULL, NULL },
	{ BGP_ERROR(1, 3), 1, { 9 }, NULL, NULL, "a message of type 9" },
	{ BGP_ERR_VERSION, 2, { 0, 3 }, "open", NULL, "it speaks version 3" },
	{ BGP_ERR_PEER_AS, 0, { 0 }, "open", NULL,
	    "open_message_error/bad_peer_as" },
	{ BGP_ERR_CAPABILITY, 6, { 1, 4, 0, 2, 0, 1 }, "open", NULL,
	    "it misses capability multiprotocol ipv6_unicast" },
	{ BGP_ERR_CAPABILITY, 2, { 65, 0 }, "open", NULL,
	    "it misses capability four_octet_as" },
	{ BGP_ERR_CAPABILITY, 2, { 99, 0 }, "open", NULL,
	    "it misses capability 99" },
	{ BGP_ERR_CAPABILITY, 2, { 1, 4 }, "open", NULL,
	    "open_message_error/unsupported_capability" },
	{ BGP_ERR_ATTRIBUTES, 0, { 0 }, "update", NULL,
	    "update_message_error/malformed_attribute_list" },
	{ BGP_ERR_FLAGS, 4, { 0x80, 1, 1, 0 }, "update", "origin",
	    "update_message_error/attribute_flags_error" },
	{ BGP_ERR_MISSING, 1, { 2 }, "update", "as_path",
	    "update_message_error/missing_well_known_attribute" },
	{ BGP_ERR_HOLD_TIMER, 0, { 0 }, NULL, NULL, NULL },
	{ BGP_ERR_FSM_ESTABLISHED, 1, { 1 }, "open", NULL,
	    "finite_state_machine_error/unexpected_message_in_established" },
	{ BGP_ERR_FSM, 0, { 0 }, NULL, NULL, NULL },
	{ BGP_CEASE_MAX_PREFIXES, 7, { 0, 1, 1, 0, 0, 0, 5 }, NULL, NULL,
	    "ipv4_unicast: more than 5 prefixes" },
	{ BGP_CEASE_SHUTDOWN, 3, { 2, 'h', 'i' }, NULL, NULL, NULL },
	{ BGP_CEASE_HARD_RESET, 2, { 6, 3 }, NULL, NULL,
	    "cease/peer_deconfigured" },
	{ BGP_ERR_REFRESH, 0, { 0 }, "route_refresh", NULL,
	    "route_refresh_message_error/invalid_message_length" },
	{ BGP_ERROR(99, 1), 1, { 1 }, NULL, NULL, NULL },
};

static bool
is_text(const char *got, const char *want)
{
	return want == NULL ? got == NULL
			    : got != NULL && strcmp(got, want) == 0;
}

static void
what_was_refused_is_read_from_code_and_data(void)
{
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		uint8_t *data = t_exact(said[i].data, said[i].n);
		const struct bgp_notification n = {
			BGP_ERROR_CODE(said[i].error),
			BGP_ERROR_SUBCODE(said[i].error),
			rbuf(data, said[i].n),
		};
		struct arena arena = { 0 };
		struct rec_error e = { 0 };

		CHECK(
		    bgp_record_blame(&e, &n, &arena) == (said[i].text != NULL));
		CHECK(is_text(e.text, said[i].text));
		CHECK(is_text(e.kind, said[i].kind));
		CHECK(is_text(e.attribute, said[i].attribute));
		arena_fini(&arena);
		free(data);
	}
}

static void
any_code_with_any_data_cut_anywhere_is_read(void)
{
	for (unsigned error = 0; error < 0x0b00; error++)
		for (uint8_t n = 0; n < 8; n++) {
			const uint8_t full[] = { 1, 4, 0, 1, 0, 1, 9, 9 };
			uint8_t *data = t_exact(full, n);
			const struct bgp_notification m = {
				BGP_ERROR_CODE(error),
				BGP_ERROR_SUBCODE(error),
				rbuf(data, n),
			};
			struct arena arena = { 0 };
			struct rec_error e = { 0 };

			if (bgp_record_blame(&e, &m, &arena))
				CHECK(e.text[0] != '\0');
			arena_fini(&arena);
			free(data);
		}
}

int
main(void)
{
	RUN(what_was_refused_is_read_from_code_and_data);
	RUN(any_code_with_any_data_cut_anywhere_is_read);
	return DONE();
}
