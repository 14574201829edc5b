/*
 * Every field of every record, in the order in which it is written.
 *
 * Included by table.h for the enumerators AT_type_member and by tables.c for
 *the tables, each with its own meaning of
 *
 *	OBJECT(type)                                      of struct rec_type
 *	FIELD(type, member, "key", kind, flags, "help")
 *	UINT(type, member, "key", flags, lo, hi, "help")  hi 0: what fits
 *	ENUM(type, member, "key", flags, words, "help")   a number with a word
 *	WORD(type, member, "key", flags, words, "help")   a name, one of these
 *	PART(type, member, "key", flags, object, "help")  an object in it
 *	END(type)
 *
 * The help begins in lower case, as it follows the key in the manual.
 */
/* clang-format off */
#include "rec/fields_attributes.h"
#include "rec/fields_decoded.h"
#include "rec/fields_config.h"
#include "rec/fields_live.h"
#include "rec/fields_control.h"
/* clang-format on */

#undef ATTRIBUTES
#undef PLAIN_ATTRIBUTES
#undef OBJECT
#undef FIELD
#undef UINT
#undef ENUM
#undef WORD
#undef PART
#undef END
