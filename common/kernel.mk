# The kernel: what every lab stands on, and how a lab's kernel is linked.

KERNEL_FOLDERS := boot cpu mem dev kit vmx
# main.o stands apart: the grader links another main in its place.
KERNEL_MAIN    := $(BUILD)/common/kit/main.o
KERNEL_OBJECTS := $(filter-out $(KERNEL_MAIN),$(call objects,$(wildcard \
                    $(foreach f,$(KERNEL_FOLDERS),common/$f/*.c common/$f/*.asm))))
KERNEL_LDFLAGS := -nostdlib -static -z noexecstack -z max-page-size=4096 --build-id=none

$(foreach f,$(KERNEL_FOLDERS),$(BUILD)/common/$f/%.o): CFLAGS += -Werror

# $(call link_kernel,NAME,OBJECTS): rules for NAME.elf (for GDB) and NAME.elf32 (what a multiboot loader
# takes: it wants a 32-bit header).
define link_kernel
$(1).elf: $(KERNEL_OBJECTS) $(2) common/boot/kernel.ld
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(LD) $(KERNEL_LDFLAGS) -T common/boot/kernel.ld $(KERNEL_OBJECTS) $(2) -o $$@
$(1).elf32: $(1).elf
	$$(Q)$$(OBJCOPY) -O elf32-i386 $$< $$@
endef
