# edgepipe. `make` builds into build/, `make check` tests, `make install` installs.
# Adding a file to lib/, bin/ or tests/ changes nothing here.

.DEFAULT_GOAL := all

# ---- what can I run
#   all          the tools, in build/bin; SAN=1 with sanitizers, V=1 shows how
#   deps         install what building, running and the demo need (as root)
#   deps-check   that, and the peers and programs that the tests need
#   check        every test that this machine can run; names what it skipped
#   check-long   hours of it, sanitized and fuzzed;  quick: only the unit tests
#   lint         layers, purity, doors, shape, format, scripts, man pages
#   fuzz         libFuzzer on every codec, or on T; SECONDS of CPU time each
#   bench        measurements as records;  demo: a site that routes to a cloud
#   completions, man, schema   write the files that come from the tables

V          ?= 0
CC         ?= cc
CLANG      ?= clang-14
CFLAGS     ?= -O2 -g
PKG_CONFIG ?= pkg-config
SHARED     ?= ../shared
FUZZ_TIME  ?= $(or $(SECONDS),20)

# ---- where does it go

PREFIX  ?= /usr/local
bindir  := $(DESTDIR)$(PREFIX)/bin
mandir  := $(DESTDIR)$(PREFIX)/share/man
bashdir := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zshdir  := $(DESTDIR)$(PREFIX)/share/zsh/site-functions
fishdir := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
datadir := $(DESTDIR)$(PREFIX)/share/edgepipe

B    := build$(if $(SAN),/san)$(if $(LIBFUZZER),/libfuzzer)
SANF := -D_FORTIFY_SOURCE=2
ifneq ($(SAN)$(LIBFUZZER),)
SANF := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
	$(if $(LIBFUZZER),-fsanitize=fuzzer-no-link)
endif

# ---- how is it built

PKGS  := json-c libevent_core libmnl libpcap zlib liblzma libzstd smartcols libpcre2-8
WARN  := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wundef -Wformat=2 \
	-Wimplicit-fallthrough
# Asked once, when the first recipe needs it: `make deps all` installs before.
cflags = $(eval cflags := $$(shell $(PKG_CONFIG) --cflags $(PKGS) || echo none))$(found)
found  = $(if $(filter none,$(cflags)),$(error a library is missing: `make deps`),$(cflags))
libs   = $(eval libs := $$(shell $(PKG_CONFIG) --libs $(PKGS)) -lbz2)$(libs)
ours   = -std=c17 -D_GNU_SOURCE -Ilib -fPIE -fstack-protector-strong \
	$(WARN) $(WERROR) $(SANF) $(cflags)
define link
@mkdir -p $(@D)
$Q$(CC) $(CFLAGS) $(SANF) -pie $(LDFLAGS) -o $@ $^ $(libs)
endef

O     := $B/obj
lib.o := $(patsubst %.c,$O/%.o,$(wildcard lib/*/*.c))
bin.o := $(patsubst %.c,$O/%.o,$(wildcard bin/*/*.c))
tools := $(notdir $(patsubst %/,%,$(wildcard bin/*/)))
names  = $(patsubst tests/$1/%.c,$B/$1/%,$(wildcard tests/$1/$2.c))
units := $(call names,unit,*/*)
bench := $(call names,bench,*)
fuzz  := $(filter-out %/main,$(call names,fuzz,*))
deps  := $(filter deps deps-check,$(MAKECMDGOALS))
Q     := $(if $(filter 0,$V),@)

all: $(addprefix $B/bin/,$(tools))

$O/%.o: %.c | $(deps)
	@mkdir -p $(@D)
	$Q$(CC) $(ours) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A source that leaves, or returns with its old object, shows in the list alone.
ifneq ($(file <$B/objects),$(lib.o) $(bin.o))
$(shell mkdir -p $B)$(file >$B/objects,$(lib.o) $(bin.o))
endif

$B/libedge.a: $(lib.o) $B/objects
	$Qrm -f $@ && ar rcs $@ $(lib.o)

.SECONDEXPANSION:
$(addprefix $B/bin/,$(tools)): $$(filter $O/bin/$$(@F)/%,$(bin.o)) $B/libedge.a
	$(link)

$(units) $(bench): $$(patsubst $B/%,$O/tests/%.o,$$@) $B/libedge.a
	$(link)

# With gcc a plain main replays the corpus; with clang libFuzzer is the main.
$B/fuzz/%: $O/tests/fuzz/%.o $(if $(LIBFUZZER),,$O/tests/fuzz/main.o) $B/libedge.a
	$(link) $(if $(LIBFUZZER),-fsanitize=fuzzer)

# ---- tests

quick: all $(units)
	$Q$(if $(units),prove -Q $(units))

check: WERROR := -Werror
check: all $(units) $(fuzz) $(bench)
	$QSHARED='$(SHARED)' BUILD=$B tests/run

check-long:
	$QSHARED='$(SHARED)' tests/long

lint: all $B/libedge.a
	$QBUILD=$B tests/lint/all.sh

fuzz:
	$Q$(MAKE) --no-print-directory LIBFUZZER=1 CC='$(CLANG)' fuzzers
	$QFUZZ_TIME=$(FUZZ_TIME) tests/fuzz/run.sh build/libfuzzer/fuzz $(T)

fuzzers: $(if $T,$B/fuzz/$T,$(fuzz))
bench: $(bench)
	$Qfor b in $^ tests/bench/profile.sh; do BUILD=$B $$b || exit; done
demo: all
	$QBUILD=$B tests/demo/demo.sh

# ---- what installs and what is written

deps deps-check:
	$Q.ci/deps $@

completions man schema: all
	$QBUILD=$B tests/lint/generated.sh --write $@

install: all
	install -d $(bindir) $(mandir)/man7 $(mandir)/man8 $(datadir) \
		$(bashdir) $(zshdir) $(fishdir)
	install $(addprefix $B/bin/,$(tools)) $(bindir)
	install -m 644 man/*.json $(datadir)
	$(foreach n,7 8,install -m 644 $(wildcard man/*.$n) $(mandir)/man$n || exit;)
	$(foreach s,bash zsh fish,install -m 644 completions/$s/* $($(s)dir) || exit;)

uninstall:
	rm -rf $(datadir)
	rm -f $(addprefix $(bindir)/,$(tools)) $(addprefix $(bashdir)/,$(tools)) \
		$(addprefix $(zshdir)/_,$(tools)) $(patsubst %,$(fishdir)/%.fish,$(tools)) \
		$(foreach m,$(notdir $(wildcard man/*.[78])),$(mandir)/man$(subst .,,$(suffix $m))/$m)

clean:
	rm -rf build

-include $(shell find $O -name '*.d' 2>/dev/null)

.PHONY: all deps deps-check quick check check-long lint fuzz fuzzers bench demo \
	completions man schema install uninstall clean
.DELETE_ON_ERROR:
.SECONDARY:
