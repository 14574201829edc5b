# edgepipe: `make` builds into build/, `make check` tests, `make install` installs.

.DEFAULT_GOAL := all

V      ?= 0
CC     ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
SHARED ?= ../shared
PKG_CONFIG ?= pkg-config

ifdef SAN
B    := build/san
SANF := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else
B    := build
SANF := -D_FORTIFY_SOURCE=2
endif

PKGS  := json-c libevent_core libmnl libpcap libarchive smartcols libpcre2-8
WARN  := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wundef -Wformat=2 \
	-Wimplicit-fallthrough
ours  := -std=c17 -D_GNU_SOURCE -Ilib -fPIE -fstack-protector-strong \
	$(WARN) $(WERROR) $(SANF) $(shell $(PKG_CONFIG) --cflags $(PKGS))
libs  := $(shell $(PKG_CONFIG) --libs $(PKGS))

lib.o := $(patsubst %.c,$B/%.o,$(wildcard lib/*/*.c))
tools := $(notdir $(wildcard bin/*))
units := $(patsubst tests/unit/%.c,$B/unit/%,$(wildcard tests/unit/*/*.c))
bench := $(patsubst tests/bench/%.c,$B/bench/%,$(wildcard tests/bench/*.c))
Q     := $(if $(filter 0,$V),@)

all: $(addprefix $B/bin/,$(tools))

$B/%.o: %.c
	@mkdir -p $(@D)
	$Q$(CC) $(ours) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/libedge.a: $(lib.o)
	$Qrm -f $@ && ar rcs $@ $^

define tool
$B/bin/$1: $(patsubst %.c,$B/%.o,$(wildcard bin/$1/*.c)) $B/libedge.a
	@mkdir -p $$(@D)
	$$Q$$(CC) $$(CFLAGS) $$(SANF) -pie $$(LDFLAGS) -o $$@ $$^ $$(libs)
endef
$(foreach t,$(tools),$(eval $(call tool,$t)))

$B/unit/%: $B/tests/unit/%.o $B/libedge.a
	@mkdir -p $(@D)
	$Q$(CC) $(CFLAGS) $(SANF) -pie $(LDFLAGS) -o $@ $^ $(libs)

$B/bench/%: $B/tests/bench/%.o $B/libedge.a
	@mkdir -p $(@D)
	$Q$(CC) $(CFLAGS) $(SANF) -pie $(LDFLAGS) -o $@ $^ $(libs)

# The unit tests alone: seconds.
quick: all $(units)
	$Q$(if $(units),prove -Q $(units))

check: all $(units)
	$Qprove -Q $(units)

bench: $(bench)
	$Qfor b in $^; do $$b || exit; done

clean:
	rm -rf build

-include $(shell find $B -name '*.d' 2>/dev/null)

.PHONY: all quick check bench clean
.DELETE_ON_ERROR:
.SECONDARY:
