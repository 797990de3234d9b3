# How a source file becomes an object: the same three rules for the kernel, the ROM and the guests.
# A folder's own needs are pattern-specific variables in its own fragment, e.g.
#   $(BUILD)/common/vtxrom/%.o: CFLAGS += -fpie

# Bare metal: no red zone (interrupts use the stack), no SSE (nobody saves it), no hosted library.
CFLAGS := -std=gnu11 -O2 -g -m64 -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
          -mno-red-zone -mgeneral-regs-only -fcf-protection=none -fno-builtin -fno-common \
          -Wall -Wextra -Icommon
NASMFLAGS := -f elf64 -g -F dwarf -I$(BUILD)/ -Icommon/

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.asm
	@mkdir -p $(@D)
	$(call say,NASM,$<)
	$(Q)$(NASM) $(NASMFLAGS) -MD $(@:.o=.d) -MP $< -o $@

# Offsets for NASM come from C: x.offsets.c holds OFFSET(...) lines (kit/offsets.h) and becomes x.inc.
$(BUILD)/%.inc: %.offsets.c
	@mkdir -p $(@D)
	$(call say,OFFSETS,$<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -MT $@ -MF $(@:.inc=.inc.d) -S $< -o $@.s
	$(Q)sed -n 's/^->\([A-Za-z0-9_]*\) [$$#]*\(-*[0-9]*\).*/%define \1 \2/p' $@.s > $@
	$(Q)rm -f $@.s
