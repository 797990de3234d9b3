# Starting the machine. The command line of QEMU itself stands in machine.py alone.

ENGINE   ?= auto
GUEST    ?= /sbin/skernel-x86
GDB_PORT ?= 1234

ENGINES := auto tcg
LATER_ENGINES := kvm bochs
ifneq ($(filter $(LATER_ENGINES),$(ENGINE)),)
  $(error ENGINE=$(ENGINE) is not part of this kit yet; ENGINE=tcg works on every machine)
endif
ifeq ($(filter $(ENGINES),$(ENGINE)),)
  $(error there is no engine '$(ENGINE)'; there are: $(ENGINES))
endif
ifeq ($(filter /%,$(GUEST)),)
  $(error GUEST=$(GUEST) is no path on the disk; say for example GUEST=/sbin/exits)
endif

RUN := $(PYTHON) -I -S common/run/boot.py --kernel $(KERNEL).elf32 --rom $(VTXROM) \
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

.PHONY: test-matrix test-fresh bench
test-matrix:
	@sh common/run/matrix.sh $(BUILD)/matrix $(CURDIR) debian-12 debian-13 debian-13-backports debian-12-backports
test-fresh:
	@sh common/run/matrix.sh $(BUILD)/matrix $(CURDIR) fresh
bench:
	@$(PYTHON) common/run/bench.py
