# vmxlab: build a VT-x hypervisor, one lab at a time. This file is the map; each fragment stands beside
# what it builds. `make help` lists every command, from common/run/commands.txt.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:
SHELL := /bin/sh

ifeq ($(filter 4.% 5.%,$(MAKE_VERSION)),)
  $(error this is GNU Make $(MAKE_VERSION), the kit needs 4.2 or newer; on macOS: brew install make, then gmake)
endif

BUILD  := build
NASM   := nasm
PYTHON := $(or $(wildcard /usr/bin/python3),python3)
# A tool on the PATH, found without starting a process; empty when it is not there.
on_path = $(wildcard $(if $(findstring /,$(1)),$(1),$(addsuffix /$(1),$(subst :, ,$(PATH)))))

Q   := $(if $(V),,@)
say  = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

include common/toolchain.mk         # the compiler of this machine
include common/run/goals.mk         # the goals of this command line: are they known, are the tools there?
include common/rules.mk             # sources to objects
include common/kernel.mk            # common/: what every lab stands on
include common/vtxrom/rom.mk        # the VT-x ROM
include guest/guest.mk              # what runs inside the student's hypervisor
include common/run/disk.mk          # the disk that guests are loaded from
include common/run/labs.mk          # which lab, whose files
include common/run/run.mk           # starting the machine
include common/run/skeletons.mk     # labs/ from solutions/
include grader/grader.mk            # points, and the tests of the kit

.PHONY: help demo test setup clean
help:
	@awk -f common/run/help.awk common/run/commands.txt

setup:
	@sh common/run/setup.sh student

demo: setup
	@$(MAKE) --no-print-directory lab6 qemu SOLUTION=1

test:
	@sh common/run/setup.sh student tests
	@$(MAKE) --no-print-directory check-skeletons
	@$(MAKE) --no-print-directory run-tests

clean:
	$(Q)rm -rf $(BUILD)

# What the compilers found out about headers; no search through the folder, every name is known.
-include $(patsubst %.o,%.d,$(KERNEL_OBJECTS) $(KERNEL_MAIN) $(STAGE_OBJECTS) $(VTXROM_OBJECTS)) \
         $(OFFSETS:.inc=.d) $(wildcard $(BUILD)/guest/*.d $(BUILD)/guest/*/*.d $(BUILD)/grader/probes/*.d)
