# Starting the machine. The command line of QEMU itself stands in machine.py alone.

ENGINE   ?= auto
GUEST    ?= /sbin/skernel-x86
GDB_PORT ?= 1234

# auto is tcg: it works everywhere. bochs emulates VT-x by itself and needs no ROM: the second opinion.
ENGINES := auto tcg bochs
LATER_ENGINES := kvm
ifneq ($(filter $(LATER_ENGINES),$(ENGINE)),)
  $(error ENGINE=$(ENGINE) is not part of this kit yet; ENGINE=tcg works on every machine)
endif
ifeq ($(filter $(ENGINES),$(ENGINE)),)
  $(error there is no engine '$(ENGINE)'; there are: $(ENGINES))
endif
ifeq ($(filter /%,$(GUEST)),)
  $(error GUEST=$(GUEST) is no path on the disk; say for example GUEST=/sbin/exits)
endif

ifeq ($(ENGINE),bochs)
  BOCHS_TOOLS := bochs-bin grub-mkrescue xorriso
  BOCHS_MISSING := $(strip $(foreach t,$(BOCHS_TOOLS),$(if $(call on_path,$(t)),,$(t))))
  ifneq ($(BOCHS_MISSING),)
    $(error ENGINE=bochs: missing on this machine: $(BOCHS_MISSING); make setup-bochs installs them, ENGINE=tcg needs none)
  endif
  ifneq ($(filter qemu-gdb,$(MAKECMDGOALS)),)
    $(error ENGINE=bochs has no GDB stub in Debian's build; ENGINE=tcg has one)
  endif
endif

RUN := $(PYTHON) -I -S common/run/boot.py --engine $(ENGINE) --kernel $(KERNEL).elf32 --rom $(VTXROM) \
       $(if $(filter $(N),$(DISK_LABS)),--disk $(DISK) --append guest=$(GUEST)) \
       $(if $(CPU),--cpu $(CPU)) $(if $(TIMEOUT),--timeout $(TIMEOUT)) --log $(BUILD)/run/$(notdir $(KERNEL))
RUN_NEEDS := $(KERNEL).elf32 $(VTXROM) $(if $(filter $(N),$(DISK_LABS)),$(DISK))

.PHONY: qemu qemu-gdb stages
qemu: $(RUN_NEEDS)
	@$(RUN)

qemu-gdb: $(RUN_NEEDS)
	@$(RUN) --gdb-port $(GDB_PORT)

stages: $(RUN_NEEDS)
	@$(RUN) --append list=stages

.PHONY: setup-bochs test-bochs test-matrix test-fresh bench
setup-bochs:
	@sh common/run/setup.sh student bochs
test-bochs: setup-bochs
	@for n in $(NUMBERS); do \
	   $(MAKE) -s --no-print-directory lab$$n probes SOLUTION=1 || exit 2; done >/dev/null
	@$(MAKE) -s --no-print-directory $(BUILD)/vtxrom/tests/entries.elf32
	@sh common/run/pytest.sh -q -p no:cacheprovider common/run/bochs_tests
test-matrix:
	@sh common/run/matrix.sh $(BUILD)/matrix $(CURDIR) debian-12 debian-13 debian-13-backports debian-12-backports
test-fresh:
	@sh common/run/matrix.sh $(BUILD)/matrix $(CURDIR) fresh
bench:
	@$(PYTHON) common/run/bench.py
