# Starting the machine. The command line of QEMU itself stands in machine.py alone.

ENGINE   ?= auto
GUEST    ?= /sbin/skernel-x86
GDB_PORT ?= 1234

# auto: this host's KVM when it truly works, else tcg; engine.py chooses. bochs: the second opinion.
ENGINES := auto tcg kvm bochs
ifeq ($(filter $(ENGINES),$(ENGINE)),)
  $(error there is no engine '$(ENGINE)'; there are: $(ENGINES))
endif
ifeq ($(filter /%,$(GUEST)),)
  $(error GUEST=$(GUEST) is no path on the disk; say for example GUEST=/sbin/exits)
endif

# The kernel that a KVM is tried with; on a host without /dev/kvm there is nothing to try.
TRIAL := $(BUILD)/trial/trial
$(BUILD)/common/run/trial/%.o: CFLAGS += -Werror
$(eval $(call link_kernel,$(TRIAL),$(call objects,common/run/trial/main.c)))
TRIAL_NEEDED := $(if $(and $(wildcard /dev/kvm),$(filter auto kvm,$(ENGINE))),$(TRIAL).elf32)

RUN := $(PYTHON) -I -S common/run/boot.py --engine $(ENGINE) --kernel $(KERNEL).elf32 --rom $(VTXROM) \
       $(if $(filter $(N),$(DISK_LABS)),--disk $(DISK) --append guest=$(GUEST)) \
       $(if $(CPU),--cpu $(CPU)) $(if $(TIMEOUT),--timeout $(TIMEOUT)) --log $(BUILD)/run/$(notdir $(KERNEL))
RUN_NEEDS := $(KERNEL).elf32 $(VTXROM) $(TRIAL_NEEDED) $(if $(filter $(N),$(DISK_LABS)),$(DISK))

.PHONY: qemu qemu-gdb stages
qemu: $(RUN_NEEDS)
	@$(RUN)

qemu-gdb: $(RUN_NEEDS)
	@$(RUN) --gdb-port $(GDB_PORT)

stages: $(RUN_NEEDS)
	@$(RUN) --append list=stages

# An image for a real PC; the guest's disk travels in it, and a font for the screen, out of GRUB's own.
GRUB_FONT := $(firstword $(wildcard /usr/share/grub/unicode.pf2 /usr/share/grub2/unicode.pf2) /usr/share/grub/unicode.pf2)
FONT      := $(BUILD)/iso/font
ISO       := $(BUILD)/iso/$(notdir $(KERNEL)).iso

$(FONT): common/run/font.py
	@mkdir -p $(@D)
	@$(PYTHON) common/run/font.py $(GRUB_FONT) $@

.PHONY: iso setup-iso
iso: $(KERNEL).elf32 $(FONT) $(if $(filter $(N),$(DISK_LABS)),$(DISK))
	@$(PYTHON) common/run/iso.py $(ISO) $< $(FONT) guest=$(GUEST) $(if $(filter $(N),$(DISK_LABS)),$(DISK))
setup-iso:
	@sh common/run/setup.sh student iso

.PHONY: doctor
# Also where tools are missing: that is what it tells. What KVM is tried with is built where there is one.
doctor:
	@test ! -e /dev/kvm || $(MAKE) -s --no-print-directory $(TRIAL).elf32 $(VTXROM) || true
	@$(PYTHON) -I -S common/run/doctor.py

.PHONY: setup-bochs setup-kvm test-bochs test-kvm test-kvm-amd test-matrix test-fresh bench
setup-bochs:
	@sh common/run/setup.sh student iso bochs
setup-kvm:
	@sh common/run/setup.sh student iso bochs kvm

ENGINE_TESTS := sh common/run/pytest.sh -q -p no:cacheprovider common/run/engine_tests
test-bochs: setup-bochs engine-test-kernels
	@$(ENGINE_TESTS)/test_bochs.py
test-kvm: setup-kvm engine-test-kernels
	@$(ENGINE_TESTS)/test_kvm.py --kvm intel --durations=1 -s
test-kvm-amd: setup-kvm engine-test-kernels
	@$(ENGINE_TESTS)/test_kvm.py --kvm amd --durations=1 -s
.PHONY: engine-test-kernels
engine-test-kernels:
	@for n in $(NUMBERS); do \
	   $(MAKE) -s --no-print-directory lab$$n probes SOLUTION=1 || exit 2; done >/dev/null
	@$(MAKE) -s --no-print-directory $(BUILD)/vtxrom/tests/entries.elf32 $(TRIAL).elf32 $(VTXROM) $(DISK)
test-matrix:
	@sh common/run/matrix.sh $(BUILD)/matrix $(CURDIR) debian-12 debian-13 debian-13-backports debian-12-backports
test-fresh:
	@sh common/run/matrix.sh $(BUILD)/matrix $(CURDIR) fresh
bench:
	@$(PYTHON) common/run/bench.py
