# The goals of this command line: unknown ones, missing tools and unknown engines end here, in one sentence.

KNOWN_GOALS := $(filter-out - labN,$(shell awk -F ' *[|] *' '!/^\#/ { print $$2 }' common/run/commands.txt))
# Goals that stand beside a lab, and those that need no tool but make and a shell.
LAB_GOALS   := qemu qemu-gdb grade stages iso probes
BARE_GOALS  := help doctor setup setup-iso setup-bochs setup-kvm demo test test-bochs test-kvm test-kvm-amd clean test-matrix test-fresh
ASKED       := $(filter-out lab% $(BUILD)/%,$(MAKECMDGOALS))

UNKNOWN := $(filter-out $(KNOWN_GOALS) probes engine-test-kernels,$(ASKED))
ifneq ($(UNKNOWN),)
  $(error there is no command '$(firstword $(UNKNOWN))'; make help lists them all)
endif
ifneq ($(filter $(LAB_GOALS),$(ASKED)),)
  ifeq ($(filter lab%,$(MAKECMDGOALS)),)
    $(error '$(firstword $(filter $(LAB_GOALS),$(ASKED)))' needs a lab: make lab3 $(firstword $(filter $(LAB_GOALS),$(ASKED))))
  endif
endif

ifneq ($(words $(CURDIR)),1)
  $(error the kit's folder is '$(CURDIR)': GNU Make cannot work in a path with a space; move the kit)
endif

TOOLS     := $(CC) $(LD) $(OBJCOPY) $(NASM) mformat mcopy python3 qemu-system-x86_64
NEED_TOOLS := $(if $(MAKECMDGOALS),$(filter-out $(BARE_GOALS),$(MAKECMDGOALS)))
ifneq ($(NEED_TOOLS),)
  $(eval $(mark_compiler))
  MISSING := $(strip $(foreach t,$(TOOLS),$(if $(call on_path,$(t)),,$(t))))
  ifneq ($(MISSING),)
    $(error missing on this machine: $(MISSING); make setup installs what the kit needs)
  endif
endif
