# Which lab, whose files: from the goals and variables of the command line to a list of objects.
#
#   make lab3 qemu                   common/ and the student's labs 1 to 3
#   make lab3 qemu SOLUTION=1        the reference solution of labs 1 to 3
#   make lab3 qemu BASE=solutions    the student's lab 3 on the reference labs 1 and 2

LABS    ?= labs
LAB     := $(filter lab%,$(MAKECMDGOALS))
number   = $(patsubst lab%,%,$(firstword $(subst -, ,$(notdir $(1)))))
NUMBERS := $(sort $(foreach l,$(wildcard solutions/lab*-* $(LABS)/lab*-*),$(call number,$l)))
N       := $(call number,$(LAB))

# Labs that read the disk; the others run without one.
DISK_LABS := $(filter-out 1 2,$(NUMBERS))

ifneq ($(LAB),)
  ifneq ($(words $(LAB)),1)
    $(error one lab at a time, please: $(LAB))
  endif
  ifeq ($(filter $(N),$(NUMBERS)),)
    $(error there is no $(LAB); there are: $(addprefix lab,$(NUMBERS)))
  endif
  ifneq ($(SOLUTION),)
    ifeq ($(wildcard solutions/$(LAB)-*),)
      $(error SOLUTION=1: this kit has no solutions/$(LAB)-*; that folder is the instructor's)
    endif
  endif
  ifneq ($(BASE),)
    ifneq ($(BASE),solutions)
      $(error BASE=$(BASE): the only base there is is BASE=solutions)
    endif
    ifeq ($(wildcard solutions),)
      $(error BASE=solutions: this kit has no solutions/; that folder is the instructor's)
    endif
  endif
endif

TREE      := $(if $(SOLUTION),solutions,$(LABS))
BASE_TREE := $(if $(BASE),solutions,$(TREE))
EARLIER   := $(if $(N),$(filter-out $(N),$(wordlist 1,$(or $(N),1),$(NUMBERS))))

lab_sources   = $(wildcard $(1)/lab$(2)-*/*.c $(1)/lab$(2)-*/*.asm)
STAGE_OBJECTS := $(call objects,$(foreach n,$(EARLIER),$(call lab_sources,$(BASE_TREE),$(n))) \
                                $(call lab_sources,$(TREE),$(N)))

# One name a combination: lab3, lab3-solution, lab3-base; trees elsewhere carry their path.
VARIANT := $(if $(SOLUTION),-solution,$(if $(BASE),-base))
PLACE   := $(if $(filter labs,$(LABS)),,$(subst /,-,$(LABS))-)
KERNEL  := $(BUILD)/kernel/$(PLACE)$(LAB)$(VARIANT)

$(BUILD)/solutions/%.o: CFLAGS += -Werror
# A skeleton has helpers and parameters that only its solution uses.
$(BUILD)/$(LABS)/%.o: CFLAGS += -Wno-unused-function -Wno-unused-parameter -Wno-unused-variable

ifneq ($(LAB),)
  $(eval $(call link_kernel,$(KERNEL),$(KERNEL_MAIN) $(STAGE_OBJECTS)))
.PHONY: $(LAB)
# The grader builds by itself: files that do not compile are a verdict, not the end of make.
$(LAB): $(if $(filter grade,$(MAKECMDGOALS)),,$(KERNEL).elf32)
	@:
endif
