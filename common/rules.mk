# How a source file becomes an object: the same rules for the kernel, the labs, the guests and the ROM.
# What a folder needs beyond that is a pattern-specific variable in its own fragment.

# Bare metal: no red zone (exceptions use the stack), no SSE (nobody saves it), no hosted library.
CFLAGS := -std=gnu11 -O2 -g -m64 -ffreestanding -fno-builtin -fno-common -fno-pic -fno-pie \
          -fno-stack-protector -fno-asynchronous-unwind-tables -fcf-protection=none \
          -mno-red-zone -mgeneral-regs-only -Wall -Wextra -Icommon
ifneq ($(IS_CLANG),)
  CFLAGS += --target=x86_64-elf
endif
NASMFLAGS := -f elf64 -g -F dwarf -I$(BUILD)/ -Icommon/

# Every x.offsets.c; made before any NASM source, since -MD learns only afterwards which one it includes.
OFFSETS := $(patsubst %.offsets.c,$(BUILD)/%.inc,$(wildcard common/*/*.offsets.c))

# $(call objects,SOURCES): the object of each .c and .asm file, none for offsets.
objects = $(addprefix $(BUILD)/,$(addsuffix .o,$(basename $(filter-out %.offsets.c,$(1)))))

$(BUILD)/%.o: %.c common/rules.mk $(COMPILER_MARK)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.asm common/rules.mk | $(OFFSETS)
	@mkdir -p $(@D)
	$(call say,NASM,$<)
	$(Q)$(NASM) $(NASMFLAGS) -MD $(@:.o=.d) -MP $< -o $@

# Offsets for NASM come from C: x.offsets.c holds OFFSET(...) lines (kit/offsets.h) and becomes x.inc.
$(BUILD)/%.inc: %.offsets.c $(COMPILER_MARK)
	@mkdir -p $(@D)
	$(call say,OFFSETS,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -MT $@ -MF $(@:.inc=.d) -S $< -o $@.s
	$(Q)sed -n 's/^.*"->\([A-Za-z0-9_]*\) [$$#]*\(-*[0-9]*\)".*/%define \1 \2/p' $@.s > $@
	$(Q)rm -f $@.s
