/* What two OPENs agree on. */
#include "wire/bgp.h"

/* How many both speak (RFC 4760 8). */
static unsigned
families_agreed(const struct bgp_caps *from, const struct bgp_caps *to)
{
	unsigned n = 0;

	for (unsigned i = 0; i < from->families.n; i++)
		for (unsigned k = 0; k < to->families.n; k++)
			if (from->families.at[i].family ==
			    to->families.at[k].family)
				n++;
	return n;
}

void
bgp_codec_agree(struct bgp_codec *codec, const struct bgp_open *from,
    const struct bgp_open *to)
{
	*codec = (struct bgp_codec){
		.as4 = from->caps.as4 && to->caps.as4,
		.extended =
		    from->caps.extended_message && to->caps.extended_message,
		.session = from->as == to->as ? BGP_INTERNAL : BGP_EXTERNAL,
		.one_family = families_agreed(&from->caps, &to->caps) < 2,
	};
	for (unsigned i = 0; i < from->caps.add_path.n; i++) {
		const struct bgp_cap_family *f = &from->caps.add_path.at[i];

		if (f->value & BGP_ADD_PATH_SEND &&
		    bgp_cap_families_value(&to->caps.add_path, f->family) &
			BGP_ADD_PATH_RECEIVE)
			codec->add_path[codec->add_path_n++] = f->family;
	}
}

bool
bgp_codec_add_path(const struct bgp_codec *codec, uint32_t family)
{
	for (unsigned i = 0; i < codec->add_path_n; i++)
		if (codec->add_path[i] == family)
			return true;
	return false;
}

size_t
bgp_codec_max(const struct bgp_codec *codec)
{
	return codec->extended ? BGP_MAX_EXTENDED_SIZE : BGP_MAX_SIZE;
}
