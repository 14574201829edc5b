/* A growing buffer: the room doubles, and what was taken is reused first. */
#include "base/obuf.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_ROOM 4096

void
obuf_grow(struct obuf *o, size_t n)
{
	size_t left = o->used - o->from, need, room;

	if (__builtin_add_overflow(left, n, &need) || need > SIZE_MAX / 2)
		need = SIZE_MAX; /* refused by the allocator */
	if (o->from > 0) {
		memmove(o->mem, o->mem + o->from, left);
		o->from = 0;
		o->used = left;
	}
	/*
	 * Moving alone is enough only where it freed half of the room: else a
	 * reader that takes a little each time would make us move all of it
	 * again for each little that comes.
	 */
	if (need <= o->room / 2)
		return;
	room = o->room > 0 ? o->room : FIRST_ROOM;
	while (room < need && room <= SIZE_MAX / 2)
		room *= 2;
	if (room == o->room)
		room *= 2;
	if (room < need)
		room = need;
	o->mem = mem_realloc(o->mem, room);
	o->room = room;
}

void
obuf_fini(struct obuf *o)
{
	free(o->mem);
	*o = (struct obuf){ 0 };
}

void
obuf_printf(struct obuf *o, const char *fmt, ...)
{
	va_list args, again;
	size_t room;
	int n;

	obuf_need(o, 1);
	room = o->room - o->used;
	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(o->mem + o->used, room, fmt, args);
	if (n > 0 && (size_t)n >= room) {
		/* One more for the NUL, which is not part of the text. */
		vsnprintf(
		    obuf_need(o, (size_t)n + 1), (size_t)n + 1, fmt, again);
	}
	va_end(again);
	va_end(args);
	if (n > 0)
		o->used += (size_t)n;
}
